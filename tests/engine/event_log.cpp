#include "tests/engine/event_log.hpp"

#include <algorithm>
#include <iterator>

#include "engine/inflating.hpp"
#include "wsdissect/base/escape.hpp"
#include "wsdissect/base/hex.hpp"
#include "wsdissect/crypto/sha1.hpp"
#include "wsdissect/rules/judge.hpp"
#include "wsdissect/rules/message_judge.hpp"

namespace wsdissect::test {

namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string name_of(const model::ConnectionInfo* connection) { return " #" + number(connection->number); }

/// As text where it is short, else its length and hash.
std::string shown(Bytes octets) {
    if (octets.size() <= 40) return std::string(" '") + escaped(as_text(octets)) + "'";
    return std::string(" ") + number(octets.size()) + " octets " +
           to_hex(Bytes(crypto::sha1(octets)).first(4));
}

std::string optional_payload(const std::optional<Bytes>& payload) { return payload ? shown(*payload) : ""; }

std::string accept_of(const model::Handshake& handshake) {
    if (!handshake.accept_valid) return "unknown";
    return *handshake.accept_valid ? "correct" : "wrong";
}

std::string totals_of(const model::DirectionTotals& totals) {
    return number(totals.bytes) + "/" + number(totals.frames) + "/" + number(totals.messages) + "/" +
           number(totals.payload_bytes) + "/" + number(totals.lost_bytes);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Lines& lines) {
    for (const std::string& line : lines) out << "\n    " << line;
    return out;
}

Lines EventLog::of(std::string_view front) const {
    Lines found;
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(found),
                 [&](const std::string& line) { return line.starts_with(front); });
    return found;
}

void EventLog::add(std::string line, std::uint64_t first_packet, std::uint64_t packet) {
    lines.push_back(std::move(line));
    stamps.push_back({first_packet, packet});
}

void EventLog::on_handshake(const model::Handshake& handshake) {
    std::string line = "handshake" + name_of(handshake.connection) + " " +
                       std::string(model::name_of(handshake.verdict)) + ": ";
    line += handshake.request
                ? std::string(handshake.request->method) + " " + std::string(handshake.request->target)
                : "-";
    line += " -> " + (handshake.response ? std::to_string(handshake.response->status) : "-");
    line += ", accept " + accept_of(handshake);
    if (handshake.connection->proxied_client)
        line += ", for " + to_text(*handshake.connection->proxied_client);
    add(line, handshake.request ? handshake.request->packet.number : 0, handshake.packet.number);
}

void EventLog::on_frame(const model::Frame& frame) {
    const websocket::FrameHeader& header = frame.header;
    std::string line = "frame" + name_of(frame.connection) + " " + std::string(name_of(frame.direction)) +
                       " " + std::string(websocket::name_of(header.opcode)) + " " +
                       number(header.payload_length);
    if (websocket::is_reserved(header.opcode))
        line += " opcode=" + number(static_cast<std::uint8_t>(header.opcode));
    if (!header.fin) line += " not-final";
    if (header.rsv != 0) line += " rsv=" + number(header.rsv);
    if (header.length_bits != 7) line += " bits=" + number(header.length_bits);
    if (header.masking_key) line += " masked";
    if (frame.captured_length != header.payload_length) line += " captured=" + number(frame.captured_length);
    if (frame.compressed) line += " compressed";
    if (frame.ends_message != nullptr) line += " ends";
    add(line + optional_payload(frame.payload), frame.first_packet, frame.packet.number);
}

void EventLog::on_message(const model::Message& message) {
    std::string line = "message" + name_of(message.connection) + " " +
                       std::string(name_of(message.direction)) + " " +
                       std::string(websocket::name_of(message.opcode)) + " frames=" + number(message.frames) +
                       " wire=" + number(message.wire_length);
    if (message.length != message.wire_length)
        line += " length=" + (message.length ? number(*message.length) : "?");
    if (message.compressed) line += " compressed";
    if (message.opaque) line += " opaque";
    if (!message.complete) line += " incomplete";
    if (message.truncated) line += " truncated";
    if (message.has_holes) line += " holes";
    add(line + optional_payload(message.payload), message.first_packet, message.packet.number);
}

void EventLog::on_control(const model::Control& control) {
    std::string line = "control" + name_of(control.connection) + " " +
                       std::string(name_of(control.direction)) + " " +
                       std::string(websocket::name_of(control.opcode));
    if (control.close_code) line += " code=" + number(*control.close_code);
    if (control.close_reason) line += " reason=" + escaped(*control.close_reason);
    add(line + shown(control.payload), 0, control.packet.number);
}

void EventLog::on_finding(const model::Finding& finding) {
    // Tests of the engine are not particular about other fields of a handshake; tests/conformance is.
    const bool of_other_fields =
        finding.rule->id.starts_with("handshake.") && !finding.rule->id.starts_with("handshake.accept-");
    if (of_other_fields) return;
    add("finding" + name_of(finding.connection) + " " + std::string(name_of(finding.direction)) + " " +
            std::string(finding.rule->id),
        0, finding.packet.number);
}

void EventLog::on_gap(const model::Gap& gap) {
    add("gap" + name_of(gap.connection) + " " + std::string(name_of(gap.direction)) + " " +
            number(gap.bytes) + (gap.resynchronized ? " in step" : " lost"),
        0, gap.packet.number);
}

void EventLog::on_connection_end(const model::ConnectionEnd& end) {
    std::string line = "end" + name_of(end.connection) + " ";
    line += end.ended_by ? std::string(model::name_of(*end.ended_by)) : "unknown";
    if (end.close_first) line += " close-first=" + std::string(name_of(*end.close_first));
    if (end.tcp_first) line += " tcp-first=" + std::string(name_of(*end.tcp_first));
    if (end.close_code) line += " code=" + number(*end.close_code);
    if (end.close_reason) line += " reason=" + escaped(*end.close_reason);
    line += " handshake=" + (end.handshake ? std::string(model::name_of(*end.handshake)) : "not-captured");
    line += ' ' + totals_of(end.totals[0]) + ' ' + totals_of(end.totals[1]);
    add(line, 0, end.packet.number);
}

void play(const std::vector<TapePacket>& packets, engine::Engine& engine) {
    capture::Packet captured;
    for (const TapePacket& packet : packets) {
        const Bytes octets = packet.octets;
        ++captured.stamp.number;
        captured.stamp.time = {packet.nanoseconds};
        captured.original_length = static_cast<std::uint32_t>(octets.size());
        captured.data = octets.first(octets.size() - packet.snapped);
        engine.on_packets({&captured, 1});
    }
}

EventLog run(const std::vector<TapePacket>& packets, const RunOptions& options) {
    EventLog log(options.demand);
    rules::MessageJudge message_judge(log);
    engine::InflateStreams streams;
    engine::Inflating inflating(streams, options.engine.max_message, message_judge);
    rules::Judge judge(inflating);
    engine::Engine engine(options.engine, judge, {});
    play(packets, engine);
    engine.finish();
    return log;
}

}  // namespace wsdissect::test
