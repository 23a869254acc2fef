#pragma once
// Where the engine's events go: printers, rules, counters.

#include <cstdint>
#include <limits>

#include "wsdissect/model/events.hpp"

namespace wsdissect::model {

/// What a sink wants to see. What no sink demands is not told one by one but only counted; payload that no
/// sink demands is neither unmasked nor kept.
struct Demand {
    static constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t frame_payload = 0;  ///< Octets from each frame's front. (Control frames always come whole.)
    std::uint64_t message_payload = 0;  ///< Octets from each message's front.
    /// What rules find in messages: `on_message` is told at least of those that may break one. Those of text
    /// come whole, unless `valid_utf8` says enough, and compressed ones are inflated.
    bool message_findings = false;
    /// `Message::valid_utf8` of text messages that are not compressed, as far as it can be known; those that
    /// are valid break no rule. Where `message_payload` is 0 it says enough of them. Whether others are, and
    /// those of who does not demand it, is for the sinks to find out.
    bool valid_utf8 = false;
    /// What rules find in frames and connections: `on_frame` is told of suspect frames at least, and
    /// `on_control` always.
    bool findings = false;
    bool frames = true;         ///< `on_frame`, with what it ends or says.
    bool messages = true;       ///< `on_message`.
    bool controls = true;       ///< `on_control`.
    bool endpoint_text = true;  ///< `ConnectionInfo`'s texts.
    /// `HandshakeRequest`'s target, host, origin and user_agent, which are there to be shown. (The rest is
    /// what handshakes are judged by, and always told.)
    bool handshake_text = true;

    /// Whether `on_message` is told of any.
    [[nodiscard]] bool any_message() const noexcept { return messages || message_findings; }
};

/// Events come in the order in which they are decoded. Every reference and view is valid during the call
/// only. A sink that wants no more says so by `done`, and may still be told what was under way.
class Sink {
  public:
    virtual ~Sink() = default;

    [[nodiscard]] virtual Demand demand() const { return {}; }
    /// Whether the rest of the input would be read in vain, for instance since the output was closed.
    [[nodiscard]] virtual bool done() const { return false; }

    virtual void on_start(const CaptureStart&) {}
    virtual void on_handshake(const Handshake&) {}
    virtual void on_frame(const Frame&) {}
    virtual void on_message(const Message&) {}
    /// A part of a compressed message that is longer than what is held of one: what its payload holds is to
    /// be inflated now. Only for those who inflate; what becomes of the message, `on_message` tells.
    virtual void on_message_part(const Message&) {}
    virtual void on_control(const Control&) {}
    /// Only where `Demand::findings`.
    virtual void on_acknowledged(const Acknowledged&) {}
    virtual void on_finding(const Finding&) {}
    virtual void on_gap(const Gap&) {}
    virtual void on_connection_end(const ConnectionEnd&) {}
    /// A handshake, frame, gap or connection's end stood here, and was left out by who chooses records: what
    /// follows does not speak of the one told before.
    virtual void on_left_out() {}
    virtual void on_summary(const Summary&) {}
};

}  // namespace wsdissect::model
