#include "capture/byte_window.hpp"

#include <cstring>
#include <utility>

namespace wsdissect::capture {

namespace {

/// Large enough that the system calls do not count, small enough to stay in the second-level cache.
constexpr std::size_t kInitialCapacity = std::size_t{512} * 1024;

}  // namespace

ByteWindow::ByteWindow(FileDescriptor input)
    : input_(std::move(input)),
      stream_(input_.number()),
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
    const std::size_t octets = stream_.read({buffer_.get() + end_, capacity_ - end_});
    end_ += octets;
    if (octets == 0) complete_ = true;
}

}  // namespace wsdissect::capture
