#pragma once
// Appends what records are made of to a text buffer.

#include <limits>

#include "print/pieces.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

/// Refers to a buffer, which outlives it; to be handed on by value.
class TextBuilder {
  public:
    explicit TextBuilder(TextBuffer& buffer) noexcept : buffer_(buffer) {}

    /// Literals, characters, text and pieces, one after the other. The more of them at a time, the less it
    /// costs.
    template <class... Parts>
    void add(const Parts&... parts) {
        char* at = room((most_of(parts) + ... + 0));
        ((at = put(at, parts)), ...);
        end_at(at);
    }

    /// Two lower-case digits an octet: as the piece, but of any number of octets without room for all.
    void add_hex(Bytes octets);
    /// Text from the network, made safe for a terminal. `known_to_be_valid`: it is UTF-8, which costs less.
    void add_escaped(std::string_view text, bool known_to_be_valid = false);
    /// The first `most` code points of it, and no more; returns how many octets those are. An octet outside
    /// valid UTF-8 counts as a code point.
    std::size_t add_escaped_front(std::string_view text, std::size_t most, bool known_to_be_valid = false);

    // For what writes by itself, see TextBuffer.
    [[nodiscard]] char* room(std::size_t octets) { return buffer_.room(octets); }
    void end_at(char* end) noexcept { buffer_.end_at(end); }

  private:
    TextBuffer& buffer_;
};

}  // namespace wsdissect::print
