#pragma once
// The octets in front of a packet's payload, written field after field, and the checksum of RFC 1071.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::bench {

/// Holds 128 octets: more than Ethernet, IPv6 and TCP headers can have together.
class Header {
  public:
    void u8(std::uint8_t value) noexcept { octets_[used_++] = value; }
    void be16(std::uint32_t value) noexcept {
        u8(static_cast<std::uint8_t>(value >> 8));
        u8(static_cast<std::uint8_t>(value));
    }
    void be32(std::uint32_t value) noexcept {
        be16(value >> 16);
        be16(value);
    }
    void append(Bytes octets) noexcept {
        std::memcpy(&octets_[used_], octets.data(), octets.size());
        used_ += octets.size();
    }
    /// Overwrites two octets already written.
    void patch16(std::size_t offset, std::uint16_t value) noexcept {
        octets_[offset] = static_cast<std::uint8_t>(value >> 8);
        octets_[offset + 1] = static_cast<std::uint8_t>(value);
    }

    [[nodiscard]] std::size_t size() const noexcept { return used_; }
    [[nodiscard]] Bytes octets() const noexcept { return Bytes(octets_).first(used_); }
    [[nodiscard]] Bytes octets_from(std::size_t offset) const noexcept { return octets().subspan(offset); }

  private:
    std::array<std::uint8_t, 128> octets_{};
    std::size_t used_ = 0;
};

/// Sums 16-bit words in the machine's order, four octets at a time: RFC 1071 section 2 shows that order and
/// width do not matter until the end.
class InternetChecksum {
  public:
    /// Each call begins at a word: only the last may have an odd number of octets.
    void add(Bytes octets) noexcept {
        std::size_t at = 0;
        for (; octets.size() - at >= sizeof(std::uint32_t); at += sizeof(std::uint32_t)) {
            add_word(octets.subspan(at, sizeof(std::uint32_t)));
        }
        add_word(octets.subspan(at));
    }

    /// As a number to be written in network order.
    [[nodiscard]] std::uint16_t value() const noexcept {
        std::uint64_t folded = sum_;
        while (folded >> 16 != 0) folded = (folded & 0xffff) + (folded >> 16);
        const auto checksum = static_cast<std::uint16_t>(~folded);
        return std::endian::native == std::endian::little ? __builtin_bswap16(checksum) : checksum;
    }

  private:
    /// Up to four octets, the missing ones as zeros.
    void add_word(Bytes octets) noexcept {
        std::uint32_t word = 0;
        if (!octets.empty()) std::memcpy(&word, octets.data(), octets.size());
        sum_ += word;
    }

    std::uint64_t sum_ = 0;
};

}  // namespace wsdissect::bench
