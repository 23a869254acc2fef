#include "tests/support/capture_builder.hpp"

namespace wsdissect::test {

namespace {

constexpr std::uint32_t kSnapLength = 262144;

void option(OctetWriter& out, std::uint16_t code, Bytes value) {
    out.u16(code).u16(static_cast<std::uint16_t>(value.size())).append(value).pad(4);
}

}  // namespace

PcapBuilder::PcapBuilder(const PcapHeader& header)
    : nanoseconds_per_fraction_(header.nanoseconds ? 1 : 1000),
      modified_(header.modified),
      out_(header.order) {
    out_.u32(header.modified ? 0xa1b2cd34 : header.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
    out_.u16(header.major_version).u16(4);
    out_.u32(0).u32(0).u32(kSnapLength);
    out_.u32(static_cast<std::uint32_t>(header.upper_link_bits) << 16 |
             static_cast<std::uint32_t>(header.link_type));
}

PcapBuilder& PcapBuilder::add(Timestamp time, Bytes data, std::size_t original_length) {
    record(time, data, static_cast<std::uint32_t>(data.size()), static_cast<std::uint32_t>(original_length));
    return *this;
}

PcapBuilder& PcapBuilder::add_lying(Timestamp time, Bytes data, std::uint32_t captured_length) {
    record(time, data, captured_length, captured_length);
    return *this;
}

void PcapBuilder::record(Timestamp time, Bytes data, std::uint32_t captured, std::uint32_t original) {
    const std::int64_t fraction = time.nanoseconds % kNanosecondsPerSecond / nanoseconds_per_fraction_;
    out_.u32(static_cast<std::uint32_t>(time.nanoseconds / kNanosecondsPerSecond));
    out_.u32(static_cast<std::uint32_t>(fraction));
    out_.u32(captured).u32(original);
    if (modified_) out_.u32(2).u16(0x0800).u8(4).u8(0);  // interface, protocol, packet type, padding
    out_.append(data);
}

PcapngBuilder::PcapngBuilder(ByteOrder order) : order_(order) { section(order); }

PcapngBuilder& PcapngBuilder::section(ByteOrder order, std::uint16_t major_version) {
    order_ = order;
    OctetWriter body = fields();
    body.u32(0x1a2b3c4d).u16(major_version).u16(0).u64(~std::uint64_t{0});
    return block(0x0a0d0d0a, body.octets());
}

PcapngBuilder& PcapngBuilder::interface(const PcapngInterface& description) {
    OctetWriter body = fields();
    body.u16(static_cast<std::uint16_t>(description.link_type)).u16(0).u32(description.snap_length);
    if (!description.name.empty()) option(body, 2, as_bytes(description.name));
    if (!description.description.empty()) option(body, 3, as_bytes(description.description));
    if (!description.filter.empty()) option(body, 11, as_bytes(description.filter));
    if (description.resolution) option(body, 9, Bytes(&*description.resolution, 1));
    if (description.offset_seconds) {
        OctetWriter value = fields();
        value.u64(static_cast<std::uint64_t>(*description.offset_seconds));
        option(body, 14, value.octets());
    }
    if (body.size() > 8) option(body, 0, {});
    return block(1, body.octets());
}

PcapngBuilder& PcapngBuilder::enhanced(const EnhancedPacket& packet) {
    const auto length = static_cast<std::uint32_t>(packet.data.size());
    OctetWriter body = fields();
    body.u32(packet.interface);
    body.u32(static_cast<std::uint32_t>(packet.ticks >> 32)).u32(static_cast<std::uint32_t>(packet.ticks));
    body.u32(packet.captured_length.value_or(length)).u32(packet.original_length.value_or(length));
    body.append(packet.data).pad(4);
    if (!packet.comment.empty()) option(body, 1, as_bytes(packet.comment));
    if (packet.flags) {
        OctetWriter value = fields();
        option(body, 2, value.u32(*packet.flags).octets());
    }
    if (!packet.comment.empty() || packet.flags) option(body, 0, {});
    return block(6, body.octets());
}

PcapngBuilder& PcapngBuilder::simple(Bytes data, std::uint32_t original_length) {
    OctetWriter body = fields();
    return block(3, body.u32(original_length).append(data).octets());
}

PcapngBuilder& PcapngBuilder::obsolete(std::uint16_t interface, std::uint64_t ticks, Bytes data) {
    const auto length = static_cast<std::uint32_t>(data.size());
    OctetWriter body = fields();
    body.u16(interface).u16(7);  // 7 packets dropped.
    body.u32(static_cast<std::uint32_t>(ticks >> 32)).u32(static_cast<std::uint32_t>(ticks));
    return block(2, body.u32(length).u32(length).append(data).octets());
}

PcapngBuilder& PcapngBuilder::block(std::uint32_t type, Bytes body) {
    const auto length = static_cast<std::uint32_t>((body.size() + 3) / 4 * 4 + 12);
    return block(type, body, length, length);
}

PcapngBuilder& PcapngBuilder::block(std::uint32_t type, Bytes body, std::uint32_t header_length,
                                    std::uint32_t trailer) {
    OctetWriter out = fields();
    out.u32(type).u32(header_length).append(body).pad(4).u32(trailer);
    return raw(out.octets());
}

PcapngBuilder& PcapngBuilder::raw(Bytes octets) {
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    return *this;
}

PcapngBuilder& PcapngBuilder::add(Timestamp time, Bytes data) {
    return enhanced({.ticks = static_cast<std::uint64_t>(time.nanoseconds / 1000), .data = data});
}

}  // namespace wsdissect::test
