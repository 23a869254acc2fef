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
#include "engine/frame_search.hpp"
#include "wsdissect/tcp/stream_consumer.hpp"
#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::engine {

class FrameAssembly;

class alignas(64) DirectionDecoder {
  public:
    /// `connection` outlives it. `end`: the flow's that `direction` comes from.
    DirectionDecoder(ConnectionState& connection, Direction direction, tcp::End end);
    ~DirectionDecoder();
    DirectionDecoder(const DirectionDecoder&) = delete;
    DirectionDecoder& operator=(const DirectionDecoder&) = delete;

    void on_bytes(Bytes octets, const tcp::Arrival& arrival) {
        sent_.bytes += octets.size();
        if (place_ == Place::at_rest) octets = tell_whole_frames(octets, arrival);
        if (!octets.empty()) decode(octets, arrival);
    }
    void on_gap(std::uint64_t octets, const PacketStamp& packet);
    /// Before the first octet: what the handshake agreed on is not known. `roles_known`: which end is the
    /// client is, all the same.
    void begin_unseen(bool roles_known) noexcept {
        unseen_ = true;
        roles_known_ = roles_known;
        message_known_ = false;
    }
    /// It is not known where the next frame begins: it is searched for.
    void lose_place();
    /// Frames may have come before the first octet that the capture holds.
    void doubt_beginning() noexcept {
        message_known_ = false;
        connection_.closes.note_missed(direction_);
        deflate_.lose_context();
    }
    /// What follows is missing, to the end.
    void lose_rest() noexcept { note_missed(); }
    /// From now on RSV1 means that a message is compressed.
    void set_deflate_agreed(const websocket::DeflateTerms& terms) noexcept { deflate_.agree(terms); }
    /// What the handshake agreed on is known. `other_extension`: something that is not known here, too.
    void set_agreed(bool other_extension) noexcept {
        agreed_known_ = true;
        other_extension_ = other_extension;
    }
    /// The next octets are the first behind the handshake, whose response ends at `response_end`: for the
    /// rules.
    void expect_first_octets(SequenceNumber response_end) noexcept;
    /// The next frame was sent before the whole response had arrived.
    void note_early() noexcept { early_ = true; }
    /// A message was begun and not ended, or a frame, unless that is behind a Close.
    [[nodiscard]] bool in_message() const noexcept;
    /// It is not certain that what is taken for frames are some: nothing is to be held against them.
    void doubt() noexcept { doubtful_ = true; }
    [[nodiscard]] bool doubtful() const noexcept { return doubtful_; }
    [[nodiscard]] bool deflate_agreed() const noexcept { return deflate_.agreed(); }
    /// Whether there may be frames that were not told, since their headers are missing.
    [[nodiscard]] bool misses_frames() const noexcept { return misses_frames_; }
    /// Tells the frame and the message that were begun and not ended, and a hole that frames were not found
    /// behind. `last`: the connection's last packet.
    void finish(const PacketStamp& last);

    [[nodiscard]] model::DirectionTotals totals() const noexcept;
    [[nodiscard]] std::uint64_t bytes() const noexcept { return sent_.bytes; }
    [[nodiscard]] std::uint64_t frames() const noexcept { return sent_.frames; }
    /// Octets of the stream that are a head's.
    void count_head(std::uint64_t octets) noexcept { sent_.bytes += octets; }

  private:
    friend class FrameAssembly;

    enum class Place : std::uint8_t {
        at_rest,    ///< Between two frames, and no message is open.
        assembly,   ///< Within a frame or a message, which the assembly has.
        searching,  ///< Not known: the assembly has a search for it.
        opening,    ///< At rest, and the first octets are worth a look.
    };
    // What frames were seen to be like, whatever they should be: bits of `seen_`, beside those of RSV.
    static constexpr std::uint8_t kSeenMasked = 0x08;
    static constexpr std::uint8_t kSeenUnmasked = 0x10;
    /// Octets of frames without a flaw that show that a direction is WebSocket: more than fit in a record of
    /// TLS, or in a frame of HTTP/2 as long as nobody has asked for longer ones (RFC 9113 section 6.5.2).
    static constexpr std::uint64_t kProof = std::uint64_t{64} << 10;
    /// Masking keys in a row that make a pattern.
    static constexpr unsigned kKeysOfPattern = 4;

