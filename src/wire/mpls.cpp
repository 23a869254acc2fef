// MPLS label stacks (RFC 3032 section 2.1) and what stands under them. No header says what that is; its
// first four bits do (RFC 4928 section 3).
//
//     label (20 bits) | traffic class (3) | bottom of stack (1) | time to live (8)

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kEntryLength = 4;
constexpr std::uint32_t kBottomOfStack = 0x100;

/// The control word of a pseudowire: 0 (4 bits) | flags (4) | fragmentation (2) | length (6) | sequence
/// number (16) (RFC 4385 section 3).
constexpr std::size_t kControlWordLength = 4;

/// Without a control word an Ethernet frame begins with an address, whose first octet may well be 0 too. It
/// passes for a control word only where its second octet is 0, or the length that a short packet has there.
void decode_pseudowire(Cursor& cursor) noexcept {
    if (!cursor.holds(kControlWordLength, ErrorKind::encapsulation_short)) return;
    ByteReader reader(cursor.captured().first<kControlWordLength>());
    const std::uint8_t first = reader.u8();
    const std::uint8_t fragmentation_and_length = reader.u8();
    const bool is_control_word =
        first == 0 && (fragmentation_and_length == 0 || fragmentation_and_length == cursor.declared());
    if (!is_control_word) return;
    cursor.advance(kControlWordLength);
    decode_ethernet(cursor);
}

}  // namespace

void decode_mpls(Cursor& cursor) noexcept {
    if (!cursor.enter_encapsulation()) return;
    for (bool bottom = false; !bottom; cursor.advance(kEntryLength)) {
        if (!cursor.holds(kEntryLength, ErrorKind::encapsulation_short)) return;
        bottom = (ByteReader(cursor.captured()).be32() & kBottomOfStack) != 0;
    }
    if (!cursor.holds(1, ErrorKind::encapsulation_short)) return;
    switch (ByteReader(cursor.captured()).u8() >> 4) {
        case 0: return decode_pseudowire(cursor);
        case 4: return decode_ipv4(cursor);
        case 6: return decode_ipv6(cursor);
        default: return;
    }
}

}  // namespace wsdissect::wire
