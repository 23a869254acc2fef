// Linux "cooked" captures, made by `-i any` (LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 of the tcpdump.org
// registry).
//
//     v1: packet type (2) | ARPHRD type (2) | address length (2) | address (8) | protocol (2)
//     v2: protocol (2) | reserved (2) | interface (4) | ARPHRD type (2) | packet type (1) |
//         address length (1) | address (8)

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 16;
constexpr std::size_t kHeaderLengthV2 = 20;
constexpr std::size_t kAddressLength = 8;

/// With these the protocol field is not an EtherType.
constexpr std::uint16_t kArphrdFrameRelay = 770;
constexpr std::uint16_t kArphrdRadiotap = 803;
constexpr std::uint16_t kArphrdNetlink = 824;

/// Protocol numbers below 0x0600 are Linux's own; this one says that LLC follows.
constexpr std::uint16_t kProtocolLlc = 0x0004;
constexpr std::uint16_t kMinEthertype = 0x0600;

void decode_protocol(Cursor& cursor, std::uint16_t arphrd, std::uint16_t protocol) noexcept {
    if (arphrd == kArphrdFrameRelay || arphrd == kArphrdRadiotap || arphrd == kArphrdNetlink) return;
    if (protocol < kMinEthertype && protocol != kProtocolLlc) return;
    decode_ethertype(cursor, protocol);
}

}  // namespace

void decode_linux_cooked(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLength, ErrorKind::link_header_short)) return;
    ByteReader reader(cursor.captured().first<kHeaderLength>());
    reader.skip(2);  // packet type
    const std::uint16_t arphrd = reader.be16();
    reader.skip(2 + kAddressLength);
    const std::uint16_t protocol = reader.be16();

    cursor.advance(kHeaderLength);
    decode_protocol(cursor, arphrd, protocol);
}

void decode_linux_cooked_v2(Cursor& cursor) noexcept {
    if (!cursor.holds(kHeaderLengthV2, ErrorKind::link_header_short)) return;
    ByteReader reader(cursor.captured().first<kHeaderLengthV2>());
    const std::uint16_t protocol = reader.be16();
    reader.skip(2 + 4);  // reserved, interface
    const std::uint16_t arphrd = reader.be16();

    cursor.advance(kHeaderLengthV2);
    decode_protocol(cursor, arphrd, protocol);
}

}  // namespace wsdissect::wire
