#pragma once
// What a pcapng Interface Description Block says of an interface: how to read its packets and its clock.

#include <cstdint>

#include "wsdissect/base/byte_reader.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/link_type.hpp"
#include "wsdissect/base/time.hpp"
#include "wsdissect/capture/interface_book.hpp"

namespace wsdissect::capture {

/// Turns an interface's ticks into time. Never overflows: what nanoseconds in 64 bits cannot hold becomes the
/// nearest that they can.
class InterfaceClock {
  public:
    /// Microseconds since 1970, as for an interface that says nothing of its clock.
    InterfaceClock() noexcept : InterfaceClock(6, 0) {}
    /// `resolution` as the octet of if_tsresol: bit 7 clear, ticks of 10^-n seconds; set, of 2^-n; n in the
    /// bits below. `offset_seconds` is added to every time (if_tsoffset).
    InterfaceClock(std::uint8_t resolution, std::int64_t offset_seconds) noexcept;

    [[nodiscard]] Timestamp time_of(std::uint64_t ticks) const noexcept;
    /// Decimals of a second that write any number of ticks in full; 9 where more would be needed.
    [[nodiscard]] std::uint8_t digits() const noexcept { return digits_; }

  private:
    void set_decimal(unsigned exponent) noexcept;
    void set_binary(unsigned exponent) noexcept;

    // Nanoseconds are ticks * multiplier_ / divisor_ >> shift_.
    std::uint64_t multiplier_ = 1;
    std::uint64_t divisor_ = 1;
    std::uint8_t shift_ = 0;
    std::uint8_t digits_ = 9;
    std::int64_t offset_seconds_;
};

struct Interface {
    LinkType link_type = LinkType::ethernet;
    std::uint32_t snap_length = 0;  ///< Octets kept of a packet at most; 0: no limit.
    InterfaceClock clock;
    std::uint16_t number = 0;  ///< In the book; not read of the block.
};

/// `body` is the block's, from the link type on; options that its end cuts are left out.
[[nodiscard]] Interface read_interface(Bytes body, ByteOrder order) noexcept;
/// What the same body says in words. Of an option that is repeated the first counts.
[[nodiscard]] InterfaceText read_interface_text(Bytes body, ByteOrder order);

}  // namespace wsdissect::capture
