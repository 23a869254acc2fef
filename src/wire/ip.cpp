// What IPv4 and IPv6 share: telling them apart, and what becomes of the payload.

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kShortestHeader = 20;
constexpr std::uint8_t kProtocolTcp = 6;

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
    if (payload.protocol != kProtocolTcp) return;
    // Fragments of both versions arrive here, and nothing puts them together.
    if (payload.fragment) return cursor.fragment();
    decode_tcp(cursor, payload.verify_checksum);
}

}  // namespace wsdissect::wire
