#pragma once
// A payload as a number, by which those of Pings and Pongs are told apart.

#include <cstdint>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::print {

/// FNV-1a. Two payloads of one connection that share it by chance are next to impossible, and those that
/// share it on purpose spoil their own connection's numbers only.
[[nodiscard]] inline std::uint64_t fingerprint_of(Bytes payload) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const std::uint8_t octet : payload) hash = (hash ^ octet) * 0x100000001B3;
    return hash;
}

}  // namespace wsdissect::print
