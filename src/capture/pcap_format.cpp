#include "capture/pcap_format.hpp"

#include <algorithm>

#include "capture/fixed_fields.hpp"

namespace wsdissect::capture {

namespace {

constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::uint16_t kMajorVersion = 2;
/// The link type's field; the bits above it tell of a frame check sequence, which is part of the octets.
constexpr std::uint32_t kLinkTypeMask = 0xffff;

/// The captured length that the record header at the front of `record` declares.
std::uint32_t captured_length(Bytes record, ByteOrder order) noexcept {
    return FixedFields<kRecordHeader>(record, order).u32<8>();
}

/// Whether `octets` begin with a record that is there to its end and not absurdly long.
bool holds_record(Bytes octets, ByteOrder order) noexcept {
    if (octets.size() < kRecordHeader) return false;
    const std::uint32_t captured = captured_length(octets, order);
    return captured <= kMaxPacketOctets && captured <= octets.size() - kRecordHeader;
}

}  // namespace

PcapFormat::PcapFormat(PcapVariant variant, std::uint32_t file) noexcept
    : variant_(variant), file_(file), nanoseconds_per_fraction_(variant.time_digits == 9 ? 1 : 1000) {}

Progress PcapFormat::parse(const Input& input, std::span<Packet> packets) {
    if (!header_read_) return read_file_header(input);
    Progress progress;
    while (progress.packets < packets.size()) {
        const Bytes rest = input.octets.subspan(progress.consumed);
        if (!holds_record(rest, variant_.order)) {
            stop_at_record(input, packets, progress);
            break;
        }
        const std::uint32_t captured = captured_length(rest, variant_.order);
        packets[progress.packets++] = make_packet(rest, captured, input.offset + progress.consumed);
        progress.consumed += kRecordHeader + captured;
    }
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
    const Bytes rest = input.octets.subspan(progress.consumed);
    Damage damage{.kind = DamageKind::cut_packet_header,
                  .packet = next_packet_,
                  .offset = input.offset + progress.consumed,
                  .found = rest.size(),
                  .expected = kRecordHeader};
    if (rest.size() < kRecordHeader) {
        if (!input.complete) return progress.need(kRecordHeader);
        return rest.empty() ? progress.stop(ended) : progress.stop(ended, damage);
    }
    const std::uint32_t captured = captured_length(rest, variant_.order);
    if (captured > kMaxPacketOctets) {
        damage.kind = DamageKind::packet_too_long;
        damage.found = captured;
        damage.expected = kMaxPacketOctets;
        return progress.stop(lost, damage);
    }
    if (!input.complete) return progress.need(kRecordHeader + captured);
    damage.kind = DamageKind::cut_packet;
    damage.found = rest.size() - kRecordHeader;
    damage.expected = captured;
    packets[progress.packets++] = make_packet(rest, rest.size() - kRecordHeader, damage.offset);
    progress.consumed += rest.size();
    progress.stop(ended, damage);
}

/// The packet of the record at the front of `record`, with `captured` octets; `offset` is the record's.
inline Packet PcapFormat::make_packet(Bytes record, std::size_t captured, std::uint64_t offset) noexcept {
    const FixedFields<kRecordHeader> header(record, variant_.order);
    const std::int64_t nanoseconds =
        header.u32<0>() * kNanosecondsPerSecond + header.u32<4>() * nanoseconds_per_fraction_;
    return Packet{.stamp = {.number = next_packet_++,
                            .time = {nanoseconds},
                            .file = file_,
                            .time_digits = variant_.time_digits},
                  .link_type = link_type_,
                  .original_length = std::max(header.u32<12>(), static_cast<std::uint32_t>(captured)),
                  .data_offset = offset + kRecordHeader,
                  .data = record.subspan(kRecordHeader, captured)};
}

}  // namespace wsdissect::capture
