#pragma once
// TCP sequence numbers: 32-bit, and compared only by their distance (RFC 9293 section 3.4).

#include <cstdint>

namespace wsdissect {

struct SequenceNumber {
    std::uint32_t value = 0;

    bool operator==(const SequenceNumber&) const = default;
};

[[nodiscard]] constexpr SequenceNumber operator+(SequenceNumber from, std::uint32_t octets) noexcept {
    return {from.value + octets};
}
/// Octets from `from` to `to` on the shorter way round: -2^31 to 2^31 - 1. Positive where `to` comes later.
[[nodiscard]] constexpr std::int32_t distance(SequenceNumber from, SequenceNumber to) noexcept {
    return static_cast<std::int32_t>(to.value - from.value);
}

}  // namespace wsdissect
