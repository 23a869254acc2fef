#pragma once
// A header of fixed length as a checked view: the length is looked at once, the compiler checks the fields.

#include <cstddef>
#include <cstdint>
#include <span>

#include "wsdissect/base/byte_reader.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::capture {

/// Reads the fields of a header of `kOctets` octets. For the loop that runs once a packet, where ByteReader's
/// check of every field would be felt. A view: valid as long as the octets are.
template <std::size_t kOctets>
class FixedFields {
  public:
    /// `octets` must hold at least `kOctets`.
    FixedFields(Bytes octets, ByteOrder order) noexcept
        : octets_(octets.template first<kOctets>()), order_(order) {}

    template <std::size_t kAt>
    [[nodiscard]] std::uint16_t u16() const noexcept {
        static_assert(kAt + 2 <= kOctets);
        const std::uint16_t little = static_cast<std::uint16_t>(octets_[kAt] | octets_[kAt + 1] << 8);
        return order_ == ByteOrder::little ? little : __builtin_bswap16(little);
    }

    template <std::size_t kAt>
    [[nodiscard]] std::uint32_t u32() const noexcept {
        static_assert(kAt + 4 <= kOctets);
        const std::uint32_t little = static_cast<std::uint32_t>(octets_[kAt]) |
                                     static_cast<std::uint32_t>(octets_[kAt + 1]) << 8 |
                                     static_cast<std::uint32_t>(octets_[kAt + 2]) << 16 |
                                     static_cast<std::uint32_t>(octets_[kAt + 3]) << 24;
        return order_ == ByteOrder::little ? little : __builtin_bswap32(little);
    }

  private:
    std::span<const std::uint8_t, kOctets> octets_;
    ByteOrder order_;
};

}  // namespace wsdissect::capture
