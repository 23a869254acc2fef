#pragma once
// The way of text to a file descriptor.

#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

enum class OutputState : std::uint8_t {
    open,
    closed,  ///< The reader went away (EPIPE): nothing more is wanted, and that is no error.
    failed,  ///< Writing failed otherwise, see `error_number`.
};

/// Neither throws nor stops anything by itself: once it is not open it drops what it is given, and whoever
/// drives the program asks `state`.
class TextOutput final : public TextOutlet {
  public:
    /// Writes to `file_descriptor`, which it does not own. Asks for a pipe of 1 MiB where it is a pipe.
    explicit TextOutput(int file_descriptor);

    /// Writes all of `text` at once, past the buffer.
    void write(std::string_view text) override;

    /// Called before anything is written, for what else shows on the same terminal.
    void before_writing(std::function<void()> call) { before_writing_ = std::move(call); }

    /// A buffer whose text leaves by this output.
    [[nodiscard]] TextBuffer& buffer() noexcept { return buffer_; }
    void flush() { buffer_.flush(); }

    [[nodiscard]] OutputState state() const noexcept { return state_; }
    [[nodiscard]] int error_number() const noexcept { return error_number_; }

  private:
    int file_descriptor_;
    OutputState state_ = OutputState::open;
    int error_number_ = 0;
    std::function<void()> before_writing_;
    TextBuffer buffer_{*this};
};

}  // namespace wsdissect::print
