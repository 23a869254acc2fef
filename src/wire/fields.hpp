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
        return static_cast<std::uint16_t>(be64_of<kAt, 2>() >> 48);
    }
    template <std::size_t kAt>
    [[nodiscard]] std::uint32_t be32() const noexcept {
        return static_cast<std::uint32_t>(be64_of<kAt, 4>() >> 32);
    }
    template <std::size_t kAt>
    [[nodiscard]] std::uint64_t be64() const noexcept {
        return be64_of<kAt, 8>();
    }
    /// The octets as they would lie in memory at a word's beginning, those after them zero.
    template <std::size_t kAt, std::size_t kCount>
    [[nodiscard]] std::uint64_t memory() const noexcept {
        static_assert(kAt + kCount <= kOctets && kCount <= sizeof(std::uint64_t));
        std::uint64_t word = 0;
        std::memcpy(&word, octets_.data() + kAt, kCount);
        return word;
    }

  private:
    /// The number's octets at the upper end.
    template <std::size_t kAt, std::size_t kCount>
    [[nodiscard]] std::uint64_t be64_of() const noexcept {
        const std::uint64_t word = memory<kAt, kCount>();
        return std::endian::native == std::endian::big ? word : __builtin_bswap64(word);
    }

    std::span<const std::uint8_t, kOctets> octets_;
};

}  // namespace wsdissect::wire
