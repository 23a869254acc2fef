#include "wsdissect/engine/prepared_packets.hpp"

#include <algorithm>

#include "wsdissect/wire/plain.hpp"

namespace wsdissect::engine {

namespace {

bool is_odd(wire::Outcome outcome) noexcept {
    switch (outcome) {
        case wire::Outcome::segment:
        case wire::Outcome::other:
        case wire::Outcome::snapped: return false;
        case wire::Outcome::fragment:
        case wire::Outcome::wrong_checksum:
        case wire::Outcome::malformed: return true;
    }
    return false;
}

}  // namespace

void PreparedPackets::read(std::span<const capture::Packet> packets, const wire::Options& options) {
    if (segments_.size() < packets.size()) segments_.resize(packets.size());
    odd_.clear();
    packets_ = packets.size();
    bytes_ = 0;
    if (!packets.empty()) first_time_ = last_time_ = packets.front().stamp.time;
    Segment* const segments = segments_.data();  // It stays where it is, which the compiler could not know.
    std::size_t count = 0;
    for (const capture::Packet& packet : packets) {
        bytes_ += packet.original_length;
        first_time_ = std::min(first_time_, packet.stamp.time);
        last_time_ = std::max(last_time_, packet.stamp.time);
        Segment& segment = segments[count];
        segment.packet = packet.stamp;
        const bool usable =
            wire::decode_plain(segment, packet.link_type, packet.data, packet.original_length, options) ||
            read_by_layers(count, packet, options);
        count += usable ? 1 : 0;
    }
    segment_count_ = count;
}

/// Whether there is a segment, at place `number`.
bool PreparedPackets::read_by_layers(std::size_t number, const capture::Packet& packet,
                                     const wire::Options& options) {
    const wire::Reading reading = wire::decode_by_layers(segments_[number], packet.link_type, packet.data,
                                                         packet.original_length, options);
    const std::size_t segments = number + (reading.usable ? 1 : 0);
    if (is_odd(reading.outcome)) odd_.push_back({&packet, reading, segments});
    return reading.usable;
}

}  // namespace wsdissect::engine