    /// As model::DirectionTotals; what is lost is counted where it matters first, in the assembly.
    struct Sent {
        std::uint64_t bytes = 0;
        std::uint64_t frames = 0;
        std::uint64_t messages = 0;
        std::uint64_t payload_bytes = 0;
    };

    void decode(Bytes octets, const tcp::Arrival& arrival);
    [[nodiscard]] Bytes tell_whole_frames(Bytes octets, const tcp::Arrival& arrival);
    /// Of one caller, and inlined: what a frame takes where nobody wants it is little more than the call.
    inline void tell_whole_frame(const websocket::FrameHeader& header, Bytes payload,
                                 const tcp::Arrival& arrival);
    void tell_whole_message(model::Frame& frame, Bytes payload);
    /// Whether a message that is whole is known to be binary or, where that is demanded, valid text. What is
    /// compressed is for who inflates.
    [[nodiscard]] bool is_known_sound(const websocket::FrameHeader& header, Bytes payload) const;
    /// A frame that stands for itself: control, reserved, or a continuation of nothing. `payload`: as much as
    /// is wanted and held, unmasked.
    void tell_loose(model::Frame& frame, Bytes payload);
    void tell_control(model::Frame frame, Bytes payload);
    /// Of one whose payload is told, not compressed: whether it is valid text, where that is demanded.
    void note_validity(model::Message& message) const;
    /// The events of a message's last frame.
    void tell_message(model::Frame& frame, const model::Message& message);

    // direction_holes.cpp: what is missing, and where frames begin again
    void note_missed() noexcept;
    void begin_search();
    void resume();
    void tell_gap(const FrameSearch::Loss& loss, bool resynchronized);
    [[nodiscard]] websocket::DirectionShape shape() const noexcept;
    void note_shape(const websocket::FrameHeader& header) noexcept {
        const unsigned mask = header.masking_key ? kSeenMasked : kSeenUnmasked;
        seen_ = (seen_ | header.rsv | mask) & 0x1F;
    }

    // For the rules, where findings are demanded.
    /// Whether a frame outside a message is suspect by its header or by what came before. Once a frame.
    [[nodiscard]] bool is_suspect(const websocket::FrameHeader& header) noexcept;
    /// The same by its header alone, and by whether its sender has closed.
    [[nodiscard]] bool is_odd(const websocket::FrameHeader& header) const noexcept;
    /// Whether it is doubtful, perhaps from this frame on, that these are frames. Where they were found
    /// without a handshake, a flawed header rather shows that those before were inside of something else, as
    /// HTTP/2's DATA, that goes on here.
    [[nodiscard]] bool raises_doubt(const websocket::FrameHeader& header) noexcept;
    /// Whether it need be no frame: its header is flawed, and both sides have sent Close, the other one
    /// perhaps without having been captured.
    [[nodiscard]] bool is_stray(const websocket::FrameHeader& header) const noexcept {
        return closed_ && may_be_over() && is_flawed(header);  // of nearly all frames only the first is asked
    }
    /// Whether both sides have sent Close, or the other one may have.
    [[nodiscard]] bool may_be_over() const noexcept;
    /// Whether no endpoint may send such a header outside a message, or, as far as is known, within one.
    [[nodiscard]] bool is_flawed(const websocket::FrameHeader& header) const noexcept;
    /// Whether its sender may send it outside a message, whatever its RSV bits mean.
    [[nodiscard]] bool may_stand_alone(const websocket::FrameHeader& header) const noexcept;
    /// Whether the masking keys make a pattern, with this one the first time.
    [[nodiscard]] bool shows_pattern(websocket::MaskingKey key) noexcept;

