#include "wsdissect/print/text_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace wsdissect::print {
namespace {

constexpr int kPipeCapacity = 1024 * 1024;

/// Waits until a descriptor that is set not to block takes octets again.
void wait_until_writable(int file_descriptor) {
    pollfd waiting{.fd = file_descriptor, .events = POLLOUT, .revents = 0};
    (void)::poll(&waiting, 1, -1);
}

}  // namespace

TextOutput::TextOutput(int file_descriptor) : file_descriptor_(file_descriptor) {
    // Fewer wake-ups of the reader. Fails on what is no pipe, and beyond the user's limit: then it stays.
    (void)::fcntl(file_descriptor, F_SETPIPE_SZ, kPipeCapacity);
}

void TextOutput::write(std::string_view text) {
    if (before_writing_ && !text.empty()) before_writing_();
    while (state_ == OutputState::open && !text.empty()) {
        const ssize_t written = ::write(file_descriptor_, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            wait_until_writable(file_descriptor_);
        } else if (errno == EPIPE) {
            state_ = OutputState::closed;
        } else if (errno != EINTR) {
            state_ = OutputState::failed;
            error_number_ = errno;
        }
    }
}

}  // namespace wsdissect::print
