#pragma once
// One direction of a WebSocket connection: its octets become frame, message, control and gap events.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/context.hpp"
#include "engine/payload_buffer.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/tcp/stream_consumer.hpp"
#include "wsdissect/websocket/close_code.hpp"
#include "wsdissect/websocket/frame_reader.hpp"

namespace wsdissect::engine {

/// The first Close frame of a direction.
struct CloseSeen {
    std::uint64_t packet = 0;
    std::optional<std::uint16_t> code;
    std::optional<std::string> reason;
};

class DirectionDecoder {
  public:
    /// Both references outlive it.
    DirectionDecoder(Context& context, const model::ConnectionInfo& connection, Direction direction)
        : context_(context), connection_(connection), direction_(direction) {}
    ~DirectionDecoder();
    DirectionDecoder(const DirectionDecoder&) = delete;
    DirectionDecoder& operator=(const DirectionDecoder&) = delete;

    void on_bytes(Bytes octets, const tcp::Arrival& arrival);
    void on_gap(std::uint64_t octets, const PacketStamp& packet);
    /// Before the first octet: it is not known where frames begin. Octets are only counted from now on.
    void lose_place() noexcept { lost_ = true; }
    void set_deflate_agreed(bool agreed) noexcept { deflate_agreed_ = agreed; }
    [[nodiscard]] bool is_lost() const noexcept { return lost_; }
    /// Tells the frame and the message that were begun and not ended. `last`: the connection's last packet.
    void finish(const PacketStamp& last);

    [[nodiscard]] const model::DirectionTotals& totals() const noexcept { return totals_; }
    [[nodiscard]] model::DirectionTotals& totals() noexcept { return totals_; }
    [[nodiscard]] const std::optional<CloseSeen>& close() const noexcept { return close_; }

  private:
    /// What a frame is to the message that may be open.
    enum class Role : std::uint8_t {
        message,  ///< Begins a message or goes on with it.
        loose,    ///< Control, reserved, or a continuation of nothing: stands for itself.
    };
    struct FrameState {
        std::uint64_t first_packet = 0;
        std::uint64_t captured = 0;                 ///< Payload octets seen.
        std::optional<std::uint64_t> lost_at = {};  ///< `captured` when the first octet was missing.
        std::size_t buffer_start = 0;               ///< Where its payload begins in the message's buffer.
        Role role = Role::loose;
        bool alone = true;   ///< No message's buffer is needed: it is loose, or a message of its own.
        bool apart = false;  ///< What is wanted of it does not fit the message's buffer: it has its own.
    };
    struct MessageState {
        bool open = false;
        websocket::Opcode opcode = websocket::Opcode::text;
        bool compressed = false;
        bool final_frame_begun = false;
        std::uint64_t first_packet = 0;
        std::uint64_t frames = 0;
        std::uint64_t wire_length = 0;
        std::uint64_t captured = 0;
        std::optional<std::uint64_t> lost_at = {};  ///< `captured` when the first octet was missing.
    };

    void begin_frame(const PacketStamp& packet);
    void begin_message(const PacketStamp& packet);
    void continue_message();
    void on_payload(Bytes piece);
    /// The frame begun is told as it is, whole or not; ends its message where it is the last one.
    void tell_frame(const PacketStamp& packet, bool whole);
    void tell_loose(model::Frame& frame);
    void tell_control(model::Frame& frame, Bytes payload);
    void tell_in_message(model::Frame& frame, Bytes held, bool whole);
    [[nodiscard]] model::Message message_event(const PacketStamp& packet, bool complete, Bytes held) const;
    void note_fragment(const model::Fragment& fragment);
    void close_message();
    /// `packet`: where it became certain that no more of it comes.
    void tell_unfinished_message(const PacketStamp& packet);
    void note_loss();
    void note_close(const model::Control& control);
    void count_frame();
    void count_message();

    [[nodiscard]] std::uint64_t wanted_of_frame() const noexcept;
    [[nodiscard]] std::uint64_t wanted_of_message() const noexcept;
    [[nodiscard]] Bytes held_of_frame() const;
    [[nodiscard]] Bytes unmasked(Bytes piece) const;

    Context& context_;
    const model::ConnectionInfo& connection_;
    Direction direction_;
    bool deflate_agreed_ = false;
    bool lost_ = false;  ///< The place in the stream: nothing can be told any more.
    websocket::FrameReader reader_;
    FrameState frame_;
    MessageState message_;
    Bytes whole_piece_;  ///< All payload of a frame that stands alone, where one packet brought it; valid
                         ///< during one on_bytes.
    PayloadBuffer message_buffer_;  ///< What is wanted of the message: its frames one after the other.
    PayloadBuffer frame_buffer_;    ///< What is wanted of a frame that is kept apart.
    std::vector<model::Fragment> fragments_;
    model::DirectionTotals totals_;
    std::optional<CloseSeen> close_;
};

}  // namespace wsdissect::engine
