#include "capture/pcap_format.hpp"

#include <algorithm>

#include "capture/fixed_fields.hpp"

namespace wsdissect::capture {

namespace {

constexpr std::size_t kFileHeader = 24;
constexpr std::uint16_t kMajorVersion = 2;
/// The link type's field; the bits above it tell of a frame check sequence, which is part of the octets.
constexpr std::uint32_t kLinkTypeMask = 0xffff;

/// The captured length that the record header at the front of `record` declares.
std::uint32_t captured_length(Bytes record, ByteOrder order) noexcept {
    return FixedFields<kRecordHeader>(record, order).u32<8>();
}

}  // namespace

PcapFormat::PcapFormat(PcapVariant variant, std::uint32_t file) noexcept
    : variant_(variant), file_(file), nanoseconds_per_fraction_(variant.time_digits == 9 ? 1 : 1000) {}

/// The packet of the record at the front of `record`, with `captured` octets behind a header of `head`;
/// `offset` is the record's.
template <ByteOrder kOrder>
inline Packet PcapFormat::make_packet(Bytes record, std::size_t head, std::size_t captured,
                                      std::uint64_t offset) noexcept {
    const FixedFields<kRecordHeader> header(record, kOrder);
    const std::int64_t nanoseconds =
        header.u32<0>() * kNanosecondsPerSecond + header.u32<4>() * nanoseconds_per_fraction_;
    return Packet{.stamp = {.number = next_packet_++,
                            .time = {nanoseconds},
                            .file = file_,
                            .time_digits = variant_.time_digits},
                  .link_type = link_type_,
                  .original_length = std::max(header.u32<12>(), static_cast<std::uint32_t>(captured)),
                  .data_offset = offset + head,
                  .data = record.subspan(head, captured)};
}

/// Those that are there to their ends and not absurdly long. For each variant a loop of its own, over
/// variables of its own: it is run once a packet.
template <ByteOrder kOrder, std::size_t kHead>
Progress PcapFormat::take_records(const Input& input, std::span<Packet> packets) noexcept {
    Bytes rest = input.octets;
    std::size_t count = 0;
    for (; count < packets.size() && rest.size() >= kHead; ++count) {
        const std::uint32_t captured = captured_length(rest, kOrder);
        if (captured > kMaxPacketOctets || captured > rest.size() - kHead) break;
        const std::size_t consumed = input.octets.size() - rest.size();
        packets[count] = make_packet<kOrder>(rest, kHead, captured, input.offset + consumed);
        rest = rest.subspan(kHead + captured);
    }
    Progress progress;
    progress.packets = count;
    progress.consumed = input.octets.size() - rest.size();
    return progress;
}

template <ByteOrder kOrder>
Progress PcapFormat::take_records_of_variant(const Input& input, std::span<Packet> packets) noexcept {
    return variant_.record_header == kRecordHeader
               ? take_records<kOrder, kRecordHeader>(input, packets)
               : take_records<kOrder, kModifiedRecordHeader>(input, packets);
}

Progress PcapFormat::parse(const Input& input, std::span<Packet> packets) {
    using enum ByteOrder;
    if (!header_read_) return read_file_header(input);
    Progress progress = variant_.order == little ? take_records_of_variant<little>(input, packets)
                                                 : take_records_of_variant<big>(input, packets);
    if (progress.packets < packets.size()) stop_at_record(input, packets, progress);
    return progress;
}

Progress PcapFormat::read_file_header(const Input& input) {
    using enum Progress::Next;
    Progress progress;
    Damage damage{.kind = DamageKind::cut_file_header, .packet = next_packet_};
    if (input.octets.size() < kFileHeader) {
        damage.found = input.octets.size();
        damage.expected = kFileHeader;
        input.complete ? progress.stop(ended, damage) : progress.need(kFileHeader);
        return progress;
    }
    const FixedFields<kFileHeader> header(input.octets, variant_.order);
    if (header.u16<4>() != kMajorVersion) {
        damage.kind = DamageKind::unknown_version;
        damage.found = header.u16<4>();
        progress.stop(lost, damage);
        return progress;
    }
    link_type_ = static_cast<LinkType>(header.u32<20>() & kLinkTypeMask);
    header_read_ = true;
    progress.consumed = kFileHeader;
    return progress;
}

/// What follows is not a whole record: there is more to come, it is the end, or the length is absurd.
void PcapFormat::stop_at_record(const Input& input, std::span<Packet> packets, Progress& progress) {
    using enum Progress::Next;
    const std::size_t head = variant_.record_header;
    const Bytes rest = input.octets.subspan(progress.consumed);
    Damage damage{.kind = DamageKind::cut_packet_header,
                  .packet = next_packet_,
                  .offset = input.offset + progress.consumed,
                  .found = rest.size(),
                  .expected = head};
    if (rest.size() < head) {
        if (!input.complete) return progress.need(head);
        return rest.empty() ? progress.stop(ended) : progress.stop(ended, damage);
    }
    const std::uint32_t captured = captured_length(rest, variant_.order);
    if (captured > kMaxPacketOctets) {
        damage.kind = DamageKind::packet_too_long;
        damage.found = captured;
        damage.expected = kMaxPacketOctets;
        return progress.stop(lost, damage);
    }
    if (!input.complete) return progress.need(head + captured);
    damage.kind = DamageKind::cut_packet;
    damage.found = rest.size() - head;
    damage.expected = captured;
    packets[progress.packets++] =
        variant_.order == ByteOrder::little
            ? make_packet<ByteOrder::little>(rest, head, rest.size() - head, damage.offset)
            : make_packet<ByteOrder::big>(rest, head, rest.size() - head, damage.offset);
    progress.consumed += rest.size();
    progress.stop(ended, damage);
}

}  // namespace wsdissect::capture
