#pragma once
// A number that stands for octets where they are remembered only to be recognised.

#include <cstdint>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect {

inline constexpr std::uint64_t kFingerprintStart = 0xCBF29CE484222325;

/// FNV-1a, 64 bits; goes on from what came before. Two inputs that share it by chance are next to impossible;
/// who makes some that share it on purpose spoils what is told of his own connection.
[[nodiscard]] constexpr std::uint64_t fingerprint_of(Bytes octets,
                                                     std::uint64_t before = kFingerprintStart) noexcept {
    std::uint64_t hash = before;
    for (const std::uint8_t octet : octets) hash = (hash ^ octet) * 0x100000001B3;
    return hash;
}

}  // namespace wsdissect
