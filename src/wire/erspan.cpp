// ERSPAN, mirrored Ethernet frames within GRE (draft-foschiano-erspan-03 section 4). Type I has no header.
//
//     II:  version (4 bits) | VLAN (12) | COS (3) | En (2) | T (1) | session id (10) |
//          reserved (12) | index (20)
//     III: version (4) | VLAN (12) | COS (3) | BSO (2) | T (1) | session id (10) | time stamp (32) |
//          SGT (16) | P (1) | frame type (5) | hardware id (6) | D (1) | granularity (2) | O (1)
//          and, where O says so, 8 octets more
//
// The VLAN is that of the frame before it was mirrored, whose own tag most often stands in it as well; it
// differs by direction where ports translate VLANs, and tells nothing apart here.

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength2 = 8;
constexpr std::size_t kHeaderLength3 = 12;
constexpr std::size_t kSubheaderLength = 8;

constexpr int kVersion2 = 1;
constexpr int kVersion3 = 2;

/// What is mirrored, of type III.
constexpr int kFrameEthernet = 0;
constexpr int kFrameIp = 2;

}  // namespace

void decode_erspan2(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLength2, ErrorKind::encapsulation_short)) return;
    const int version = ByteReader(cursor.captured()).u8() >> 4;
    if (version != kVersion2) return;
    cursor.advance(kHeaderLength2);
    decode_ethernet(cursor);
}

void decode_erspan3(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLength3, ErrorKind::encapsulation_short)) return;
    ByteReader reader(cursor.captured().first<kHeaderLength3>());
    const int version = reader.u8() >> 4;
    reader.skip(9);  // up to SGT's end
    const std::uint16_t last = reader.be16();
    const int frame_type = last >> 10 & 0x1f;
    const bool has_subheader = (last & 1) != 0;
    if (version != kVersion3) return;

    const std::size_t length = kHeaderLength3 + (has_subheader ? kSubheaderLength : 0);
    if (!cursor.holds(length, ErrorKind::encapsulation_short)) return;
    cursor.advance(length);
    if (frame_type == kFrameEthernet) decode_ethernet(cursor);
    if (frame_type == kFrameIp) decode_ip(cursor);
}

}  // namespace wsdissect::wire
