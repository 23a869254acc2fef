// VXLAN (RFC 7348 section 5) and its Generic Protocol Extension (draft-ietf-nvo3-vxlan-gpe-13 section 3).
//
//     flags (1) | reserved (3) | network id (3) | reserved (1)
//     GPE: flags (1) | reserved (2) | next protocol (1) | network id (3) | reserved (1)

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 8;
constexpr std::uint8_t kNetworkIdValid = 0x08;
constexpr std::uint8_t kNextProtocolValid = 0x04;

enum NextProtocol : std::uint8_t { kIpv4 = 1, kIpv6 = 2, kEthernet = 3, kMpls = 5 };

struct VxlanHeader {
    std::uint8_t flags;
    std::uint8_t next_protocol;  ///< Of GPE.
    std::uint32_t network_id;
};

VxlanHeader read_header(Bytes captured) noexcept {
    ByteReader reader(captured.first<kHeaderLength>());
    VxlanHeader header;
    header.flags = reader.u8();
    reader.skip(2);
    header.next_protocol = reader.u8();
    header.network_id = reader.be32() >> 8;
    return header;
}

}  // namespace

void decode_vxlan(Cursor& cursor) noexcept {
    if (cursor.captured().size() < kHeaderLength) return;
    const VxlanHeader header = read_header(cursor.captured());
    if ((header.flags & kNetworkIdValid) == 0) return;
    cursor.network().add_virtual(Network::Kind::vxlan, header.network_id);
    cursor.advance(kHeaderLength);
    decode_ethernet(cursor);
}

void decode_vxlan_gpe(Cursor& cursor) noexcept {
    if (cursor.captured().size() < kHeaderLength) return;
    const VxlanHeader header = read_header(cursor.captured());
    if ((header.flags & kNextProtocolValid) == 0) return decode_vxlan(cursor);
    if ((header.flags & kNetworkIdValid) != 0) {
        cursor.network().add_virtual(Network::Kind::vxlan, header.network_id);
    }
    cursor.advance(kHeaderLength);
    switch (header.next_protocol) {
        case kIpv4: return decode_ipv4(cursor);
        case kIpv6: return decode_ipv6(cursor);
        case kEthernet: return decode_ethernet(cursor);
        case kMpls: return decode_mpls(cursor);
        default: return;
    }
}

}  // namespace wsdissect::wire
