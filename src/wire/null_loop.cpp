// BSD loopback (LINKTYPE_NULL, LINKTYPE_LOOP): a 4-octet address family, then the packet.

#include <algorithm>

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 4;

/// AF_INET is 2 everywhere; AF_INET6 is what the capturing system made it.
void decode_family(Cursor& cursor, std::uint32_t family) noexcept {
    switch (family) {
        case 2: return decode_ipv4(cursor);
        case 10:  // Linux
        case 23:  // Windows
        case 24:  // NetBSD, OpenBSD, BSD/OS
        case 28:  // FreeBSD
        case 30:  // Darwin
            return decode_ipv6(cursor);
        default: return;
    }
}

std::uint32_t read_family(Cursor& cursor, ByteOrder order) noexcept {
    return ByteReader(cursor.captured().first<kHeaderLength>()).u32(order);
}

}  // namespace

void decode_null(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLength, ErrorKind::link_header_short)) return;
    // Families are small numbers: in the wrong order they are large ones.
    const std::uint32_t family =
        std::min(read_family(cursor, ByteOrder::little), read_family(cursor, ByteOrder::big));

    cursor.advance(kHeaderLength);
    decode_family(cursor, family);
}

void decode_loop(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLength, ErrorKind::link_header_short)) return;
    const std::uint32_t family = read_family(cursor, ByteOrder::big);

    cursor.advance(kHeaderLength);
    decode_family(cursor, family);
}

}  // namespace wsdissect::wire
