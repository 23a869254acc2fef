#pragma once
// Connections whose handshake the capture lacks: found by themselves, or named by `--decode-as`.
//
// A flow of which no SYN was captured is looked at as soon as one of its first kMaxPickUpPackets packets
// begins like a frame. It becomes a connection when both of its directions show a chain of frame headers
// (websocket::ChainSearch) that
//
//   - begins where a segment begins, with a frame that begins a message or is a control frame,
//   - has kPickUpEvidence bits of evidence, far more than is asked for behind a hole,
//   - is masked in one direction, which is the client's, and not in the other. What has no mask and no second
//     direction is too little: many a protocol has a type, a length and as many octets in each segment.
//
// As soon as no chain is left in either direction the flow is let go, and looked at again with the next
// packet that begins like a frame. A flow that begins with its SYN is never considered: its handshake would
// be there.

#include <array>
#include <cstdint>
#include <memory>

#include "engine/connection.hpp"
#include "engine/context.hpp"
#include "engine/flow_owner.hpp"
#include "engine/frame_search.hpp"

namespace wsdissect::engine {

class PickUp final : public FlowOwner {
  public:
    /// Of a flow, that may still be picked up.
    static constexpr std::uint32_t kMaxPickUpPackets = 1000;
    static constexpr unsigned kPickUpEvidence = 40;

    /// Whether a segment's `octets` are worth one.
    [[nodiscard]] static bool may_begin(const tcp::Flow& flow, Bytes octets) noexcept;

    /// Both outlive it.
    PickUp(Context& context, tcp::Flow& flow);

    [[nodiscard]] std::size_t on_bytes(tcp::End from, Bytes octets, const tcp::Arrival& arrival) override;
    void on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) override;
    void on_hold_expired(tcp::End) override {}
    void on_flow_end(const tcp::Flow&, tcp::FlowEnding, std::optional<tcp::End>) override {}
    [[nodiscard]] std::unique_ptr<FlowOwner> successor() override { return std::move(connection_); }

  private:
    [[nodiscard]] FrameSearch& search(tcp::End end) noexcept { return searches_[tcp::index_of(end)]; }
    void conclude();
    void begin_connection();

    Context& context_;
    tcp::Flow& flow_;
    std::array<FrameSearch, 2> searches_;  ///< Indexed by the sending end.
    std::unique_ptr<Connection> connection_;
};

/// A connection of a flow that is known to be WebSocket by its port (`Options::websocket_ports`), to be made
/// with its first octets; null: it is not. In a direction that is captured from its beginning on they begin a
/// frame, in another one frames are searched for. The client is who sends a masked frame first, or else the
/// other end than that of the port.
[[nodiscard]] std::unique_ptr<Connection> decode_as_websocket(Context& context, tcp::Flow& flow,
                                                              tcp::End from, Bytes octets);

}  // namespace wsdissect::engine
