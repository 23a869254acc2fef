#pragma once
// Sequences of UTF-8 beyond ASCII that can be shown as they are.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/plain_runs.hpp"
#include "wsdissect/base/code_point.hpp"

namespace wsdissect {

/// Whether all code points of the sequences that begin with these octets, of two or more, can be shown.
[[nodiscard]] constexpr bool begins_safe(std::uint8_t lead, std::uint8_t second) noexcept {
    if (lead == 0xE3) return second != 0x85;  // Kana and much of CJK, but for U+3164.
    return lead != 0xC2 && lead != 0xCD && lead != 0xD8 && lead != 0xE1 && lead != 0xE2 && lead != 0xEF &&
           lead != 0xF0 && lead != 0xF3;
}

/// Writes the well-formed sequence of two octets or more at the front of `rest` where it can be shown as it
/// is; else nothing, which is told as no octets.
[[nodiscard]] inline Written put_safe_sequence(char* at, std::string_view rest) noexcept {
    const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
    const std::uint8_t lead = octet(0);
    if (lead < 0x80) return {at, 0};
    if (lead >= 0xC3 && lead < 0xE0 && lead != 0xCD && lead != 0xD8 && rest.size() > 1 &&
        (octet(1) & 0xC0) == 0x80) {
        copy_octets<2>(at, rest.data());
        return {at + 2, 2};
    }
    const std::size_t length = utf8_sequence_length(rest);
    if (length == 0) return {at, 0};
    if (!begins_safe(lead, octet(1)) && is_unsafe(code_point_of(rest.substr(0, length)))) return {at, 0};
    for (std::size_t i = 0; i < length; ++i) at[i] = rest[i];
    return {at + length, length};
}

}  // namespace wsdissect
