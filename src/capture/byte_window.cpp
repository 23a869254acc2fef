#include "capture/byte_window.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace wsdissect::capture {

namespace {

/// Large enough that the system calls do not count, small enough to stay in the second-level cache.
constexpr std::size_t kInitialCapacity = std::size_t{512} * 1024;

void wait_until_readable(int descriptor) noexcept {
    pollfd request{descriptor, POLLIN, 0};
    (void)::poll(&request, 1, -1);
}

}  // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

FileDescriptor::~FileDescriptor() {
    if (number_ >= 0) (void)::close(number_);
}

ByteWindow::ByteWindow(FileDescriptor input)
    : input_(std::move(input)),
      capacity_(kInitialCapacity),
      buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(capacity_)) {}

void ByteWindow::hold(std::size_t octets) {
    while (bytes().size() < octets && !complete_) {
        make_room();
        read_once();
    }
}

void ByteWindow::consume(std::size_t octets) noexcept {
    begin_ += octets;
    offset_ += octets;
}

/// Moves what is left to the front; a buffer that it fills is doubled.
void ByteWindow::make_room() {
    const std::size_t left = end_ - begin_;
    if (left == capacity_) {
        auto larger = std::make_unique_for_overwrite<std::uint8_t[]>(2 * capacity_);
        std::memcpy(larger.get(), buffer_.get(), left);
        buffer_ = std::move(larger);
        capacity_ *= 2;
    } else if (begin_ > 0) {
        std::memmove(buffer_.get(), buffer_.get() + begin_, left);
        begin_ = 0;
        end_ = left;
    }
}

void ByteWindow::read_once() {
    const ssize_t octets = read_block();
    if (octets > 0) {
        end_ += static_cast<std::size_t>(octets);
        return;
    }
    complete_ = true;
    if (octets < 0) error_number_ = errno;
}

/// read(2) that outlasts signals, and standard input that another process made non-blocking.
ssize_t ByteWindow::read_block() noexcept {
    for (;;) {
        const ssize_t octets = ::read(input_.number(), buffer_.get() + end_, capacity_ - end_);
        if (octets >= 0) return octets;
        if (errno == EAGAIN) {
            wait_until_readable(input_.number());
        } else if (errno != EINTR) {
            return octets;
        }
    }
}

}  // namespace wsdissect::capture
