// IEEE 802.11 data frames (IEEE Std 802.11-2020 clause 9.3.2), those that are not encrypted.
//
//     frame control (2) | duration (2) | address 1 (6) | address 2 (6) | address 3 (6) |
//     sequence control (2) | [address 4 (6)] | [QoS control (2)] | [HT control (4)] | LLC
//
// Several packets may stand in one frame (an A-MSDU, clause 9.3.2.2.2), each filled up to a multiple of four
// octets but the last:
//
//     destination (6) | source (6) | length (2) | LLC ...
//
// What is sent in fragments (clause 10.4) is one packet.

#include <algorithm>

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 24;
constexpr std::size_t kAddressLength = 6;
constexpr std::size_t kStationsOffset = 4;  ///< Receiver and transmitter: addresses 1 and 2.
constexpr std::size_t kSequenceControlOffset = 22;
constexpr std::size_t kQosLength = 2;
constexpr std::size_t kHtLength = 4;
/// Of one packet of several.
constexpr std::size_t kSubframeHeaderLength = 14;
constexpr std::size_t kSubframeLengthOffset = 12;
constexpr std::size_t kSubframeAlignment = 4;

// The first octet of frame control: version (2 bits), type (2), subtype (4).
constexpr std::uint8_t kVersionAndTypeMask = 0x0f;
constexpr std::uint8_t kData = 0x08;
constexpr std::uint8_t kQos = 0x80;
constexpr std::uint8_t kWithoutData = 0x40;
// The second.
constexpr std::uint8_t kBetweenStations = 0x03;  ///< To and from a distribution system: four addresses.
constexpr std::uint8_t kMoreFragments = 0x04;
constexpr std::uint8_t kRetry = 0x08;
constexpr std::uint8_t kProtected = 0x40;
constexpr std::uint8_t kHtControl = 0x80;

constexpr std::uint16_t kFragmentNumberMask = 0x000f;
constexpr unsigned kFragmentNumberBits = 4;
// In the first octet of QoS control.
constexpr std::uint8_t kTrafficMask = 0x0f;
constexpr std::uint8_t kAggregate = 0x80;
/// Stands for the traffic of frames without QoS control, which count by themselves.
constexpr unsigned kNoTraffic = 0x10;

/// Stands where a length would: LLC follows.
constexpr std::uint16_t kLlc = 0;

struct FrameControl {
    std::uint8_t first;
    std::uint8_t second;

    [[nodiscard]] bool is_readable_data() const noexcept {
        return (first & kVersionAndTypeMask) == kData && (first & kWithoutData) == 0 &&
               (second & kProtected) == 0;
    }
    [[nodiscard]] bool more_fragments() const noexcept { return (second & kMoreFragments) != 0; }
    [[nodiscard]] bool is_retry() const noexcept { return (second & kRetry) != 0; }
    [[nodiscard]] bool is_qos() const noexcept { return (first & kQos) != 0; }
    /// Where QoS control stands, if it does.
    [[nodiscard]] std::size_t qos_offset() const noexcept {
        const bool four_addresses = (second & kBetweenStations) == kBetweenStations;
        return kHeaderLength + (four_addresses ? kAddressLength : 0);
    }
    [[nodiscard]] std::size_t length() const noexcept {
        if (!is_qos()) return qos_offset();
        return qos_offset() + kQosLength + ((second & kHtControl) != 0 ? kHtLength : 0);
    }
};

/// What the header says of a fragment.
Fragment fragment_of(FrameControl control, Bytes header, std::uint16_t sequence_control) noexcept {
    Fragment fragment;
    const unsigned traffic = control.is_qos() ? header[control.qos_offset()] & kTrafficMask : kNoTraffic;
    const Bytes stations = header.subspan(kStationsOffset, fragment.key.stations.size());
    std::copy(stations.begin(), stations.end(), fragment.key.stations.begin());
    fragment.key.by = FragmentedBy::ieee802_11;
    fragment.key.identification = traffic << 16 | sequence_control >> kFragmentNumberBits;
    fragment.number = static_cast<std::uint8_t>(sequence_control & kFragmentNumberMask);
    fragment.more = control.more_fragments();
    fragment.sent_again = control.is_retry();
    return fragment;
}

}  // namespace

void decode_ieee802_11(Cursor& cursor, std::size_t alignment, std::size_t check_sequence) noexcept {
    if (!cursor.holds(2, ErrorKind::link_header_short)) return;
    const FrameControl control{cursor.captured()[0], cursor.captured()[1]};
    if (!control.is_readable_data()) return;
    const std::size_t length = (control.length() + alignment - 1) / alignment * alignment;
    if (!cursor.holds(length, ErrorKind::link_header_short)) return;

    const Bytes header = cursor.captured().first(length);
    const std::uint16_t sequence_control =
        ByteReader(header.subspan(kSequenceControlOffset)).u16(ByteOrder::little);
    const bool aggregate = control.is_qos() && (header[control.qos_offset()] & kAggregate) != 0;
    const bool is_fragment = control.more_fragments() || (sequence_control & kFragmentNumberMask) != 0;
    cursor.advance(length);
    if (is_fragment) {
        // Packets are put together in one frame or taken apart into several, not both.
        if (aggregate) return;
        // Whole packets say themselves where they end.
        cursor.end_behind(cursor.declared() - std::min(cursor.declared(), check_sequence));
        return cursor.frame_fragment(fragment_of(control, header, sequence_control));
    }
    if (aggregate) return decode_ieee802_11_subframe(cursor);
    decode_ethertype(cursor, kLlc);
}

void decode_ieee802_11_whole(Cursor& cursor) noexcept { decode_ethertype(cursor, kLlc); }

void decode_ieee802_11_subframe(Cursor& cursor) noexcept {
    if (!cursor.holds(kSubframeHeaderLength, ErrorKind::link_header_short)) return;
    const std::size_t length = ByteReader(cursor.captured().subspan(kSubframeLengthOffset)).be16();
    const std::size_t whole = kSubframeHeaderLength + length;
    const std::size_t filled = (whole + kSubframeAlignment - 1) / kSubframeAlignment * kSubframeAlignment;
    // What is left may also be the frame's check sequence, which is shorter than a header.
    if (cursor.declared() > filled + kSubframeHeaderLength) cursor.next_subframe_behind(filled);
    cursor.advance(kSubframeHeaderLength);
    if (length < cursor.declared()) cursor.end_behind(length);
    decode_ethertype(cursor, kLlc);
}

}  // namespace wsdissect::wire
