#include "capture/pcapng_format.hpp"

#include <algorithm>
#include <optional>

#include "capture/fixed_fields.hpp"
#include "capture/pcapng_options.hpp"

namespace wsdissect::capture {

namespace {

// Block types of draft-ietf-opsawg-pcapng section 10.1.
constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;  // The same in both octet orders.
constexpr std::uint32_t kInterfaceDescription = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;

// Octets of each block's fixed part, from its type on.
constexpr std::size_t kBlockHead = 8;
constexpr std::size_t kSectionHead = 24;
constexpr std::size_t kInterfaceHead = 16;
constexpr std::size_t kTimedPacketHead = 28;
constexpr std::size_t kSimplePacketHead = 12;
constexpr std::size_t kTrailer = 4;

constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::uint16_t kMajorVersion = 1;

/// Octets of an interface's description that are looked at; its options beyond are not.
constexpr std::size_t kMaxInterfaceOctets = std::size_t{1024} * 1024;
/// Interfaces of one section that are kept; packets of those beyond count as of an unknown one.
constexpr std::size_t kMaxInterfaces = 65536;
/// The longest block that is taken for one where octets have to be guessed at.
constexpr std::uint32_t kMaxPlausibleBlock = 2 * kMaxPacketOctets;

/// Octets of a packet's options that are kept; longer ones are left out.
constexpr std::uint32_t kMaxOptions = std::uint32_t{64} * 1024;

constexpr std::uint32_t padded(std::uint32_t octets) noexcept { return (octets + 3) & ~3U; }

constexpr std::uint32_t least_length(std::uint32_t type) noexcept {
    switch (type) {
        case kInterfaceDescription: return kInterfaceHead + kTrailer;
        case kObsoletePacket:
        case kEnhancedPacket: return kTimedPacketHead + kTrailer;
        case kSimplePacket: return kSimplePacketHead + kTrailer;
        case kSectionHeader: return kSectionHead + kTrailer;
        default: return kBlockHead + kTrailer;
    }
}

constexpr bool possible_length(std::uint32_t type, std::uint32_t length) noexcept {
    return length % 4 == 0 && length >= least_length(type);
}

/// Whether the receiver found the check sequence wrong (section 4.3, epb_flags).
bool has_wrong_check_sequence(Bytes options, ByteOrder order) noexcept {
    constexpr std::uint32_t kCrcError = std::uint32_t{1} << 24;
    std::uint32_t flags = 0;
    for_each_option(options, order, [&](PcapngOption code, Bytes value) {
        if (code == PcapngOption::packet_flags && value.size() >= 4) flags = ByteReader(value).u32(order);
    });
    return (flags & kCrcError) != 0;
}

std::optional<ByteOrder> order_of_section(Bytes block) noexcept {
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        if (FixedFields<kSectionHead>(block, order).u32<8>() == kByteOrderMagic) return order;
    }
    return std::nullopt;
}

}  // namespace

/// One call of `parse`.
struct PcapngFormat::Run {
    const Input& input;
    std::span<Packet> packets;
    Progress progress;

    [[nodiscard]] bool goes_on() const noexcept {
        return progress.next == Progress::Next::again && !progress.damage &&
               progress.packets < packets.size();
    }
    [[nodiscard]] Bytes left() const noexcept { return input.octets.subspan(progress.consumed); }
    [[nodiscard]] std::uint64_t offset() const noexcept { return input.offset + progress.consumed; }
};

/// What the three packet blocks have in common.
struct PcapngFormat::PacketFields {
    std::size_t head;                    ///< Octets of the block before the packet's.
    std::uint32_t interface;             ///< Index in the section.
    std::optional<std::uint64_t> ticks;  ///< Of the interface's clock.
    std::uint32_t captured_length;       ///< As declared.
    std::uint32_t original_length;
};

Progress PcapngFormat::parse(const Input& input, std::span<Packet> packets) {
    Run run{input, packets, {}};
    while (run.goes_on()) {
        switch (stage_) {
            case Stage::block: read_block(run); break;
            case Stage::rest: pass_over_rest(run); break;
            case Stage::after_wrong_trailer: look_for_block(run); break;
        }
    }
    return run.progress;
}

void PcapngFormat::read_block(Run& run) {
    const Bytes left = run.left();
    block_ = {.offset = run.offset(), .packet = next_packet_};
    if (left.empty() && run.input.complete) return run.progress.stop(Progress::Next::ended);
    if (left.size() < kBlockHead) {
        const std::size_t expected = block_.offset == 0 ? kSectionHead + kTrailer : kBlockHead;
        return need(run, kBlockHead, DamageKind::cut_packet_header, expected);
    }
    const FixedFields<kBlockHead> head(left, order_);
    block_.type = head.u32<0>();
    block_.length = head.u32<4>();
    if (block_.type == kSectionHeader) return read_section(run);
    if (!possible_length(block_.type, block_.length)) {
        return run.progress.stop(Progress::Next::lost, damage(DamageKind::block_length, block_.length, 0));
    }
    switch (block_.type) {
        case kInterfaceDescription: return read_interface_description(run);
        case kObsoletePacket:
        case kSimplePacket:
        case kEnhancedPacket: return read_packet(run);
        default: return leave_block(run, kBlockHead);
    }
}

