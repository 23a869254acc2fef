#include "wsdissect/print/text_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/write_some.hpp"

namespace wsdissect::print {
namespace {

constexpr int kPipeCapacity = 1024 * 1024;

}  // namespace

TextOutput::TextOutput(int file_descriptor) : file_descriptor_(file_descriptor) {
    // Fewer wake-ups of the reader. Fails on what is no pipe, and beyond the user's limit: then it stays.
    (void)::fcntl(file_descriptor, F_SETPIPE_SZ, kPipeCapacity);
}

void TextOutput::write(std::string_view text) {
    if (before_writing_ && !text.empty()) before_writing_();
    while (state_ == OutputState::open && !text.empty()) {
        const ssize_t written = write_some(file_descriptor_, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EPIPE) {
            state_ = OutputState::closed;
        } else {
            state_ = OutputState::failed;
            error_number_ = errno;
        }
    }
}

}  // namespace wsdissect::print
