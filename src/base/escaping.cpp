#include "base/escaping.hpp"

#include "base/hex_digits.hpp"
#include "base/safe_sequence.hpp"
#include "base/valid_escaping.hpp"

namespace wsdissect {
namespace {

char* put_two(char* at, char first, char second) noexcept {
    at[0] = first;
    at[1] = second;
    return at + 2;
}

char* put_code_point(char* at, char32_t code_point) noexcept {
    int shift = 20;
    while (shift > 0 && (code_point >> shift) == 0) shift -= 4;
    at = put_two(at, '\\', 'u');
    *at++ = '{';
    for (; shift >= 0; shift -= 4) *at++ = kHexDigits[(code_point >> shift) & 0xF];
    *at++ = '}';
    return at;
}

char* put_unsafe(char* at, char32_t code_point) noexcept {
    switch (code_point) {
        case U'\n': return put_two(at, '\\', 'n');
        case U'\r': return put_two(at, '\\', 'r');
        case U'\t': return put_two(at, '\\', 't');
        default: return put_code_point(at, code_point);
    }
}

/// Writes what stands at the front of `rest` and is not plain.
Written put_not_plain(char* at, std::string_view rest) noexcept {
    if (const Written safe = put_safe_sequence(at, rest); safe.octets > 0) return safe;
    const std::size_t length = utf8_sequence_length(rest);
    if (length == 0) return {put_hex(put_two(at, '\\', 'x'), static_cast<std::uint8_t>(rest.front())), 1};
    return {put_unsafe(at, code_point_of(rest.substr(0, length))), length};
}

}  // namespace

Written put_for_terminal(char* at, std::string_view text, std::size_t most) noexcept {
    return put_escaped<'\\'>(at, text, most, put_not_plain);
}

Written put_valid_for_terminal(char* at, std::string_view text, std::size_t most) noexcept {
    return put_escaped_valid<'\\'>(at, text, most, put_not_plain);
}

}  // namespace wsdissect
