#pragma once
// Headers of known length as a checked view: the length is looked at once, the compiler checks the fields.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::wire {

/// For what runs once a packet, where ByteReader's check of every field would be felt. A view: valid as long
/// as the octets are.
template <std::size_t kOctets>
class Fields {
  public:
    /// `octets` must hold at least `kOctets`.
    explicit Fields(Bytes octets) noexcept : octets_(octets.template first<kOctets>()) {}

    template <std::size_t kAt>
    [[nodiscard]] std::uint8_t u8() const noexcept {
        static_assert(kAt < kOctets);
        return octets_[kAt];
    }
    template <std::size_t kAt>
    [[nodiscard]] std::uint16_t be16() const noexcept {
        const auto number = load<kAt, std::uint16_t>();
        return kSwaps ? __builtin_bswap16(number) : number;
    }
    template <std::size_t kAt>
    [[nodiscard]] std::uint32_t be32() const noexcept {
        const auto number = load<kAt, std::uint32_t>();
        return kSwaps ? __builtin_bswap32(number) : number;
    }
    template <std::size_t kAt>
    [[nodiscard]] std::uint64_t be64() const noexcept {
        const auto number = load<kAt, std::uint64_t>();
        return kSwaps ? __builtin_bswap64(number) : number;
    }
    /// Four octets as they lie in memory.
    template <std::size_t kAt>
    [[nodiscard]] std::uint32_t memory32() const noexcept {
        return load<kAt, std::uint32_t>();
    }
    template <std::size_t kAt, std::size_t kCount>
    [[nodiscard]] std::span<const std::uint8_t, kCount> octets() const noexcept {
        return octets_.template subspan<kAt, kCount>();
    }

  private:
    static constexpr bool kSwaps = std::endian::native == std::endian::little;

    template <std::size_t kAt, class Number>
    [[nodiscard]] Number load() const noexcept {
        static_assert(kAt + sizeof(Number) <= kOctets);
        Number number = 0;
        std::memcpy(&number, octets_.data() + kAt, sizeof number);
        return number;
    }

    std::span<const std::uint8_t, kOctets> octets_;
};

}  // namespace wsdissect::wire
