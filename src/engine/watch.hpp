#pragma once
// What the rules want to know of Pings and Closes: whether the other side's TCP has acknowledged them, and
// whether it could still answer.

#include <array>
#include <cstdint>

#include "wsdissect/base/direction.hpp"
#include "wsdissect/base/sequence_number.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/tcp/flow.hpp"

namespace wsdissect::engine {

/// Of one connection. Where in the stream a frame ends is known once its segment has been handed on, at the
/// flow's next packet: the flow is watched meanwhile. Octets that share the frame's segment count as its own,
/// so that nothing is taken for acknowledged too early.
class Watch {
  public:
    /// `from`: the end that sent it, as a whole. `fingerprint`: of its payload.
    void on_ping(Direction sender, std::uint64_t fingerprint, tcp::HalfFlow& half);
    void on_close(Direction sender, tcp::HalfFlow& half);
    /// Whether a Pong of `sender` would answer the other side's latest Ping, where there was one.
    [[nodiscard]] bool answers_ping(Direction sender, std::uint64_t fingerprint) const noexcept {
        return side(opposite(sender)).fingerprint == fingerprint;
    }
    /// A packet of the flow, before what it brings. `client`: the end that is.
    void on_packet(tcp::Flow& flow, tcp::End client, const model::ConnectionInfo& info,
                   const PacketStamp& packet, model::Sink& sink);
    /// `sender` gave the connection up, by RST.
    void on_abort(Direction sender) noexcept { side(sender).aborted = true; }

    /// Whether the Close of `sender` has reached the other side.
    [[nodiscard]] bool close_arrived(Direction sender) const noexcept {
        return side(sender).close == Place::arrived;
    }
    /// Whether the other side could have answered it then, and nobody kept it from doing so.
    [[nodiscard]] bool close_answerable(Direction sender) const noexcept {
        return close_arrived(sender) && side(sender).answerable && !side(sender).aborted;
    }

  private:
    enum class Place : std::uint8_t { none, unknown, known, arrived };
    /// Pings that are acknowledged together.
    struct Pings {
        std::uint32_t count = 0;
        SequenceNumber end;
        Place place = Place::none;
    };
    struct Side {
        Pings sent;   ///< The oldest that were not acknowledged.
        Pings later;  ///< Those sent since.
        std::uint64_t fingerprint = 0;
        SequenceNumber close_end;
        Place close = Place::none;
        bool answerable = false;
        bool aborted = false;
    };
    [[nodiscard]] Side& side(Direction sender) noexcept { return sides_[index_of(sender)]; }
    [[nodiscard]] const Side& side(Direction sender) const noexcept { return sides_[index_of(sender)]; }
    static void place(Side& side, const tcp::HalfFlow& half) noexcept;

    std::array<Side, 2> sides_;
};

}  // namespace wsdissect::engine
