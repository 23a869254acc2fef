#pragma once
// Decimal digits, eight at a time and without a division or a branch for each.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/put.hpp"

namespace wsdissect::print {

inline constexpr std::uint64_t kEightDigits = 100'000'000;  ///< The first number that has more.
inline constexpr std::size_t kMostDigits = 20;

/// The eight decimal digits of `value`, below kEightDigits, as octets 0 to 9, the first as the lowest octet.
/// The number is parted into two of four digits, these into four of two, and these into eight.
[[nodiscard]] inline std::uint64_t eight_digits(std::uint64_t value) noexcept {
    // Products with rounded reciprocals, shifted: exact quotients for numbers of so few digits.
    const std::uint64_t fours = value / 10'000 | value % 10'000 << 32;
    const std::uint64_t upper_twos = fours * 10'486 >> 20 & 0x0000'007F'0000'007F;
    const std::uint64_t twos = upper_twos | (fours - 100 * upper_twos) << 16;
    const std::uint64_t upper_ones = twos * 103 >> 10 & 0x000F'000F'000F'000F;
    return upper_ones | (twos - 10 * upper_ones) << 8;
}

inline constexpr std::uint64_t kZeros = 0x3030'3030'3030'3030;        ///< `00000000`
inline constexpr std::uint64_t kZeroToSpace = 0x1010'1010'1010'1010;  ///< What `0` and a space differ in.
inline constexpr std::uint64_t kLastOfEight = std::uint64_t{1} << 56;

/// How many of `digits` are zeros before the first that counts: 0 to 7.
[[nodiscard]] inline unsigned leading_zeros(std::uint64_t digits) noexcept {
    return static_cast<unsigned>(std::countr_zero(digits | kLastOfEight)) / 8;
}

[[nodiscard]] char* put_long_decimal(char* at, std::uint64_t value) noexcept;

/// Writes up to kMostDigits octets, but at least eight.
[[nodiscard]] inline char* put_decimal(char* at, std::uint64_t value) noexcept {
    if (value >= kEightDigits) [[unlikely]]
        return put_long_decimal(at, value);
    const std::uint64_t digits = eight_digits(value);
    const unsigned zeros = leading_zeros(digits);
    store_eight(at, (digits | kZeros) >> 8 * zeros);
    return at + 8 - zeros;
}

/// Right-aligned in `width` columns, 1 to 8, or more where it needs them. Writes as many octets as
/// `put_decimal`.
[[nodiscard]] inline char* put_decimal_right(char* at, std::uint64_t value, unsigned width) noexcept {
    if (value >= kEightDigits) [[unlikely]]
        return put_long_decimal(at, value);
    const std::uint64_t digits = eight_digits(value);
    const unsigned zeros = leading_zeros(digits);
    const std::uint64_t spaces = kZeroToSpace & ((std::uint64_t{1} << 8 * zeros) - 1);
    const unsigned left_out = std::min(zeros, 8 - width);
    store_eight(at, ((digits | kZeros) ^ spaces) >> 8 * left_out);
    return at + 8 - left_out;
}

/// All nine digits of `value`, which has no more.
[[nodiscard]] inline char* put_nine_digits(char* at, std::uint32_t value) noexcept {
    *at = static_cast<char>('0' + value / kEightDigits);
    store_eight(at + 1, eight_digits(value % kEightDigits) | kZeros);
    return at + 9;
}

/// The first number of [n] + 1 digits; [0] is the first of one digit.
inline constexpr std::array<std::uint64_t, kMostDigits> kPowers = [] {
    std::array<std::uint64_t, kMostDigits> powers{};
    for (std::uint64_t power = 10; auto& each : std::span(powers).subspan(1)) {
        each = power;
        power *= 10;
    }
    return powers;
}();

/// Decimal digits of `value`, 1 to 20. They follow from its binary digits (1233 / 4096 is the logarithm of
/// 2), but for one.
[[nodiscard]] inline std::size_t digits_of(std::uint64_t value) noexcept {
    const auto at_least = static_cast<std::size_t>(std::bit_width(value | 1)) * 1233 >> 12;
    return at_least + (value >= kPowers[at_least] ? 1 : 0);
}

}  // namespace wsdissect::print
