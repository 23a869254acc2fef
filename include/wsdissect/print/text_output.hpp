#pragma once
// The buffer that printers write into, and its way to a file descriptor.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wsdissect::print {

enum class OutputState : std::uint8_t {
    open,
    closed,  ///< The reader went away (EPIPE): nothing more is wanted, and that is no error.
    failed,  ///< Writing failed otherwise, see `error_number`.
};

/// Collects text and writes it in large pieces. Neither throws nor stops anything by itself: once it is not
/// open it drops what it is given, and whoever drives the program asks `state`.
class TextOutput {
  public:
    static constexpr std::size_t kFlushAt = 256 * 1024;  ///< Octets collected before they are written.

    /// Writes to `file_descriptor`, which it does not own. Asks for a pipe of 1 MiB where it is a pipe.
    explicit TextOutput(int file_descriptor);

    /// Where to append text; call `end_record` when a record is whole.
    [[nodiscard]] std::string& buffer() noexcept { return buffer_; }
    void end_record() {
        if (buffer_.size() >= kFlushAt) flush();
    }
    /// Writes everything now.
    void flush();

    [[nodiscard]] OutputState state() const noexcept { return state_; }
    [[nodiscard]] int error_number() const noexcept { return error_number_; }

  private:
    int file_descriptor_;
    std::string buffer_;
    OutputState state_ = OutputState::open;
    int error_number_ = 0;
};

}  // namespace wsdissect::print
