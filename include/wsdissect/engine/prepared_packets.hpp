#pragma once
// What packets tell each by itself, whatever came before them: their segments, and what was wrong with them.
// Made without an engine, so that several threads can do it at a time.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "wsdissect/base/segment.hpp"
#include "wsdissect/base/time.hpp"
#include "wsdissect/capture/packet.hpp"
#include "wsdissect/wire/reading.hpp"

namespace wsdissect::engine {

class PreparedPackets {
  public:
    /// A packet that is malformed, a fragment, or dropped for its checksum.
    struct Odd {
        const capture::Packet* packet;
        wire::Reading reading;
        std::size_t segments_before;  ///< Of segments(): those of packets before this one, or this one's own.
        std::uint32_t subframe;       ///< Where in the packet it stands, of several in a frame; 0: the first.
    };

    /// Reads the packets' headers. What is given here before is forgotten, but its memory used again. Holds
    /// views of `packets` and of their octets.
    void read(std::span<const capture::Packet> packets, const wire::Options& options);

    /// A packet has several where several packets stand in its frame (IEEE 802.11).
    [[nodiscard]] std::span<const Segment> segments() const noexcept {
        return std::span(segments_).first(segment_count_);
    }
    /// In order.
    [[nodiscard]] std::span<const Odd> odd() const noexcept { return odd_; }
    [[nodiscard]] std::size_t packets() const noexcept { return packets_; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }  ///< On the wire.
    /// The earliest and the latest of their times; meaningless without packets.
    [[nodiscard]] Timestamp first_time() const noexcept { return first_time_; }
    [[nodiscard]] Timestamp last_time() const noexcept { return last_time_; }

  private:
    [[nodiscard]] std::size_t read_by_layers(std::size_t number, std::span<const capture::Packet> packets,
                                             const wire::Options& options);
    [[nodiscard]] std::size_t note(const capture::Packet& packet, const wire::Reading& reading,
                                   std::size_t segments, std::uint32_t subframe);

    std::vector<Segment> segments_;  ///< Room, of which the first are in use.
    std::size_t segment_count_ = 0;
    std::vector<Odd> odd_;
    std::size_t packets_ = 0;
    std::uint64_t bytes_ = 0;
    Timestamp first_time_;
    Timestamp last_time_;
};

}  // namespace wsdissect::engine
