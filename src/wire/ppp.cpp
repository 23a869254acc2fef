// PPP (RFC 1661 section 2), bare, in HDLC-like framing (RFC 1662), or over Ethernet (RFC 2516 section 4).
//
//     [address 0xff (1) | control 0x03 (1)] | protocol (1 or 2)
//     PPPoE: version and type (1) | code (1) | session id (2) | length (2), then PPP

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::uint16_t kAddressAndControl = 0xff03;
constexpr std::size_t kShortestHeader = 2;

/// Protocol numbers of the IANA registry.
enum Protocol : std::uint16_t {
    kIpv4 = 0x0021,
    kIpv6 = 0x0057,
    kMplsUnicast = 0x0281,
    kMplsMulticast = 0x0283,
};

constexpr std::size_t kPppoeHeaderLength = 6;
constexpr std::uint8_t kPppoeVersionAndType = 0x11;
constexpr std::uint8_t kPppoeSessionData = 0;

/// Cisco's HDLC begins with one of these and a zero; what follows is an EtherType.
constexpr std::uint8_t kCiscoUnicast = 0x0f;
constexpr std::uint8_t kCiscoMulticast = 0x8f;
constexpr std::size_t kCiscoHeaderLength = 4;

}  // namespace

void decode_ppp(Cursor& cursor) noexcept {
    if (!cursor.holds(kShortestHeader, ErrorKind::encapsulation_short)) return;
    // Both of the octets may be left out by agreement (RFC 1661 section 6.6); no protocol begins with 0xff.
    if (ByteReader(cursor.captured()).be16() == kAddressAndControl) {
        cursor.advance(2);
        if (!cursor.holds(kShortestHeader, ErrorKind::encapsulation_short)) return;
    }
    // The last octet of a protocol number is odd, any other even. A first one that is odd is the only one
    // (RFC 1661 section 6.5).
    const std::uint16_t field = ByteReader(cursor.captured()).be16();
    const bool compressed = (field & 0x0100) != 0;
    cursor.advance(compressed ? 1 : 2);
    switch (compressed ? field >> 8 : field) {
        case kIpv4: return decode_ipv4(cursor);
        case kIpv6: return decode_ipv6(cursor);
        case kMplsUnicast:
        case kMplsMulticast: return decode_mpls(cursor);
        default: return;
    }
}

/// The length that PPPoE declares says nothing that the IP header inside does not.
void decode_pppoe(Cursor& cursor) noexcept {
    if (!cursor.enter_encapsulation()) return;
    if (!cursor.holds(kPppoeHeaderLength, ErrorKind::encapsulation_short)) return;
    ByteReader reader(cursor.captured().first<kPppoeHeaderLength>());
    const std::uint8_t version_and_type = reader.u8();
    const std::uint8_t code = reader.u8();
    if (version_and_type != kPppoeVersionAndType || code != kPppoeSessionData) return;
    cursor.advance(kPppoeHeaderLength);
    decode_ppp(cursor);
}

void decode_cisco_hdlc(Cursor& cursor) noexcept {
    if (!cursor.holds(kCiscoHeaderLength, ErrorKind::link_header_short)) return;
    ByteReader reader(cursor.captured().first<kCiscoHeaderLength>());
    reader.skip(2);  // address, control
    const std::uint16_t type = reader.be16();
    cursor.advance(kCiscoHeaderLength);
    decode_protocol_type(cursor, type);
}

void decode_ppp_hdlc(Cursor& cursor) noexcept {
    if (!cursor.holds(kShortestHeader, ErrorKind::link_header_short)) return;
    const std::uint8_t address = ByteReader(cursor.captured()).u8();
    if (address == kCiscoUnicast || address == kCiscoMulticast) return decode_cisco_hdlc(cursor);
    decode_ppp(cursor);
}

void decode_ppp_with_direction(Cursor& cursor) noexcept {
    if (!cursor.holds(1, ErrorKind::link_header_short)) return;
    cursor.advance(1);
    decode_ppp(cursor);
}

}  // namespace wsdissect::wire