/// A section header says itself in which octet order its section is, its own length included.
void PcapngFormat::read_section(Run& run) {
    using enum Progress::Next;
    const Bytes left = run.left();
    if (left.size() < kSectionHead) {
        return need(run, kSectionHead, DamageKind::cut_packet_header, kSectionHead + kTrailer);
    }
    const std::optional<ByteOrder> order = order_of_section(left);
    if (!order) {
        const std::uint32_t magic = FixedFields<kSectionHead>(left, ByteOrder::big).u32<8>();
        return run.progress.stop(lost, damage(DamageKind::not_a_capture, magic, kByteOrderMagic));
    }
    const FixedFields<kSectionHead> head(left, *order);
    block_.length = head.u32<4>();
    if (head.u16<12>() != kMajorVersion) {
        return run.progress.stop(lost, damage(DamageKind::unknown_version, head.u16<12>(), 0));
    }
    if (!possible_length(kSectionHeader, block_.length)) {
        return run.progress.stop(lost, damage(DamageKind::block_length, block_.length, 0));
    }
    order_ = *order;
    interfaces_.clear();
    leave_block(run, kSectionHead);
}

void PcapngFormat::read_interface_description(Run& run) {
    const std::size_t octets = std::min<std::size_t>(block_.length - kTrailer, kMaxInterfaceOctets);
    if (run.left().size() < octets) return need(run, octets, DamageKind::cut_block, block_.length);
    if (interfaces_.size() < kMaxInterfaces) {
        const Bytes body = run.left().first(octets).subspan(kBlockHead);
        interfaces_.push_back(read_interface(body, order_));
        if (book_) interfaces_.back().number = book_->number_of(read_interface_text(body, order_));
    }
    leave_block(run, octets);
}

void PcapngFormat::read_packet(Run& run) {
    const bool simple = block_.type == kSimplePacket;
    const std::size_t head = simple ? kSimplePacketHead : kTimedPacketHead;
    if (run.left().size() < head) return need(run, head, DamageKind::cut_packet_header, head);
    deliver(run, simple ? simple_packet_fields(run.left()) : timed_packet_fields(run.left()));
}

PcapngFormat::PacketFields PcapngFormat::timed_packet_fields(Bytes block) const noexcept {
    const FixedFields<kTimedPacketHead> head(block, order_);
    // The obsolete block has 16 bits for the interface, then 16 for a count of packets dropped.
    return {.head = kTimedPacketHead,
            .interface = block_.type == kObsoletePacket ? head.u16<8>() : head.u32<8>(),
            .ticks = std::uint64_t{head.u32<12>()} << 32 | head.u32<16>(),
            .captured_length = head.u32<20>(),
            .original_length = head.u32<24>()};
}

/// The captured length is not in the block, it follows from the snap length (section 4.4).
PcapngFormat::PacketFields PcapngFormat::simple_packet_fields(Bytes block) const noexcept {
    const std::uint32_t original = FixedFields<kSimplePacketHead>(block, order_).u32<8>();
    const std::uint32_t snap_length = interfaces_.empty() ? 0 : interfaces_.front().snap_length;
    const std::uint32_t room = block_.length - least_length(kSimplePacket);
    return {.head = kSimplePacketHead,
            .interface = 0,
            .ticks = std::nullopt,
            .captured_length = std::min({original, room, snap_length == 0 ? original : snap_length}),
            .original_length = original};
}

/// Why a packet of which the block holds `captured` octets cannot be delivered; empty where it can.
std::optional<Damage> PcapngFormat::reason_to_skip(const PacketFields& fields,
                                                   std::uint32_t captured) const noexcept {
    if (fields.interface >= interfaces_.size()) {
        return damage(DamageKind::unknown_interface, fields.interface, interfaces_.size());
    }
    if (captured > kMaxPacketOctets) {
        return damage(DamageKind::packet_too_long, fields.captured_length, kMaxPacketOctets);
    }
    return std::nullopt;
}

/// Octets of options behind a packet of so many; 0 where they are not kept.
std::uint32_t PcapngFormat::options_length(std::uint32_t captured) const noexcept {
    const std::uint32_t room = block_.length - least_length(block_.type);
    if (block_.type != kEnhancedPacket || room <= padded(captured)) return 0;
    const std::uint32_t options = room - padded(captured);
    return options <= kMaxOptions ? options : 0;
}

