// What Linux' packet filter logs (LINKTYPE_NFLOG of the tcpdump.org registry): a header, then attributes, one
// of which holds the packet from its IP header on.
//
//     family (1) | version (1) | resource id (2)
//     attribute: length (2), these 4 octets included | type (2) | value, filled up to a multiple of 4 octets

#include <algorithm>

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 4;
constexpr std::size_t kAttributeHeaderLength = 4;
constexpr std::uint16_t kPayload = 9;
/// Of an attribute's type: what it holds are attributes, in network byte order. No part of the number.
constexpr std::uint16_t kTypeMask = 0x3fff;

struct Attribute {
    std::size_t length;
    std::uint16_t type;
};

/// In the byte order of the capturing machine: types are small numbers, and large ones in the other.
Attribute read_attribute(Bytes captured) noexcept {
    const auto read = [&](ByteOrder order) {
        ByteReader reader(captured);
        const std::size_t length = reader.u16(order);
        return Attribute{length, static_cast<std::uint16_t>(reader.u16(order) & kTypeMask)};
    };
    const Attribute little = read(ByteOrder::little);
    const Attribute big = read(ByteOrder::big);
    return little.type <= big.type ? little : big;
}

}  // namespace

void decode_nflog(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLength, ErrorKind::link_header_short)) return;
    cursor.advance(kHeaderLength);
    while (cursor.declared() > 0) {
        if (!cursor.holds(kAttributeHeaderLength, ErrorKind::link_header_short)) return;
        const Attribute attribute = read_attribute(cursor.captured());
        if (attribute.type == kPayload) {
            cursor.advance(kAttributeHeaderLength);
            return decode_ip(cursor);
        }
        const std::size_t length = std::max(attribute.length, kAttributeHeaderLength);
        const std::size_t padded = (length + 3) / 4 * 4;
        if (!cursor.holds(padded, ErrorKind::link_header_short)) return;
        cursor.advance(padded);
    }
}

}  // namespace wsdissect::wire
