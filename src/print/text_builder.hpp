#pragma once
// Appends the pieces of which records are made to a text buffer.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

/// Decimal digits of `value`, 1 to 20.
[[nodiscard]] std::size_t digits_of(std::uint64_t value) noexcept;

/// Appends to `out`, which outlives it.
class TextBuilder {
  public:
    explicit TextBuilder(TextBuffer& out) noexcept : out_(out) {}

    /// Text and characters, one after the other.
    template <class... Parts>
    void add(const Parts&... parts) {
        char* at = out_.room((length_of(parts) + ... + 0));
        ((at = put(at, parts)), ...);
        out_.end_at(at);
    }
    void add_spaces(std::size_t count);

    void add_decimal(std::uint64_t value);
    /// Right-aligned in `width` columns, or more where it needs them.
    void add_decimal(std::uint64_t value, std::size_t width);
    /// Left-aligned in `width` columns, or more where it needs them.
    void add_decimal_left(std::uint64_t value, std::size_t width);
    void add_left(std::string_view text, std::size_t width);
    /// The first `digits` (0 to 9) of the nine decimals of a second, 0 to 999,999,999.
    void add_nanoseconds(std::uint32_t nanoseconds, std::size_t digits);
    /// `-12.000345`: seconds with `digits` decimals (0 to 9), right-aligned in `width` columns.
    void add_seconds(std::int64_t nanoseconds, std::size_t digits, std::size_t width = 0);
    /// `1 byte`, `2 bytes`.
    void add_count(std::uint64_t count, std::string_view noun);

    /// Two lower-case digits an octet.
    void add_hex(Bytes octets);
    /// Text from the network, made safe for a terminal.
    void add_escaped(std::string_view text);

    /// Room for `octets`, of which `keep` then says how many were written.
    [[nodiscard]] char* room(std::size_t octets) { return out_.room(octets); }
    void keep(std::size_t octets) { out_.end_at(out_.room(0) + octets); }

  private:
    static constexpr std::size_t length_of(char) noexcept { return 1; }
    static constexpr std::size_t length_of(std::string_view text) noexcept { return text.size(); }

    static char* put(char* at, char character) noexcept {
        *at = character;
        return at + 1;
    }
    static char* put(char* at, std::string_view text) noexcept { return at + text.copy(at, text.size()); }
    void add_digits(std::uint64_t value, std::size_t digits);

    TextBuffer& out_;
};

}  // namespace wsdissect::print