    // direction_notes.cpp: likewise
    /// Of a frame that is suspect; once.
    [[nodiscard]] model::FrameSetting setting_of(const websocket::FrameHeader& header) noexcept;
    void note_first_octets() noexcept;
    void note_control(model::Control& control);
    void note_arrival(model::Control& control);
    void note_answer(const model::Control& pong);
    /// What the flow knows of what the other side sends.
    [[nodiscard]] const tcp::HalfFlow& peer() const noexcept;
    /// Whether the other side may have sent frames that were not captured.
    [[nodiscard]] bool may_miss_peers_frames() const noexcept;
    /// Whether no frame of either side was missed so far.
    [[nodiscard]] bool knows_all_frames() const noexcept;
    /// Whether all that the other side sent and this one acknowledged was told.
    [[nodiscard]] bool heard_all() const noexcept;

    [[nodiscard]] bool wants(const model::Frame& frame) const noexcept {
        return context().demand.frames || frame.suspect;
    }

    void count_frame(websocket::Opcode opcode, std::uint64_t captured);
    void count_message(std::uint64_t wire_length);

    [[nodiscard]] Context& context() const noexcept { return connection_.context; }
    [[nodiscard]] std::uint64_t wanted_of_frame(websocket::Opcode opcode) const noexcept;
    [[nodiscard]] std::uint64_t wanted_of_message(websocket::Opcode opcode, bool compressed) const noexcept;
    [[nodiscard]] bool is_compressed(const websocket::FrameHeader& header) const noexcept {
        return header.rsv1() && deflate_.agreed() && !is_opaque(header);
    }
    /// Whether all that was agreed is known here.
    [[nodiscard]] bool knows_extensions() const noexcept { return agreed_known_ && !other_extension_; }
    /// Nobody knows what is in it.
    [[nodiscard]] bool is_opaque(const websocket::FrameHeader& header) const noexcept {
        const unsigned of_deflate = deflate_.agreed() ? 0x4U : 0U;
        const bool may_be_foreign = other_extension_ && (header.rsv & ~of_deflate) != 0;
        return may_be_foreign || (header.rsv != 0 && !agreed_known_);
    }
    /// The first `wanted` octets of `payload`, which is a frame's from its front. Valid until the next call.
    [[nodiscard]] Bytes unmasked(Bytes payload, const websocket::FrameHeader& header,
                                 std::uint64_t wanted) const;

    ConnectionState& connection_;
    std::unique_ptr<FrameAssembly> assembly_;
    Sent sent_;
    /// Masking key of the latest frame, as a number; meaningful with `keys_`. Before the first octets: the
    /// sequence number behind the response.
    std::uint32_t last_key_ = 0;
    std::uint32_t last_step_ = 0;  ///< From the key before that to it; meaningful from two keys on.
    Direction direction_;
    Place place_ = Place::at_rest;
    bool misses_frames_ : 1 = false;
    bool unseen_ : 1 = false;
    std::uint8_t seen_ : 5 = 0;
    bool closed_ : 1 = false;  ///< A Close was told.
    bool roles_known_ : 1 = true;
    bool agreed_known_ : 1 = false;
    bool other_extension_ : 1 = false;
    bool message_known_ : 1 = true;  ///< Whether a message is open.
    std::uint8_t keys_ : 3 = 0;      ///< Masked frames in a row whose keys keep the step: 1, 2, and so on.
    bool keys_told_ : 1 = false;
    bool at_higher_end_ : 1;
    bool doubtful_ : 1 = false;  ///< It is not certain that these are frames.
    bool early_ : 1 = false;     ///< The next frame was sent before the whole response had arrived.
    DeflateState deflate_;
};
static_assert(sizeof(DirectionDecoder) == 64, "a direction at rest is one cache line");

}  // namespace wsdissect::engine
