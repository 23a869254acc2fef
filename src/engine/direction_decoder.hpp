#pragma once
// One direction of a WebSocket connection: its octets become frame, message, control and gap events.
//
// Nearly all frames lie whole in one segment and are messages of their own. They are told from where they
// stand, and leave nothing behind but the totals, so that a connection at rest takes one cache line a
// direction. What is cut or fragmented goes through a FrameAssembly, made when it is first needed.

#include <cstdint>
#include <memory>

#include "engine/connection_state.hpp"
#include "engine/deflate_state.hpp"
#include "wsdissect/tcp/stream_consumer.hpp"
#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::engine {

class FrameAssembly;

class alignas(64) DirectionDecoder {
  public:
    /// `connection` outlives it.
    DirectionDecoder(ConnectionState& connection, Direction direction);
    ~DirectionDecoder();
    DirectionDecoder(const DirectionDecoder&) = delete;
    DirectionDecoder& operator=(const DirectionDecoder&) = delete;

    void on_bytes(Bytes octets, const tcp::Arrival& arrival);
    void on_gap(std::uint64_t octets, const PacketStamp& packet);
    /// Before the first octet: it is not known where frames begin. Octets are only counted from now on.
    void lose_place() noexcept { place_ = Place::lost; }
    /// From now on RSV1 means that a message is compressed.
    void set_deflate_agreed(const websocket::DeflateTerms& terms) noexcept { deflate_.agree(terms); }
    [[nodiscard]] bool is_lost() const noexcept { return place_ == Place::lost; }
    /// Tells the frame and the message that were begun and not ended. `last`: the connection's last packet.
    void finish(const PacketStamp& last);

    [[nodiscard]] const model::DirectionTotals& totals() const noexcept { return totals_; }
    [[nodiscard]] model::DirectionTotals& totals() noexcept { return totals_; }

  private:
    friend class FrameAssembly;

    enum class Place : std::uint8_t {
        at_rest,   ///< Between two frames, and no message is open.
        assembly,  ///< Within a frame or a message, which the assembly has.
        lost,      ///< Nothing can be told any more.
    };

    [[nodiscard]] Bytes tell_whole_frames(Bytes octets, const tcp::Arrival& arrival);
    void tell_whole_frame(const websocket::FrameHeader& header, Bytes payload, const tcp::Arrival& arrival);
    void tell_whole_message(model::Frame& frame, Bytes payload);
    /// A frame that stands for itself: control, reserved, or a continuation of nothing. `payload`: as much as
    /// is wanted and held, unmasked.
    void tell_loose(model::Frame& frame, Bytes payload);
    void tell_control(model::Frame frame, Bytes payload);
    /// The events of a message's last frame.
    void tell_message(model::Frame& frame, const model::Message& message);

    void count_frame(websocket::Opcode opcode, std::uint64_t captured);
    void count_message(std::uint64_t wire_length);

    [[nodiscard]] Context& context() const noexcept { return connection_.context; }
    [[nodiscard]] std::uint64_t wanted_of_frame(websocket::Opcode opcode) const noexcept;
    [[nodiscard]] std::uint64_t wanted_of_message(websocket::Opcode opcode, bool compressed) const noexcept;
    [[nodiscard]] bool is_compressed(const websocket::FrameHeader& header) const noexcept {
        return header.rsv1() && deflate_.agreed();
    }
    /// The first `wanted` octets of `payload`, which is a frame's from its front. Valid until the next call.
    [[nodiscard]] Bytes unmasked(Bytes payload, const websocket::FrameHeader& header,
                                 std::uint64_t wanted) const;

    ConnectionState& connection_;
    std::unique_ptr<FrameAssembly> assembly_;
    model::DirectionTotals totals_;
    Direction direction_;
    Place place_ = Place::at_rest;
    DeflateState deflate_;
};
static_assert(sizeof(DirectionDecoder) == 64, "a direction at rest is one cache line");

}  // namespace wsdissect::engine
