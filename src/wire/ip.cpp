// What IPv4 and IPv6 share: telling them apart, and what becomes of the payload.

#include <algorithm>

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kShortestHeader = 20;

/// As IANA numbers them.
enum Protocol : std::uint8_t {
    kIpv4 = 4,  ///< In IP (RFC 2003, RFC 2473).
    kTcp = 6,
    kUdp = 17,
    kIpv6 = 41,  ///< In IP (RFC 4213, RFC 2473).
    kGre = 47,
    kAuthentication = 51,  ///< RFC 4302.
    kMpls = 137,           ///< RFC 4023.
};

constexpr std::size_t kMaxPayload = 0xffff;
constexpr std::size_t kFragmentUnit = 8;

/// Whether what a protocol carries may be a segment in the end.
bool may_carry_segment(std::uint8_t protocol) noexcept {
    switch (protocol) {
        case kIpv4:
        case kTcp:
        case kUdp:
        case kIpv6:
        case kGre:
        case kMpls: return true;
        default: return is_ipv6_extension(protocol);
    }
}

void decode_fragment(Cursor& cursor, std::uint8_t protocol, const FragmentPlace& place) noexcept {
    if (!may_carry_segment(protocol)) return;
    const std::size_t length = cursor.declared();
    // Offsets count units, so only the last fragment can have another length (RFC 8200 section 4.5).
    if (place.more && length % kFragmentUnit != 0) {
        return cursor.malformed(ErrorKind::fragment_length, length, kFragmentUnit);
    }
    if (place.offset + length > kMaxPayload) {
        return cursor.malformed(ErrorKind::fragment_end, place.offset + length, kMaxPayload);
    }
    cursor.fragment(place, protocol);
}

/// Goes past an Authentication Header (RFC 4302 section 2). False where the octets end before.
bool skip_authentication(Cursor& cursor, std::uint8_t& protocol) noexcept {
    constexpr std::size_t kFixedPart = 12;
    if (!cursor.holds(kFixedPart, ErrorKind::encapsulation_short)) return false;
    ByteReader reader(cursor.captured());
    const std::uint8_t next_header = reader.u8();
    const std::size_t length = (reader.u8() + std::size_t{2}) * 4;  // in words, less two
    if (!cursor.holds(length, ErrorKind::encapsulation_short)) return false;
    cursor.advance(std::max(length, kFixedPart));
    protocol = next_header;
    return true;
}

}  // namespace

void decode_ip(Cursor& cursor) noexcept {
    if (!cursor.holds(kShortestHeader, ErrorKind::ip_header_short)) return;
    const int version = ByteReader(cursor.captured()).u8() >> 4;
    switch (version) {
        case 4: return decode_ipv4(cursor);
        case 6: return decode_ipv6(cursor);
        default: return cursor.malformed(ErrorKind::ip_version, static_cast<std::uint64_t>(version), 0);
    }
}

void decode_ip_payload(Cursor& cursor, const IpPayload& payload) noexcept {
    if (payload.fragment) return decode_fragment(cursor, payload.protocol, *payload.fragment);
    std::uint8_t protocol = payload.protocol;
    // In IPv6 it is an extension header, and has been gone past.
    while (protocol == kAuthentication)
        if (!skip_authentication(cursor, protocol)) return;
    switch (protocol) {
        case kTcp: return decode_tcp(cursor, payload.verify_checksum);
        case kUdp: return decode_udp(cursor);
        case kIpv4: return cursor.enter_encapsulation() ? decode_ipv4(cursor) : void();
        case kIpv6: return cursor.enter_encapsulation() ? decode_ipv6(cursor) : void();
        case kGre: return decode_gre(cursor);
        case kMpls: return decode_mpls(cursor);
        default: return;
    }
}

}  // namespace wsdissect::wire
