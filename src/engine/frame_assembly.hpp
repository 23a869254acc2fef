#pragma once
// Frames that come in several pieces, and messages of several frames.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/direction_decoder.hpp"
#include "engine/payload_buffer.hpp"
#include "wsdissect/codec/utf8.hpp"
#include "wsdissect/websocket/frame_reader.hpp"

namespace wsdissect::engine {

class FrameAssembly {
  public:
    /// `direction` outlives it; totals are counted there, and its place is set back to rest as soon as
    /// neither a frame nor a message is open.
    explicit FrameAssembly(DirectionDecoder& direction) : direction_(direction) {}
    ~FrameAssembly();
    FrameAssembly(const FrameAssembly&) = delete;
    FrameAssembly& operator=(const FrameAssembly&) = delete;

    /// Takes octets until they are used up or the direction is at rest; returns those that are left.
    [[nodiscard]] Bytes on_bytes(Bytes octets, const tcp::Arrival& arrival);
    /// The same where that only counts: they lie within a frame of whose payload nothing more is wanted. If
    /// not, it does nothing and says so.
    [[nodiscard]] bool pass(Bytes octets) noexcept {
        if (!frame_.full || octets.size() >= reader_.payload_left()) return false;
        reader_.pass(octets.size());
        count_captured(octets.size());
        return true;
    }
    /// `octets` of the stream were lost. True where they all lie in the payload of the frame begun.
    [[nodiscard]] bool skip(std::uint64_t octets);
    /// Tells the frame and the message that were begun and not ended.
    void finish(const PacketStamp& last);

    /// Forgets the place in the stream, after `finish`.
    void begin_search(const websocket::DirectionShape& shape);
    /// Begun and not ended.
    [[nodiscard]] FrameSearch& search() noexcept { return *search_; }
    /// The next octet begins a frame.
    [[nodiscard]] std::unique_ptr<FrameSearch> end_search();

    /// A message was begun and not ended, by a frame that is one.
    [[nodiscard]] bool in_message() const noexcept { return message_.open && !message_.stray; }

    void count_lost(std::uint64_t octets) noexcept { lost_ += octets; }
    /// Octets that the capture lacks of the direction.
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

  private:
    /// What a frame is to the message that may be open.
    enum class Role : std::uint8_t {
        message,  ///< Begins a message or goes on with it.
        loose,    ///< Control, reserved, or a continuation of nothing: stands for itself.
    };
    struct FrameState {
        std::uint64_t first_packet = 0;
        Timestamp began = {};                       ///< When its header was complete.
        std::uint64_t captured = 0;                 ///< Payload octets seen.
        std::optional<std::uint64_t> lost_at = {};  ///< `captured` when the first octet was missing.
        std::size_t buffer_start = 0;               ///< Where its payload begins in the message's buffer.
        Role role = Role::loose;
        bool alone = true;         ///< No message's buffer is needed: it is loose, or a message of its own.
        bool interleaves = false;  ///< It began a message inside another one.
        bool stray = false;        ///< When it began: see DirectionDecoder::is_stray.
        bool apart = false;  ///< What is wanted of it does not fit the message's buffer: it has its own.
        bool full = false;   ///< Nothing more of its payload is held or looked at.
    };
    struct MessageState {
        bool open = false;
        websocket::Opcode opcode = websocket::Opcode::text;
        bool compressed = false;
        bool opaque = false;
        bool stray = false;  ///< As its first frame.
        bool final_frame_begun = false;
        std::uint64_t first_packet = 0;
        Timestamp began = {};  ///< When its first header was complete.
        std::uint64_t frames = 0;
        std::uint64_t wire_length = 0;
        std::uint64_t captured = 0;
        std::optional<std::uint64_t> lost_at = {};  ///< `captured` when the first octet was missing.
        std::uint64_t in_parts = 0;                 ///< Octets that were told as parts.
        std::uint64_t most_kept = 0;  ///< What parts may inflate to and be kept; taken from the budget.
        std::unique_ptr<codec::Utf8Pieces> text = {};  ///< Where more came than is kept: all of it.
    };

    void begin_frame(const PacketStamp& packet);
    void begin_message(const PacketStamp& packet);
    void continue_message();
    void count_captured(std::uint64_t octets) noexcept {
        frame_.captured += octets;
        if (frame_.role == Role::message) message_.captured += octets;
    }
    void on_payload(Bytes piece, const PacketStamp& packet);
    [[nodiscard]] bool is_full() const noexcept;
    void hold_for_message(Bytes piece, const PieceMask& mask, const PacketStamp& packet);
    /// At most `limit` octets of the message.
    void hold_as_it_is(Bytes piece, const PieceMask& mask, std::uint64_t limit);
    /// Whether the text beyond what is kept has to be looked at, up to the first hole.
    [[nodiscard]] bool looks_at_unkept() const noexcept {
        return message_.opcode == websocket::Opcode::text && !message_.opaque && !message_.lost_at &&
               context().demand.message_findings;
    }
    /// Of a text that is not kept whole; absent where it cannot be known, or nobody asks.
    [[nodiscard]] std::optional<bool> valid_utf8(bool complete) const noexcept;
    /// Of a compressed message: what is held goes on to be inflated.
    void tell_part(const PacketStamp& packet);
    void begin_parts();
    /// The frame begun is told as it is, whole or not; ends its message where it is the last one.
    void tell_frame(const PacketStamp& packet, bool whole);
    void tell_in_message(model::Frame& frame, Bytes held, bool whole);
    [[nodiscard]] model::Message message_event(const PacketStamp& packet, bool complete, Bytes held) const;
    void note_fragment(const model::Fragment& fragment);
    void close_message();
    /// A continuation that a message waits for is no more suspect than the message's first frame.
    [[nodiscard]] websocket::FrameHeader as_alone(websocket::FrameHeader header,
                                                  bool continues) const noexcept;
    /// Says of a frame what the rules have to know, once.
    void note_suspect(model::Frame& frame);
    /// `packet`: where it became certain that no more of it comes.
    void tell_unfinished_message(const PacketStamp& packet);
    void note_loss();

    [[nodiscard]] Context& context() const noexcept { return direction_.context(); }
    [[nodiscard]] const model::ConnectionInfo& info() const noexcept { return *direction_.connection_.info; }
    [[nodiscard]] std::uint64_t wanted_of_frame() const noexcept {
        if (frame_.role == Role::message && message_.opaque) return 0;
        return direction_.wanted_of_frame(reader_.header().opcode);
    }
    [[nodiscard]] std::uint64_t wanted_of_message() const noexcept {
        if (message_.opaque) return 0;
        return direction_.wanted_of_message(message_.opcode, message_.compressed);
    }
    /// Octets of the message that are held together.
    [[nodiscard]] std::uint64_t limit_of_message() const noexcept;
    [[nodiscard]] Bytes held_of_frame() const;

    DirectionDecoder& direction_;
    websocket::FrameReader reader_;
    FrameState frame_;
    MessageState message_;
    Bytes whole_piece_;  ///< All payload of a frame that stands alone, where one packet brought it; valid
                         ///< during one on_bytes.
    PayloadBuffer message_buffer_;  ///< What is wanted of the message: its frames one after the other.
    PayloadBuffer frame_buffer_;    ///< What is wanted of a frame that is kept apart.
    std::vector<model::Fragment> fragments_;
    std::uint64_t lost_ = 0;
    std::unique_ptr<FrameSearch> search_;  ///< Only while the place in the stream is not known.
};

}  // namespace wsdissect::engine
