#pragma once
// The options of pcapng blocks (draft-ietf-opsawg-pcapng section 3.5): a code, a length and so many octets
// each, padded to 32 bits.

#include <cstdint>

#include "wsdissect/base/byte_reader.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::capture {

enum class PcapngOption : std::uint16_t {
    end = 0,
    comment = 1,
    packet_flags = 2,  ///< Of a packet, as a comment may be; what follows is of an interface.
    interface_name = 2,
    interface_description = 3,
    time_resolution = 9,
    interface_filter = 11,
    time_offset = 14,
};

/// What the first octet of an `interface_filter` says of the others.
inline constexpr std::uint8_t kFilterIsText = 0;

/// Calls `take(code, value)` for each of `options` up to the end, their last one's or that of `options`. One
/// that is cut there is left out. A value is a view of `options`.
template <class Take>
void for_each_option(Bytes options, ByteOrder order, Take&& take) {
    ByteReader reader(options);
    while (reader.can_read(4)) {
        const auto code = static_cast<PcapngOption>(reader.u16(order));
        const std::uint16_t length = reader.u16(order);
        if (code == PcapngOption::end || !reader.can_read(length)) return;
        take(code, reader.take(length));
        reader.skip(-length & 3U);
    }
}

}  // namespace wsdissect::capture
