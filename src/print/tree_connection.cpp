#include "print/connection_duration.hpp"
#include "print/tree_blocks.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::print {
namespace {

void add_close(TextBuilder text, const model::ConnectionEnd& end) {
    text.add("    Close: ", name_of(*end.close_first), " first");
    if (end.close_code) {
        const std::string_view name = websocket::close_code_name(*end.close_code);
        text.add(", ", name.empty() ? std::string_view("Unknown") : name, " (", Decimal{*end.close_code},
                 ')');
    } else {
        text.add(end.close_code_lost ? std::string_view(", status not captured")
                                     : std::string_view(", no status"));
    }
    if (end.close_reason) {
        text.add(", reason: ");
        text.add_escaped(*end.close_reason);
    }
    text.add('\n');
}

void add_totals(TextBuilder text, std::string_view label, const model::DirectionTotals& totals) {
    if (!totals.seen) return text.add("    ", label, ": not captured\n");
    text.add("    ", label, ": ", Count{totals.frames, " frame"}, ", ", Count{totals.messages, " message"},
             ", ", Count{totals.payload_bytes, " byte"}, " of payload, ", Count{totals.bytes, " byte"},
             " in all");
    if (totals.lost_bytes > 0) text.add(", ", Count{totals.lost_bytes, " byte"}, " lost");
    text.add('\n');
}

void add_number(TextBuilder text, std::string_view label, std::uint64_t value) {
    text.add("    ", label, ": ", Decimal{value}, '\n');
}

}  // namespace

void add_connection_block(TextBuilder text, const model::ConnectionEnd& end) {
    text.add("WebSocket connection ended: ", words_of(end.ended_by), '\n');
    if (const auto duration = duration_of(end))
        text.add("    Duration: ", Seconds{*duration, end.packet.time_digits}, " s\n");
    text.add("    Handshake: ", end.handshake ? name_of(*end.handshake) : std::string_view("not captured"),
             '\n');
    if (end.close_first) add_close(text, end);
    if (end.tcp_first)
        text.add(end.connection->http2 ? std::string_view("    Stream: ") : std::string_view("    TCP: "),
                 name_of(*end.tcp_first), " first\n");
    if (end.reaction) text.add("    Peer's reaction to the first error: ", name_of(*end.reaction), '\n');
    add_totals(text, "Client sent", end.totals[index_of(Direction::client)]);
    add_totals(text, "Server sent", end.totals[index_of(Direction::server)]);
}

void add_gap_block(TextBuilder text, const model::Gap& gap) {
    text.add("Gap: ", Count{gap.bytes, " byte"}, " of the ", name_of(gap.direction),
             "'s stream not captured, ", words_behind(gap), '\n');
}

void add_summary_block(TextBuilder text, const model::Summary& summary) {
    text.add("Summary\n");
    add_number(text, "Packets", summary.packets);
    add_number(text, "Bytes", summary.bytes);
    add_number(text, "TCP streams", summary.tcp_streams);
    add_number(text, "Connections", summary.connections);
    text.add("    Handshakes: ");
    add_handshake_counts(text, summary);
    text.add("\n    Frames: ");
    add_frame_counts(text, summary);
    text.add('\n');
    add_number(text, "Messages", summary.messages);
    add_number(text, "Payload bytes", summary.payload_bytes);
    text.add("    Findings: ");
    add_finding_counts(text, summary);
    text.add('\n');
    if (summary.doubts.connections > 0) add_number(text, "Not fully judged", summary.doubts.connections);
    add_number(text, "Gaps", summary.gaps);
    add_number(text, "Lost bytes", summary.lost_bytes);
    add_number(text, "Malformed packets", summary.malformed_packets);
    if (summary.wrong_checksums > 0) add_number(text, "Wrong checksums", summary.wrong_checksums);
    if (!summary.dropped) return;
    add_number(text, "Dropped by the kernel", summary.dropped->by_kernel);
    add_number(text, "Dropped by the interface", summary.dropped->by_interface);
}

}  // namespace wsdissect::print
