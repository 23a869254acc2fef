// Ethernet II and IEEE 802.3 frames share one header; its last field tells them apart (decode_ethertype).
//
//     destination (6) | source (6) | EtherType or length (2)

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 14;
constexpr std::size_t kAddressLength = 6;

}  // namespace

void decode_ethernet(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLength, ErrorKind::link_header_short)) return;
    ByteReader reader(cursor.captured().first<kHeaderLength>());
    reader.skip(2 * kAddressLength);
    const std::uint16_t type = reader.be16();

    cursor.advance(kHeaderLength);
    decode_ethertype(cursor, type);
}

}  // namespace wsdissect::wire
