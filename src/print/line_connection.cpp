#include "print/connection_duration.hpp"
#include "print/line_events.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::print {
namespace {

void add_response(TextBuilder text, const model::HandshakeResponse& response) {
    text.add(Decimal{static_cast<std::uint64_t>(response.status)});
    if (!response.reason.empty()) text.add(' ');
    text.add_escaped(response.reason);
    if (response.http2) text.add(", over HTTP/2");
}

void add_accept(TextBuilder text, const model::Handshake& handshake) {
    if (!handshake.response->accept) {
        text.add(", accept missing");
    } else if (!handshake.accept_valid) {
        text.add(", accept unverified");
    } else {
        text.add(*handshake.accept_valid ? std::string_view(", accept correct")
                                         : std::string_view(", accept incorrect"));
    }
}

void add_totals(TextBuilder text, Direction direction, const model::DirectionTotals& totals) {
    if (!totals.seen) return text.add(", ", name_of(direction), " not captured");
    text.add(", ", name_of(direction), " sent ", Count{totals.frames, " frame"}, " (",
             Count{totals.payload_bytes, " byte"}, ')');
}

void add_proxied(TextBuilder text, const model::Handshake& handshake) {
    const std::optional<Endpoint>& client = handshake.connection->proxied_client;
    if (client) text.add(", proxied client ", to_text(*client));
}

}  // namespace

void add_event(TextBuilder text, const model::Handshake& handshake) {
    if (!handshake.response) {
        text.add_escaped(handshake.request ? handshake.request->method : std::string_view("handshake"));
        if (handshake.request) text.add(' ');
        text.add_escaped(handshake.request ? handshake.request->target : std::string_view());
        text.add(", no response captured");
        add_proxied(text, handshake);
        return;
    }
    const model::HandshakeResponse& response = *handshake.response;
    add_response(text, response);
    if (handshake.verdict == model::Verdict::rejected) {
        text.add(", rejected");
        add_proxied(text, handshake);
        return;
    }
    if (!response.http2) add_accept(text, handshake);
    if (handshake.deflate_agreed) text.add(", permessage-deflate");
    if (response.subprotocol) {
        text.add(", subprotocol ");
        text.add_escaped(*response.subprotocol);
    }
    add_proxied(text, handshake);
}

void add_event(TextBuilder text, const model::Finding& finding, const Colors& colors) {
    const bool red = finding.rule->severity == model::Severity::error;
    text.add(red ? colors.red : Color(), "! ", name_of(finding.rule->severity), ' ', finding.rule->id, ": ");
    text.add_escaped(finding.message);
    if (red) text.add(colors.reset);
}

void add_event(TextBuilder text, const model::Gap& gap) {
    text.add("gap, ", Count{gap.bytes, " byte"}, " not captured, ", words_behind(gap));
}

void add_event(TextBuilder text, const model::ConnectionEnd& end) {
    text.add("ended ", words_of(end.ended_by));
    if (end.close_first) text.add(", first Close from ", name_of(*end.close_first));
    if (end.tcp_first) text.add(", ", carrier_of(end), " ended first by ", name_of(*end.tcp_first));
    if (end.reaction) text.add(", peer's reaction to the first error: ", name_of(*end.reaction));
    if (const auto duration = duration_of(end))
        text.add(", after ", Seconds{*duration, end.packet.time_digits}, " s");
    add_totals(text, Direction::client, end.totals[index_of(Direction::client)]);
    add_totals(text, Direction::server, end.totals[index_of(Direction::server)]);
}

void add_event(TextBuilder text, const model::Summary& summary) {
    text.add("summary: ", Count{summary.packets, " packet"}, ", ", Count{summary.bytes, " byte"}, ", ",
             Count{summary.tcp_streams, " TCP stream"}, ", ", Count{summary.connections, " connection"}, ", ",
             Count{summary.messages, " message"}, ", ", Count{summary.payload_bytes, " payload byte"}, ", ",
             Count{summary.gaps, " gap"}, ", ", Count{summary.lost_bytes, " lost byte"}, ", ",
             Count{summary.malformed_packets, " malformed packet"});
    if (summary.wrong_checksums > 0) text.add(", ", Count{summary.wrong_checksums, " wrong checksum"});
    text.add(", handshakes: ");
    add_handshake_counts(text, summary);
    text.add("; frames: ");
    add_frame_counts(text, summary);
    text.add("; findings: ");
    add_finding_counts(text, summary);
    if (summary.doubts.connections > 0)
        text.add("; not fully judged: ", Count{summary.doubts.connections, " connection"});
    if (!summary.dropped) return;
    text.add("; dropped by the kernel: ", Decimal{summary.dropped->by_kernel},
             ", by the interface: ", Decimal{summary.dropped->by_interface});
}

}  // namespace wsdissect::print
