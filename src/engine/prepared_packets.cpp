#include "wsdissect/engine/prepared_packets.hpp"

#include <algorithm>

#include "wire/plain.hpp"
#include "wsdissect/wire/decoder.hpp"

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
    Segment* segments = segments_.data();  // It mostly stays where it is, which the compiler could not know.
    std::size_t count = 0;
    for (const capture::Packet& packet : packets) {
        bytes_ += packet.original_length;
        first_time_ = std::min(first_time_, packet.stamp.time);
        last_time_ = std::max(last_time_, packet.stamp.time);
        if (packet.wrong_check_sequence) [[unlikely]] {
            wire::Reading reading;
            reading.outcome = wire::Outcome::wrong_checksum;
            count = note(packet, reading, count, 0);
            continue;
        }
        Segment& segment = segments[count];
        segment.packet = packet.stamp;
        if (wire::decode_plain(segment, packet.link_type, packet.data, packet.original_length, options)) {
            ++count;
            continue;
        }
        count = read_by_layers(count, {&packet, packets.data() + packets.size()}, options);
        segments = segments_.data();
    }
    segment_count_ = count;
}

/// Reads the first of `packets`, whose segments begin at place `number`; returns where they end. There is
/// room left for one of each packet behind it.
std::size_t PreparedPackets::read_by_layers(std::size_t number, std::span<const capture::Packet> packets,
                                            const wire::Options& options) {
    const capture::Packet& packet = packets.front();
    wire::Reading reading = wire::decode_by_layers(segments_[number], packet.link_type, packet.data,
                                                   packet.original_length, options);
    number = note(packet, reading, number, 0);
    while (const std::uint32_t subframe = reading.next_subframe) {
        if (segments_.size() < number + packets.size()) segments_.resize(number + packets.size());
        segments_[number].packet = packet.stamp;
        reading =
            wire::decode_subframe(segments_[number], subframe, packet.data, packet.original_length, options);
        number = note(packet, reading, number, subframe);
    }
    return number;
}

/// Returns how many segments there are now: `segments`, and one more where this reading gave one.
std::size_t PreparedPackets::note(const capture::Packet& packet, const wire::Reading& reading,
                                  std::size_t segments, std::uint32_t subframe) {
    if (reading.usable) ++segments;
    if (is_odd(reading.outcome)) odd_.push_back({&packet, reading, segments, subframe});
    return segments;
}

}  // namespace wsdissect::engine
