#pragma once
// Bits out of octets, as DEFLATE packs them.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::codec {

/// Bits, the lowest of each octet first (RFC 1951 section 3.1.1). Past the end they are 0, and `overrun`.
class BitReader {
  public:
    BitReader() noexcept = default;
    /// Begins behind the first `bits` of the first octet.
    BitReader(Bytes octets, unsigned bits) noexcept : octets_(octets) { (void)take(bits); }

    /// The next `count` bits, at most 15, which stay.
    [[nodiscard]] unsigned peek(unsigned count) noexcept {
        while (held_ < count) {
            if (next_ < octets_.size()) bits_ |= std::uint64_t{octets_[next_]} << held_;
            ++next_;
            held_ += 8;
        }
        return static_cast<unsigned>(bits_) & ((1U << count) - 1);
    }
    void drop(unsigned count) noexcept {
        bits_ >>= count;
        held_ -= count;
    }
    unsigned take(unsigned count) noexcept {
        const unsigned bits = peek(count);
        drop(count);
        return bits;
    }
    void to_octet() noexcept { drop(held_ % 8); }
    /// Jumps over whole octets, from an octet's start.
    void skip(std::size_t octets) noexcept {
        const auto in_hand = static_cast<unsigned>(std::min<std::size_t>(octets, held_ / 8));
        drop(8 * in_hand);
        next_ += octets - in_hand;
    }

    /// Whole octets that are left.
    [[nodiscard]] std::size_t left() const noexcept {
        const std::size_t passed = next_ - held_ / 8;
        return octets_.size() - std::min(passed, octets_.size());
    }
    [[nodiscard]] bool overrun() const noexcept { return next_ - held_ / 8 > octets_.size(); }
    [[nodiscard]] bool at_end() const noexcept {
        return next_ - held_ / 8 == octets_.size() && held_ % 8 == 0;
    }
    /// The octet that holds the next bit, and how many of its bits are passed.
    [[nodiscard]] std::size_t octet() const noexcept { return (next_ * 8 - held_) / 8; }
    [[nodiscard]] unsigned bits_of_octet() const noexcept { return (8 - held_ % 8) % 8; }

  private:
    Bytes octets_;
    std::size_t next_ = 0;  ///< The octet that is to be read next.
    std::uint64_t bits_ = 0;
    unsigned held_ = 0;  ///< Bits in `bits_`.
};

}  // namespace wsdissect::codec
