// What an EtherType announces: VLAN tags (IEEE 802.1Q clause 9), LLC with SNAP (RFC 1042), IP, MPLS, PPPoE.

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

enum Ethertype : std::uint16_t {
    kIpv4 = 0x0800,
    kEthernet = 0x6558,  ///< Transparent Ethernet Bridging, within tunnels.
    kIpv6 = 0x86dd,
    kMplsUnicast = 0x8847,
    kMplsMulticast = 0x8848,
    kPppoeSession = 0x8864,
};
/// Up to here the field is the frame's length, and LLC follows (IEEE 802.3 clause 3.2.6).
constexpr std::uint16_t kMaxLength = 1500;
/// Reserved (RFC 1701): stands for "go no further".
constexpr std::uint16_t kNothing = 0xffff;

/// After the tag's own EtherType: priority and drop bit (4 bits), VLAN id (12), EtherType of what follows.
constexpr std::size_t kTagLength = 4;
constexpr std::uint16_t kVlanIdMask = 0x0fff;
constexpr int kMaxTags = 8;

/// DSAP, SSAP, control; then SNAP's organization (3 octets) and EtherType.
constexpr std::size_t kLlcSnapLength = 8;
constexpr std::uint64_t kLlcSnapEthernet = 0xaaaa03'000000;

/// Customer and service tags of IEEE 802.1Q, and those of switches older than the latter.
bool is_tag(std::uint16_t type) noexcept {
    return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200 || type == 0x9300;
}

/// Id 0 only carries a priority: as if untagged.
void add_vlan(Cursor& cursor, std::uint16_t id) noexcept {
    if (id == 0 || cursor.options().ignore_vlan) return;
    cursor.network().add_vlan(id);
}

/// The EtherType behind all tags.
std::uint16_t inside_tags(Cursor& cursor, std::uint16_t type) noexcept {
    for (int tags = 0; is_tag(type); ++tags) {
        if (tags == kMaxTags || !cursor.holds(kTagLength, ErrorKind::link_header_short)) return kNothing;
        ByteReader reader(cursor.captured().first<kTagLength>());
        add_vlan(cursor, reader.be16() & kVlanIdMask);
        type = reader.be16();
        cursor.advance(kTagLength);
    }
    return type;
}

/// The EtherType that SNAP announces. A frame too short for SNAP is some other LLC frame, not a wrong one.
std::uint16_t inside_snap(Cursor& cursor) noexcept {
    if (cursor.declared() < kLlcSnapLength) return kNothing;
    if (!cursor.holds(kLlcSnapLength, ErrorKind::link_header_short)) return kNothing;
    const std::uint64_t header = ByteReader(cursor.captured().first<kLlcSnapLength>()).be64();
    if (header >> 16 != kLlcSnapEthernet) return kNothing;
    cursor.advance(kLlcSnapLength);
    return static_cast<std::uint16_t>(header & 0xffff);
}

}  // namespace

void decode_ethertype(Cursor& cursor, std::uint16_t type) noexcept {
    type = inside_tags(cursor, type);
    if (type <= kMaxLength) type = inside_tags(cursor, inside_snap(cursor));
    switch (type) {
        case kIpv4: return decode_ipv4(cursor);
        case kIpv6: return decode_ipv6(cursor);
        case kMplsUnicast:
        case kMplsMulticast: return decode_mpls(cursor);
        case kPppoeSession: return decode_pppoe(cursor);
        default: return;
    }
}

void decode_protocol_type(Cursor& cursor, std::uint16_t type) noexcept {
    if (type == kEthernet) return decode_ethernet(cursor);
    if (type > kMaxLength) decode_ethertype(cursor, type);
}

}  // namespace wsdissect::wire
