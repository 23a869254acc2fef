#pragma once
// The text of one record under construction. Printers append many small pieces a record: they are joined in a
// small array and reach the output as one.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::print {

/// Appends to `out`, which outlives it. What was added is in `out` at the latest when the builder is
/// destroyed; until then only the builder may touch `out`. Text of any length is taken whole.
class TextBuilder {
  public:
    static constexpr std::size_t kHeld = 1024;  ///< Octets joined before they are handed on.

    explicit TextBuilder(std::string& out) noexcept : out_(out) {}
    ~TextBuilder() { hand_on(); }
    TextBuilder(const TextBuilder&) = delete;
    TextBuilder& operator=(const TextBuilder&) = delete;

    /// Text and characters, one after the other.
    template <class... Parts>
    void add(const Parts&... parts) {
        const std::size_t length = (length_of(parts) + ... + 0);
        if (length > kHeld - size_) [[unlikely]] {
            (add_long(as_view(parts)), ...);
        } else {
            (put(parts), ...);
        }
    }
    void add_spaces(std::size_t count);

    void add_decimal(std::uint64_t value);
    /// Right-aligned in `width` columns, or more where it needs them.
    void add_decimal(std::uint64_t value, std::size_t width);
    /// Left-aligned in `width` columns, or more where it needs them. Returns how many it took.
    std::size_t add_decimal_left(std::uint64_t value, std::size_t width);
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

    /// Room for `octets`, at most kHeld, of which `keep` then says how many were written.
    [[nodiscard]] char* room(std::size_t octets) {
        if (octets > kHeld - size_) hand_on();
        return held_.data() + size_;
    }
    void keep(std::size_t octets) noexcept { size_ += octets; }

    /// Everything so far, for functions that append to a string themselves.
    [[nodiscard]] std::string& whole() {
        hand_on();
        return out_;
    }

  private:
    static constexpr std::size_t length_of(char) noexcept { return 1; }
    static constexpr std::size_t length_of(std::string_view text) noexcept { return text.size(); }
    static constexpr std::string_view as_view(const char& character) noexcept { return {&character, 1}; }
    static constexpr std::string_view as_view(std::string_view text) noexcept { return text; }

    void put(char character) noexcept { held_[size_++] = character; }
    void put(std::string_view text) noexcept { size_ += text.copy(held_.data() + size_, text.size()); }
    void add_digits(std::uint64_t value, std::size_t digits);
    void add_long(std::string_view text);
    void hand_on() {
        out_.append(held_.data(), size_);
        size_ = 0;
    }

    std::string& out_;
    std::size_t size_ = 0;
    std::array<char, kHeld> held_;  // Not cleared: only the first `size_` are ever read.
};

}  // namespace wsdissect::print
