#pragma once
// Cuts one direction's octets into frames, wherever the stream is cut itself.

#include <array>
#include <cstddef>
#include <cstdint>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::websocket {

enum class FrameEvent : std::uint8_t {
    need_more,  ///< All octets were consumed.
    header,     ///< A header is complete: see `header()`.
    payload,    ///< Some of the frame's payload, as on the wire (masked): `Step::payload`.
    frame_end,  ///< The frame's last octet was consumed before; comes once a frame, with `consumed` 0.
};

class FrameReader {
  public:
    struct Step {
        FrameEvent event = FrameEvent::need_more;
        std::size_t consumed = 0;  ///< Octets taken from the front of what was given.
        Bytes payload;             ///< View of what was given.
    };

    /// Takes octets from the front of `octets` up to the next event. Call again with the rest until
    /// `need_more`.
    [[nodiscard]] Step read(Bytes octets) noexcept;

    /// The frame that was begun last; meaningful from its event `header` on.
    [[nodiscard]] const FrameHeader& header() const noexcept { return header_; }
    /// Octets of the frame's payload that went by, those just given and lost ones included.
    [[nodiscard]] std::uint64_t payload_position() const noexcept { return position_; }
    /// Octets of the payload of the frame begun that are still to come.
    [[nodiscard]] std::uint64_t payload_left() const noexcept {
        return state_ == State::payload && !lost_ ? header_.payload_length - position_ : 0;
    }
    /// As `read` of so many octets, fewer than are left of the payload.
    void pass(std::uint64_t octets) noexcept { position_ += octets; }
    /// Whether a header was completed whose frame is not.
    [[nodiscard]] bool in_frame() const noexcept { return state_ != State::header; }
    /// Octets of an incomplete header that were consumed: 0 to 13.
    [[nodiscard]] std::size_t partial_header() const noexcept { return partial_length_; }

    /// `octets` of the stream were lost. True where they all lie in the payload of the frame begun: it goes
    /// on in step, with its event `frame_end` due where they reach its end. False where they touch a header:
    /// then the place in the stream is lost. Until `reset`, `read` consumes everything and says `need_more`,
    /// `skip` says false, and the other functions still tell what was begun and never finished.
    [[nodiscard]] bool skip(std::uint64_t octets) noexcept;
    /// Forgets everything: the next octet begins a frame.
    void reset() noexcept { *this = FrameReader{}; }

  private:
    enum class State : std::uint8_t { header, payload, end_due };

    Step read_header(Bytes octets) noexcept;
    Step complete_header(Bytes octets) noexcept;
    Step read_payload(Bytes octets) noexcept;
    Step begin_frame(const FrameHeader& header, std::size_t consumed) noexcept;
    void keep_partial(Bytes octets) noexcept;
    void advance(std::uint64_t octets) noexcept;

    FrameHeader header_;
    std::uint64_t position_ = 0;
    std::array<std::uint8_t, kMaxFrameHeader> partial_{};
    std::uint8_t partial_length_ = 0;
    State state_ = State::header;
    bool lost_ = false;  ///< Apart from `state_`, which then tells where it was lost.
};

}  // namespace wsdissect::websocket
