#include "capture/opened_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "wsdissect/capture/compression.hpp"

namespace wsdissect::capture {

namespace {

/// Milliseconds, -1 for ever.
bool poll_until_readable(int descriptor, int timeout) noexcept {
    pollfd request{descriptor, POLLIN, 0};
    return ::poll(&request, 1, timeout) > 0;
}

/// Standard input is borrowed: what is closed at the end is a duplicate.
FileDescriptor open_descriptor(const std::string& path) {
    if (path == "-") return FileDescriptor(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
    return FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

bool begins_compressed(int descriptor) noexcept {
    std::array<std::uint8_t, kCompressionMagic> front{};
    const ssize_t octets = ::pread(descriptor, front.data(), front.size(), 0);
    return octets > 0 && compression_of(Bytes(front).first(static_cast<std::size_t>(octets))).has_value();
}

}  // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

FileDescriptor::~FileDescriptor() {
    if (number_ >= 0) (void)::close(number_);
}

Result<OpenedFile, OpenError> open_input(const std::string& path) {
    FileDescriptor input = open_descriptor(path);
    struct stat status {};
    if (input.number() < 0 || ::fstat(input.number(), &status) != 0) return Failure{OpenError{errno}};
    if (S_ISDIR(status.st_mode)) return Failure{OpenError{EISDIR}};
    if (!S_ISREG(status.st_mode)) return OpenedFile{.input = std::move(input)};
    (void)::posix_fadvise(input.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
    // Files that the kernel makes up as they are read say that they are empty. What is compressed has no
    // places that could be read at.
    const bool has_places = path != "-" && status.st_size > 0 && !begins_compressed(input.number());
    return OpenedFile{.input = std::move(input),
                      .total = static_cast<std::uint64_t>(status.st_size),
                      .has_places = has_places,
                      .can_be_reopened = path != "-"};
}

bool has_grown(const OpenedFile& file) noexcept {
    struct stat status {};
    return file.total > 0 && ::fstat(file.input.number(), &status) == 0 &&
           static_cast<std::uint64_t>(status.st_size) > file.total;
}

ssize_t read_some(int descriptor, std::span<std::uint8_t> room) noexcept {
    for (;;) {
        const ssize_t octets = ::read(descriptor, room.data(), room.size());
        if (octets >= 0) return octets;
        if (errno == EAGAIN) {
            (void)poll_until_readable(descriptor, -1);
        } else if (errno != EINTR) {
            return octets;
        }
    }
}

bool is_readable(int descriptor) noexcept { return poll_until_readable(descriptor, 0); }

}  // namespace wsdissect::capture
