// IPv6 (RFC 8200 section 3) and its extension headers (section 4).
//
//     |Version| Traffic Class |           Flow Label                  |
//     |         Payload Length        |  Next Header  |   Hop Limit   |
//     |                     Source Address (16)                       |
//     |                   Destination Address (16)                    |

#include <optional>

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 40;
constexpr std::size_t kAddressLength = 16;
constexpr std::size_t kMinExtensionLength = 8;

/// Next Header values of the extensions that can be gone past. Encapsulating Security Payload (50) cannot,
/// and No Next Header (59) leads nowhere.
enum NextHeader : std::uint8_t {
    kHopByHop = 0,
    kRouting = 43,
    kFragment = 44,
    kAuthentication = 51,
    kDestinationOptions = 60,
    kMobility = 135,
};

struct Ipv6Header {
    std::uint8_t version;
    std::uint16_t payload_length;  ///< Octets, extension headers included.
    std::uint8_t next_header;
    Bytes source;       ///< View of the packet, 16 octets.
    Bytes destination;  ///< Likewise.
};

/// The first octets of an extension. Of a routing header the fourth is Segments Left; of a fragment header
/// the third and fourth are the offset (13 bits), two reserved bits and the M flag, and then stands the
/// identification.
struct ExtensionHeader {
    std::uint8_t next_header;
    std::uint8_t length_field;
    std::uint16_t third_and_fourth;
    std::uint32_t identification;

    /// Of a fragment header. Offset 0 and no more fragments: a whole packet all the same (RFC 6946).
    [[nodiscard]] std::optional<FragmentPlace> fragment() const noexcept {
        const bool more = (third_and_fourth & 1) != 0;
        const std::uint32_t offset = third_and_fourth & 0xfff8;
        if (!more && offset == 0) return std::nullopt;
        return FragmentPlace{identification, offset, more};
    }
};

Ipv6Header read_header(Bytes captured) noexcept {
    ByteReader reader(captured.first<kHeaderLength>());
    Ipv6Header header;
    header.version = static_cast<std::uint8_t>(reader.be32() >> 28);
    header.payload_length = reader.be16();
    header.next_header = reader.u8();
    reader.skip(1);  // hop limit
    header.source = reader.take(kAddressLength);
    header.destination = reader.take(kAddressLength);
    return header;
}

ExtensionHeader read_extension(Bytes captured) noexcept {
    ByteReader reader(captured.first<kMinExtensionLength>());
    ExtensionHeader header;
    header.next_header = reader.u8();
    header.length_field = reader.u8();
    header.third_and_fourth = reader.be16();
    header.identification = reader.be32();
    return header;
}

/// Octets. Three ways to count: fixed (RFC 8200 section 4.5), 4-octet units less 2 (RFC 4302 section 2.2),
/// 8-octet units less 1.
std::size_t extension_length(std::uint8_t kind, const ExtensionHeader& header) noexcept {
    if (kind == kFragment) return 8;
    if (kind == kAuthentication) return (header.length_field + std::size_t{2}) * 4;
    return (header.length_field + std::size_t{1}) * 8;
}

/// Goes past all extensions, or up to and past a fragment header behind which only a part of the payload
/// stands. False where the octets end before.
bool skip_extensions(Cursor& cursor, IpPayload& payload) noexcept {
    bool at_destination = true;
    while (!payload.fragment && is_ipv6_extension(payload.protocol)) {
        if (!cursor.holds(kMinExtensionLength, ErrorKind::extension_short)) return false;
        const ExtensionHeader header = read_extension(cursor.captured());
        const std::size_t length = extension_length(payload.protocol, header);
        if (!cursor.holds(length, ErrorKind::extension_short)) return false;

        if (payload.protocol == kFragment) payload.fragment = header.fragment();
        // With Segments Left the checksum was computed for another destination (RFC 8200 section 8.1).
        if (payload.protocol == kRouting && (header.third_and_fourth & 0xff) != 0) {
            payload.verify_checksum = at_destination = false;
        }
        payload.protocol = header.next_header;
        cursor.advance(length);
    }
    if (payload.fragment) payload.fragment->at_destination = at_destination;
    return true;
}

}  // namespace

bool is_ipv6_extension(std::uint8_t next_header) noexcept {
    switch (next_header) {
        case kHopByHop:
        case kRouting:
        case kFragment:
        case kAuthentication:
        case kDestinationOptions:
        case kMobility: return true;
        default: return false;
    }
}

void decode_ipv6(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLength, ErrorKind::ip_header_short)) return;
    const Ipv6Header header = read_header(cursor.captured());
    if (header.version != 6) return cursor.malformed(ErrorKind::ip_version, header.version, 6);
    // 0 is a jumbogram (RFC 2675 section 3), or left to the network card: up to the packet's end.
    if (header.payload_length != 0) cursor.declare(kHeaderLength + header.payload_length);

    IpPayload payload{header.next_header};
    payload.verify_checksum =
        cursor.options().verify_checksums && header.payload_length != 0 && cursor.captured_whole();
    cursor.set_addresses(AddressFamily::ipv6, header.source, header.destination);
    cursor.advance(kHeaderLength);
    decode_ipv6_payload(cursor, payload);
}

void decode_ipv6_payload(Cursor& cursor, IpPayload payload) noexcept {
    if (skip_extensions(cursor, payload)) decode_ip_payload(cursor, payload);
}

}  // namespace wsdissect::wire
