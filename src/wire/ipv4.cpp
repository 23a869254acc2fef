// IPv4 (RFC 791 section 3.1).
//
//     |Version|  IHL  |Type of Service|          Total Length         |
//     |         Identification        |Flags|      Fragment Offset    |
//     |  Time to Live |    Protocol   |         Header Checksum       |
//     |                       Source Address                          |
//     |                    Destination Address                        |
//     |                    Options                    |    Padding    |

#include <optional>

#include "wire/checksum.hpp"
#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kMinHeaderLength = 20;
constexpr std::size_t kAddressLength = 4;
constexpr std::uint16_t kMoreFragments = 0x2000;
constexpr std::uint16_t kFragmentOffsetMask = 0x1fff;

struct Ipv4Header {
    std::uint8_t version;
    std::uint8_t header_length;  ///< Octets, 0 to 60.
    std::uint16_t total_length;  ///< Octets, header included.
    std::uint16_t identification;
    std::uint16_t fragment_field;  ///< Flags (3 bits) and offset in units of 8 octets (13 bits).
    std::uint8_t protocol;
    Bytes source;       ///< View of the packet, 4 octets.
    Bytes destination;  ///< Likewise.

    [[nodiscard]] std::optional<FragmentPlace> fragment() const noexcept {
        const bool more = (fragment_field & kMoreFragments) != 0;
        const std::uint32_t units = fragment_field & kFragmentOffsetMask;
        if (!more && units == 0) return std::nullopt;
        // An option may be a source route, whose end checksums cover instead.
        return FragmentPlace{.identification = identification,
                             .offset = units * 8,
                             .more = more,
                             .at_destination = header_length == kMinHeaderLength};
    }
};

Ipv4Header read_header(Bytes captured) noexcept {
    ByteReader reader(captured.first<kMinHeaderLength>());
    Ipv4Header header;
    const std::uint8_t version_and_ihl = reader.u8();
    header.version = version_and_ihl >> 4;
    header.header_length = static_cast<std::uint8_t>((version_and_ihl & 0x0f) * 4);
    reader.skip(1);  // type of service
    header.total_length = reader.be16();
    header.identification = reader.be16();
    header.fragment_field = reader.be16();
    reader.skip(1);  // time to live
    header.protocol = reader.u8();
    reader.skip(2);  // header checksum
    header.source = reader.take(kAddressLength);
    header.destination = reader.take(kAddressLength);
    return header;
}

/// True where the header can be gone past.
bool check_lengths(Cursor& cursor, const Ipv4Header& header) noexcept {
    const std::size_t header_length = header.header_length;
    if (header_length < kMinHeaderLength) {
        cursor.malformed(ErrorKind::ip_header_length, header_length, kMinHeaderLength);
        return false;
    }
    // A sending machine leaves the total length to its network card when that is to cut the segment up: 0
    // then means up to the packet's end.
    if (header.total_length != 0) {
        if (header.total_length < header_length) {
            cursor.malformed(ErrorKind::ip_total_length, header.total_length, header_length);
            return false;
        }
        cursor.declare(header.total_length);
    }
    return cursor.holds(header_length, ErrorKind::ip_header_short);
}

}  // namespace

void decode_ipv4(Cursor& cursor) noexcept {
    if (!cursor.holds(kMinHeaderLength, ErrorKind::ip_header_short)) return;
    const Ipv4Header header = read_header(cursor.captured());
    if (header.version != 4) return cursor.malformed(ErrorKind::ip_version, header.version, 4);
    if (!check_lengths(cursor, header)) return;

    const bool verify =
        cursor.options().verify_checksums && header.total_length != 0 && cursor.captured_whole();
    if (verify && !ipv4_checksum_right(cursor.captured().first(header.header_length))) {
        return cursor.wrong_checksum();
    }

    cursor.set_addresses(AddressFamily::ipv4, header.source, header.destination);
    cursor.advance(header.header_length);
    decode_ip_payload(cursor, {header.protocol, verify, header.fragment()});
}

}  // namespace wsdissect::wire
