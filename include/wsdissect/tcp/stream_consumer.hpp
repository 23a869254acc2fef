#pragma once
// Who receives the octets of TCP streams, in order and each once.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/packet_stamp.hpp"
#include "wsdissect/tcp/flow.hpp"

namespace wsdissect::tcp {

enum class FlowEnding : std::uint8_t {
    fin,       ///< Both ends sent FIN (or the only one that the capture holds), and all before it arrived.
    rst,       ///< A RST whose sequence number fits.
    timeout,   ///< Idle, and its memory was needed.
    replaced,  ///< A SYN with another sequence number opened a new connection between the same ends.
    capture_end,
};

/// When octets arrived. Reordering makes the two packets differ.
struct Arrival {
    PacketStamp packet;            ///< The one that completed the stream up to these octets.
    std::uint64_t carried_by = 0;  ///< Number of the packet that held them.
    /// What that packet acknowledged: of the other end's octets, its sender had those before this one.
    std::optional<SequenceNumber> acknowledged = {};
};

/// Octets are told of every flow, endings only of one that has an `owner`.
class StreamConsumer {
  public:
    virtual ~StreamConsumer() = default;

    /// A flow begins, with this packet.
    virtual void on_flow_begin(const Flow&, const PacketStamp&) {}

    /// The next octets from end `from`. Returns how many were taken. Fewer than all means that the consumer
    /// cannot go on yet: the rest is kept and given again after `Tracker::resume`, or after `on_hold_expired`
    /// was told that it has waited long enough.
    [[nodiscard]] virtual std::size_t on_bytes(Flow& flow, End from, Bytes octets,
                                               const Arrival& arrival) = 0;

    /// A packet of a flow of which a direction is watched: what it acknowledges is known, what it brings was
    /// not handed on yet.
    virtual void on_packet(Flow&, const PacketStamp&) {}

    /// The next `octets` octets from `from` are lost. `packet`: where that became certain.
    virtual void on_gap(Flow& flow, End from, std::uint64_t octets, const PacketStamp& packet) = 0;

    /// What was held of `from` is given again right after this call. Something of it has to be taken then:
    /// what is refused altogether a second time is dropped.
    virtual void on_hold_expired(Flow& flow, End from) = 0;

    /// A FIN of this flow is among the next few segments: what its end takes may be fetched from memory. A
    /// hint that may be missing or repeated.
    virtual void on_end_near(const Flow&) {}

    /// The end named sent FIN, and all its octets were handed on.
    virtual void on_direction_end(Flow&, End, const PacketStamp&) {}

    /// Nothing more comes of this flow; `by`: who sent the RST. `owner` is to be given up here.
    virtual void on_flow_end(Flow& flow, FlowEnding ending, std::optional<End> by) = 0;
};

}  // namespace wsdissect::tcp
