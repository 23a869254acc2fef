#include "rules/close_rules.hpp"

#include "wsdissect/codec/utf8.hpp"

namespace wsdissect::rules {

namespace {

/// RFC 6455 section 7.4.2: 1000 to 2999 are "reserved for definition by this protocol, its future revisions,
/// and extensions"; section 7.4.1 and the registry define up to 1014, and keep 1004, 1005, 1006 and 1015 from
/// ever being sent.
bool may_be_sent(std::uint16_t code) noexcept {
    if (code >= 3000) return code <= 4999;
    return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

std::string_view why_not(std::uint16_t code) noexcept {
    if (code == 1005 || code == 1006 || code == 1015) return "is never to be sent in a frame";
    if (code < 1000) return "is not used";
    return code > 4999 ? "is beyond the ranges that are defined" : "is reserved";
}

/// RFC 6455 section 5.5.1: "When sending a Close frame in response, the endpoint typically echos the status
/// code it received."
void check_status_echo(const model::Control& close, Violations& violations) {
    const bool echoes = !close.answered_code || !close.close_code || close.answered_code == close.close_code;
    if (echoes) return;
    add(violations, "close.status-echo", close.direction,
        "the Close answers one with status code " + std::to_string(*close.answered_code) + ", but carries " +
            std::to_string(*close.close_code));
}

}  // namespace

Violations check_close(const model::Control& close) {
    Violations violations;
    // RFC 6455 section 5.5.1: "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned
    // integer".
    if (close.payload_length == 1)
        add(violations, "close.length", close.direction,
            "the Close has a body of one byte, but a status code takes two");
    if (close.close_code && !may_be_sent(*close.close_code))
        add(violations, "close.code", close.direction,
            "status code " + std::to_string(*close.close_code) + " " +
                std::string(why_not(*close.close_code)));
    if (close.close_reason && !codec::is_utf8(as_bytes(*close.close_reason)))
        add(violations, "close.reason-utf8", close.direction, "the reason of the Close is not valid UTF-8");
    check_status_echo(close, violations);
    return violations;
}

Violations check_end(const model::ConnectionEnd& end) {
    Violations violations;
    const auto& client = end.ends[index_of(Direction::client)];
    const auto& server = end.ends[index_of(Direction::server)];
    for (const Direction sender : {Direction::client, Direction::server}) {
        const model::DirectionEnd& sent = end.ends[index_of(sender)];
        if (sent.unfinished)
            add(violations, "message.unfinished", sender, "the connection ends inside a message or a frame");
        const model::DirectionEnd& peer = end.ends[index_of(opposite(sender))];
        // RFC 6455 section 5.5.1: "If an endpoint receives a Close frame and did not previously send a Close
        // frame, the endpoint MUST send a Close frame in response."
        if (sent.unanswered && peer.known && !peer.close)
            add(violations, "close.unanswered", opposite(sender),
                "the " + std::string(name_of(sender)) + "'s Close was received, but never answered");
    }
    // RFC 6455 section 7.1.5: without a Close "_The WebSocket Connection Close Code_ is considered to be
    // 1006".
    const bool opened = end.handshake == model::Verdict::valid && client.known && server.known;
    if (opened && !client.close && !server.close && end.tcp_first)
        add(violations, "close.missing", *end.tcp_first,
            (end.connection->http2 ? "the stream was " : "TCP was ") +
                std::string(end.reset_by == end.tcp_first ? "reset" : "ended") +
                " without a Close from either side (status 1006)");
    return violations;
}

}  // namespace wsdissect::rules
