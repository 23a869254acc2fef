#include "print/text_builder.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "wsdissect/base/ascii_run.hpp"
#include "wsdissect/base/escape.hpp"
#include "wsdissect/base/time.hpp"

namespace wsdissect::print {
namespace {

/// `00`, `01`, ... `99` in a row.
constexpr std::array<char, 200> kDigitPairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();
constexpr std::string_view kHexDigits = "0123456789abcdef";

constexpr std::size_t kMostDigits = 20;
constexpr std::array<std::uint64_t, kMostDigits> kPowersOfTen = [] {
    std::array<std::uint64_t, kMostDigits> powers{1};
    for (std::size_t i = 1; i < kMostDigits; ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}();

void put_pair(char* at, std::uint64_t below_hundred) noexcept {
    at[0] = kDigitPairs[2 * below_hundred];
    at[1] = kDigitPairs[2 * below_hundred + 1];
}

/// Writes the `digits` last decimal digits of `value`.
void put_digits(char* at, std::uint64_t value, std::size_t digits) noexcept {
    for (; digits >= 2; value /= 100) put_pair(at + (digits -= 2), value % 100);
    if (digits == 1) at[0] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::size_t digits_of(std::uint64_t value) noexcept {
    // 1233 / 4096 is just above the logarithm of 2: at most one too high.
    const auto estimate = static_cast<std::size_t>(std::bit_width(value | 1)) * 1233 / 4096;
    return estimate + ((value | 1) >= kPowersOfTen[estimate] ? 1 : 0);
}

void TextBuilder::add_spaces(std::size_t count) {
    constexpr std::string_view kSpaces = "                                                                ";
    for (; count > kSpaces.size(); count -= kSpaces.size()) add(kSpaces);
    // All of them, and as many kept as wanted: a copy of fixed length is cheaper.
    kSpaces.copy(room(kSpaces.size()), kSpaces.size());
    keep(count);
}

void TextBuilder::add_digits(std::uint64_t value, std::size_t digits) {
    put_digits(room(digits), value, digits);
    keep(digits);
}

void TextBuilder::add_decimal(std::uint64_t value) { add_digits(value, digits_of(value)); }

void TextBuilder::add_decimal(std::uint64_t value, std::size_t width) {
    const std::size_t digits = digits_of(value);
    add_spaces(width - std::min(width, digits));
    add_digits(value, digits);
}

void TextBuilder::add_decimal_left(std::uint64_t value, std::size_t width) {
    const std::size_t digits = digits_of(value);
    add_digits(value, digits);
    add_spaces(width - std::min(width, digits));
}

void TextBuilder::add_left(std::string_view text, std::size_t width) {
    add(text);
    add_spaces(width - std::min(width, text.size()));
}

void TextBuilder::add_nanoseconds(std::uint32_t nanoseconds, std::size_t digits) {
    constexpr std::size_t kAll = 9;
    put_digits(room(kAll), nanoseconds, kAll);
    keep(std::min(digits, kAll));
}

void TextBuilder::add_seconds(std::int64_t nanoseconds, std::size_t digits, std::size_t width) {
    constexpr auto kSecond = static_cast<std::uint64_t>(kNanosecondsPerSecond);
    const bool negative = nanoseconds < 0;
    const auto bits = static_cast<std::uint64_t>(nanoseconds);
    const std::uint64_t magnitude = negative ? 0 - bits : bits;
    const std::uint64_t whole = magnitude / kSecond;
    const std::size_t length = (negative ? 1 : 0) + digits_of(whole) + (digits == 0 ? 0 : 1 + digits);
    add_spaces(width - std::min(width, length));
    if (negative) add('-');
    add_decimal(whole);
    if (digits == 0) return;
    add('.');
    add_nanoseconds(static_cast<std::uint32_t>(magnitude % kSecond), digits);
}

void TextBuilder::add_count(std::uint64_t count, std::string_view noun) {
    add_decimal(count);
    add(' ', noun, count == 1 ? std::string_view() : std::string_view("s"));
}

void TextBuilder::add_hex(Bytes octets) {
    for (const std::uint8_t octet : octets) add(kHexDigits[octet >> 4], kHexDigits[octet & 0xF]);
}

void TextBuilder::add_escaped(std::string_view text) {
    const std::size_t plain = ascii_run<'\\'>(text);
    add(text.substr(0, plain));
    if (plain < text.size()) add(escaped(text.substr(plain)));
}

}  // namespace wsdissect::print
