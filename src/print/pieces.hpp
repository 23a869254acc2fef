#pragma once
// The pieces of which records are made. Each knows how many octets it writes at most, so that for a whole row
// of them room is made once: `most` may be more than what is text in the end, and all of it may be written.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/hex_digits.hpp"
#include "base/put.hpp"
#include "print/decimal.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/endpoint_text.hpp"

namespace wsdissect::print {

/// `put` writes at `at` and returns where the text then ends.
template <class T>
concept Piece = requires(const T& piece, char* at) {
    { piece.most() } -> std::same_as<std::size_t>;
    { piece.put(at) } -> std::same_as<char*>;
};

// Of literals, characters and text.
template <std::size_t N>
[[nodiscard]] constexpr std::size_t most_of(const char (&)[N]) noexcept {
    return N - 1;
}
[[nodiscard]] constexpr std::size_t most_of(char) noexcept { return 1; }
[[nodiscard]] constexpr std::size_t most_of(std::string_view text) noexcept { return text.size(); }
[[nodiscard]] constexpr std::size_t most_of(const Piece auto& piece) noexcept { return piece.most(); }

template <std::size_t N>
[[nodiscard]] inline char* put(char* at, const char (&literal)[N]) noexcept {
    copy_octets<N - 1>(at, literal);
    return at + N - 1;
}
[[nodiscard]] inline char* put(char* at, char character) noexcept {
    *at = character;
    return at + 1;
}
[[nodiscard]] inline char* put(char* at, std::string_view text) noexcept { return put_text(at, text); }
[[nodiscard]] inline char* put(char* at, const Piece auto& piece) noexcept { return piece.put(at); }

/// Text of a table's row, of at most `N` octets: all rows are copied by the same moves.
template <std::size_t N>
class FixedText {
  public:
    constexpr FixedText() = default;
    constexpr explicit FixedText(std::string_view text) { append(text); }
    constexpr FixedText& append(std::string_view text) {
        for (const char character : text) text_.at(size_++) = character;
        return *this;
    }
    /// Of a number up to 999.
    constexpr FixedText& append_decimal(unsigned value) {
        if (value >= 10) append_decimal(value / 10);
        text_.at(size_++) = static_cast<char>('0' + value % 10);
        return *this;
    }

    [[nodiscard]] constexpr std::size_t most() const noexcept { return N; }
    [[nodiscard]] char* put(char* at) const noexcept {
        copy_octets<N>(at, text_.data());
        return at + size_;
    }

  private:
    std::array<char, N> text_{};
    std::uint8_t size_ = 0;
};

inline constexpr std::size_t kSpacesAtOnce = 32;
inline constexpr std::array<char, kSpacesAtOnce> kSpaces = [] {
    std::array<char, kSpacesAtOnce> spaces{};
    spaces.fill(' ');
    return spaces;
}();
/// Writes spaces up to `end`, and up to kSpacesAtOnce more.
[[nodiscard]] inline char* put_spaces_until(char* at, char* end) noexcept {
    do copy_octets<kSpacesAtOnce>(at, kSpaces.data());
    while ((at += kSpacesAtOnce) < end);
    return end;
}

struct Spaces {
    std::size_t count;
    [[nodiscard]] std::size_t most() const noexcept { return count + kSpacesAtOnce; }
    [[nodiscard]] char* put(char* at) const noexcept { return put_spaces_until(at, at + count); }
};

/// Left-aligned in `width` columns, or more where it needs them.
struct Left {
    std::string_view text;
    std::size_t width;
    [[nodiscard]] std::size_t most() const noexcept { return std::max(text.size(), width) + kSpacesAtOnce; }
    [[nodiscard]] char* put(char* at) const noexcept {
        return put_spaces_until(put_text(at, text), at + std::max(text.size(), width));
    }
};

/// An endpoint left-aligned in `width` columns, which is not less than it has and at most
/// EndpointText::kMost.
struct EndpointColumn {
    const EndpointText& text;
    std::size_t width;
    [[nodiscard]] std::size_t most() const noexcept { return EndpointText::kMost; }
    [[nodiscard]] char* put(char* at) const noexcept {
        copy_octets<EndpointText::kMost>(at, text.padded().data());
        return at + width;
    }
};

struct Decimal {
    std::uint64_t value;
    [[nodiscard]] std::size_t most() const noexcept { return kMostDigits; }
    [[nodiscard]] char* put(char* at) const noexcept { return put_decimal(at, value); }
};

/// Right-aligned in `width` columns, 1 to 8, or more where it needs them.
struct RightDecimal {
    std::uint64_t value;
    unsigned width;
    [[nodiscard]] std::size_t most() const noexcept { return kMostDigits; }
    [[nodiscard]] char* put(char* at) const noexcept { return put_decimal_right(at, value, width); }
};

/// Left-aligned in `width` columns, or more where it needs them.
struct LeftDecimal {
    std::uint64_t value;
    std::size_t width;
    [[nodiscard]] std::size_t most() const noexcept { return std::max(kMostDigits, width) + kSpacesAtOnce; }
    [[nodiscard]] char* put(char* at) const noexcept {
        char* const digits_end = put_decimal(at, value);
        return put_spaces_until(digits_end, std::max(digits_end, at + width));
    }
};

/// `1 byte`, `2 bytes`, of ` byte`.
template <std::size_t N>
struct Count {
    std::uint64_t count;
    const char (&noun)[N];
    [[nodiscard]] std::size_t most() const noexcept { return kMostDigits + N; }
    [[nodiscard]] char* put(char* at) const noexcept {
        at = print::put(put_decimal(at, count), noun);
        *at = 's';
        return at + (count == 1 ? 0 : 1);
    }
};
template <std::size_t N>
Count(std::uint64_t, const char (&)[N]) -> Count<N>;

/// The first `digits` (0 to 9) of the nine decimals of a second, behind a dot; nothing where there are none.
struct Decimals {
    std::uint32_t nanoseconds;  ///< Below 1,000,000,000.
    std::size_t digits;
    [[nodiscard]] std::size_t most() const noexcept { return 10; }
    [[nodiscard]] char* put(char* at) const noexcept {
        *at = '.';
        (void)put_nine_digits(at + 1, nanoseconds);
        return at + (digits == 0 ? 0 : 1 + digits);
    }
};

/// `-12.000345`: seconds with `digits` decimals (0 to 9); what is before the dot right-aligned in `width`
/// columns, 1 to 8.
struct Seconds {
    std::int64_t nanoseconds;
    std::size_t digits;
    unsigned width = 1;
    [[nodiscard]] std::size_t most() const noexcept { return 1 + kMostDigits + 10; }
    [[nodiscard]] char* put(char* at) const noexcept;
};

/// Two lower-case digits an octet.
template <std::size_t Octets = std::dynamic_extent>
struct Hex {
    std::span<const std::uint8_t, Octets> octets;
    [[nodiscard]] std::size_t most() const noexcept { return 2 * octets.size(); }
    [[nodiscard]] char* put(char* at) const noexcept {
        for (const std::uint8_t octet : octets) at = put_hex(at, octet);
        return at;
    }
};
Hex(Bytes)->Hex<>;
template <std::size_t Octets>
Hex(std::array<std::uint8_t, Octets>) -> Hex<Octets>;

}  // namespace wsdissect::print
