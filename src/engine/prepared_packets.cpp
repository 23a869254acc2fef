#include "wsdissect/engine/prepared_packets.hpp"

#include <algorithm>

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
    segment_count_ = 0;
    odd_.clear();
    packets_ = packets.size();
    bytes_ = 0;
    if (!packets.empty()) first_time_ = last_time_ = packets.front().stamp.time;
    for (const capture::Packet& packet : packets) {
        bytes_ += packet.original_length;
        first_time_ = std::min(first_time_, packet.stamp.time);
        last_time_ = std::max(last_time_, packet.stamp.time);
        Segment& segment = segments_[segment_count_];
        const wire::Reading reading =
            wire::decode_into(segment, packet.link_type, packet.data, packet.original_length, options);
        segment.packet = packet.stamp;
        if (reading.usable) ++segment_count_;
        if (is_odd(reading.outcome)) odd_.push_back({&packet, reading, segment_count_});
    }
}

}  // namespace wsdissect::engine
