// What capturing machines put before IEEE 802.11 frames: radiotap (radiotap.org), the headers of Prism cards
// and of AVS (LINKTYPE_IEEE802_11_PRISM and LINKTYPE_IEEE802_11_AVS of the tcpdump.org registry).
//
//     radiotap: version (1) | pad (1) | length (2) | present (4, more while bit 31 is set) | fields
//     Prism:    message code (4) | message length (4), all included | ...
//     AVS:      version (4) | length (4) | ...

#include <algorithm>

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kRadiotapShortest = 8;
constexpr std::uint32_t kPresentTime = 0x1;
constexpr std::uint32_t kPresentFlags = 0x2;
constexpr std::uint32_t kPresentMore = 0x80000000;
constexpr std::size_t kTimeLength = 8;
/// Between the frame's header and its content stands padding up to a multiple of 4 octets.
constexpr std::uint8_t kFlagPadded = 0x20;
/// A check sequence ends the frame.
constexpr std::uint8_t kFlagChecked = 0x10;
/// It is not that of the frame as it was received.
constexpr std::uint8_t kFlagWrong = 0x40;
constexpr std::size_t kCheckSequenceLength = 4;

constexpr std::size_t kPrismShortest = 8;
constexpr std::uint32_t kAvsMagic = 0x80211000;
constexpr std::uint32_t kAvsMagicMask = 0xfffff000;

/// The field Flags, which is behind a time stamp at most; 0 where there is none.
std::uint8_t radiotap_flags(Bytes header) noexcept {
    ByteReader reader(header);
    reader.skip(4);
    const std::uint32_t present = reader.u32(ByteOrder::little);
    for (std::uint32_t more = present; reader.ok() && (more & kPresentMore) != 0;)
        more = reader.u32(ByteOrder::little);
    if ((present & kPresentFlags) == 0) return 0;
    if ((present & kPresentTime) != 0) {
        // Fields are aligned to their own length, from the header's start on.
        reader.skip((kTimeLength - reader.offset() % kTimeLength) % kTimeLength);
        reader.skip(kTimeLength);
    }
    return reader.u8();
}

/// Goes past a header that declares its length. False where it is not so long.
bool skip_header(Cursor& cursor, std::size_t length, std::size_t shortest) noexcept {
    length = std::max(length, shortest);
    if (!cursor.holds(length, ErrorKind::link_header_short)) return false;
    cursor.advance(length);
    return true;
}

}  // namespace

void decode_radiotap(Cursor& cursor) noexcept {
    if (!cursor.holds(kRadiotapShortest, ErrorKind::link_header_short)) return;
    ByteReader reader(cursor.captured().first<kRadiotapShortest>());
    const std::uint8_t version = reader.u8();
    reader.skip(1);
    const std::size_t length = reader.u16(ByteOrder::little);
    if (version != 0 || length < kRadiotapShortest) return;

    const Bytes captured = cursor.captured();
    if (!skip_header(cursor, length, kRadiotapShortest)) return;
    const std::uint8_t flags = radiotap_flags(captured.first(length));
    if ((flags & kFlagWrong) != 0) return cursor.wrong_checksum();
    const std::size_t check_sequence = (flags & kFlagChecked) != 0 ? kCheckSequenceLength : 0;
    decode_ieee802_11(cursor, (flags & kFlagPadded) != 0 ? 4 : 1, check_sequence);
}

void decode_prism(Cursor& cursor) noexcept {
    if (!cursor.holds(kPrismShortest, ErrorKind::link_header_short)) return;
    // Captures of both kinds have the same link type.
    const bool is_avs = (ByteReader(cursor.captured()).be32() & kAvsMagicMask) == kAvsMagic;
    if (is_avs) return decode_avs(cursor);
    // In the byte order of the capturing machine: lengths are small numbers, and large ones in the other.
    const Bytes field = cursor.captured().subspan(4, 4);
    const std::uint32_t length =
        std::min(ByteReader(field).u32(ByteOrder::little), ByteReader(field).u32(ByteOrder::big));
    if (skip_header(cursor, length, kPrismShortest)) decode_ieee802_11(cursor, 1);
}

void decode_avs(Cursor& cursor) noexcept {
    if (!cursor.holds(kPrismShortest, ErrorKind::link_header_short)) return;
    const std::uint32_t length = ByteReader(cursor.captured().subspan(4)).be32();
    if (skip_header(cursor, length, kPrismShortest)) decode_ieee802_11(cursor, 1);
}

}  // namespace wsdissect::wire