void PcapngFormat::deliver(Run& run, const PacketFields& fields) {
    const std::uint32_t room = block_.length - least_length(block_.type);
    const std::uint32_t captured = std::min(fields.captured_length, room);
    run.progress.damage = reason_to_skip(fields, captured);
    if (run.progress.damage) {
        ++next_packet_;
        return leave_block(run, fields.head);
    }
    const Bytes body = run.left().subspan(fields.head);
    const std::uint32_t options = options_length(captured);
    const std::uint32_t wanted = options == 0 ? captured : padded(captured) + options;
    if (body.size() < wanted && !run.input.complete) return run.progress.need(fields.head + wanted);

    const Interface& interface = interfaces_[fields.interface];
    const Bytes data = body.first(std::min<std::size_t>(captured, body.size()));
    if (fields.ticks) {
        last_time_ = interface.clock.time_of(*fields.ticks);
        last_digits_ = interface.clock.digits();
    }
    const Bytes kept_options =
        options == 0 || body.size() < wanted ? Bytes() : body.subspan(padded(captured), options);
    run.packets[run.progress.packets++] = Packet{
        .stamp = {.number = next_packet_++,
                  .time = last_time_,
                  .file = file_,
                  .time_digits =
                      fields.ticks ? last_digits_ : std::max(last_digits_, interface.clock.digits()),
                  .interface = interface.number},
        .link_type = interface.link_type,
        .options_order = order_,
        .has_time = fields.ticks.has_value(),
        .wrong_check_sequence = !kept_options.empty() && has_wrong_check_sequence(kept_options, order_),
        .original_length = std::max(fields.original_length, static_cast<std::uint32_t>(data.size())),
        .data_offset = run.offset() + fields.head,
        .data = data,
        .options = kept_options};
    leave_block(run, fields.head + data.size());
    if (fields.captured_length > room) {
        run.progress.damage = damage(DamageKind::packet_exceeds_block, fields.captured_length, room);
    } else if (data.size() < captured) {
        run.progress.stop(Progress::Next::ended, damage(DamageKind::cut_packet, data.size(), captured));
    }
}

void PcapngFormat::pass_over_rest(Run& run) {
    const std::size_t octets = static_cast<std::size_t>(std::min<std::uint64_t>(rest_, run.left().size()));
    run.progress.consumed += octets;
    rest_ -= octets;
    if (rest_ > 0 || run.left().size() < kTrailer) {
        return need(run, kTrailer, DamageKind::cut_block, block_.length);
    }
    const std::uint32_t trailer = FixedFields<kTrailer>(run.left(), order_).u32<0>();
    run.progress.consumed += kTrailer;
    stage_ = Stage::block;
    if (trailer == block_.length) return;
    stage_ = Stage::after_wrong_trailer;
    run.progress.damage = damage(DamageKind::block_trailer, trailer, block_.length);
}

/// Goes on only where a block seems to begin: that the last one was no block has been told already.
void PcapngFormat::look_for_block(Run& run) {
    const Bytes left = run.left();
    if (left.size() < kBlockHead && !run.input.complete) return run.progress.need(kBlockHead);
    if (left.size() < kBlockHead) return run.progress.stop(Progress::Next::ended);
    const FixedFields<kBlockHead> head(left, order_);
    const std::uint32_t type = head.u32<0>();
    const std::uint32_t length = head.u32<4>();
    const bool plausible = possible_length(type, length) && length <= kMaxPlausibleBlock;
    if (type != kSectionHeader && !plausible) return run.progress.stop(Progress::Next::lost);
    stage_ = Stage::block;
}

/// Of the block, whose front stands next, `octets_read` are used up; what remains is passed over.
void PcapngFormat::leave_block(Run& run, std::size_t octets_read) noexcept {
    run.progress.consumed += octets_read;
    rest_ = block_.length - kTrailer - octets_read;
    stage_ = Stage::rest;
}

/// Asks for `octets`; where the file has ended, that is damage: of the block, so many octets are there, of
/// `expected`.
void PcapngFormat::need(Run& run, std::size_t octets, DamageKind kind,
                        std::uint64_t expected) const noexcept {
    if (!run.input.complete) return run.progress.need(octets);
    const std::uint64_t found = run.offset() + run.left().size() - block_.offset;
    const bool file_header = block_.offset == 0;
    run.progress.stop(Progress::Next::ended,
                      damage(file_header ? DamageKind::cut_file_header : kind, found, expected));
}

Damage PcapngFormat::damage(DamageKind kind, std::uint64_t found, std::uint64_t expected) const noexcept {
    return {
        .kind = kind, .packet = block_.packet, .offset = block_.offset, .found = found, .expected = expected};
}

}  // namespace wsdissect::capture
