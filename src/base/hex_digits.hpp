#pragma once
// Octets as two hexadecimal digits each.

#include <array>
#include <cstdint>

#include "base/put.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect {

inline constexpr std::string_view kHexDigits = "0123456789abcdef";

/// `00`, `01`, ... `ff` in a row.
inline constexpr std::array<char, 512> kHexPairs = [] {
    std::array<char, 512> pairs{};
    for (std::size_t i = 0; i < 256; ++i) {
        pairs[2 * i] = kHexDigits[i >> 4];
        pairs[2 * i + 1] = kHexDigits[i & 0xF];
    }
    return pairs;
}();

[[nodiscard]] inline char* put_hex(char* at, std::uint8_t octet) noexcept {
    copy_octets<2>(at, &kHexPairs[std::size_t{2} * octet]);
    return at + 2;
}
[[nodiscard]] inline char* put_hex(char* at, Bytes octets) noexcept {
    for (const std::uint8_t octet : octets) at = put_hex(at, octet);
    return at;
}

}  // namespace wsdissect
