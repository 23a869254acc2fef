#include "print/json_records.hpp"

#include "print/payload_text.hpp"
#include "wsdissect/base/base64.hpp"
#include "wsdissect/codec/utf8.hpp"

namespace wsdissect::print {
namespace {

constexpr std::size_t kTimeDigits = 9;

void add_data(JsonWriter& json, Bytes octets) {
    json.key("data");
    json.text().add('"', to_base64(octets), '"');
    json.wrote_value();
}

void add_close(JsonWriter& json, const std::optional<std::uint16_t>& code,
               const std::optional<std::string_view>& reason) {
    if (code) json.number("close_code", *code);
    if (reason) json.string("close_reason", *reason);
}

void add_totals(JsonWriter& json, std::string_view name, const model::DirectionTotals& totals) {
    json.key(name);
    json.begin_object();
    json.number("bytes", totals.bytes);
    json.number("frames", totals.frames);
    json.number("messages", totals.messages);
    json.number("payload_bytes", totals.payload_bytes);
    json.number("lost_bytes", totals.lost_bytes);
    json.end_object();
}

}  // namespace

void JsonRecords::begin(JsonWriter& json, std::string_view type, const model::ConnectionInfo& connection,
                        const PacketStamp& packet) {
    json.begin_object();
    json.word("type", type);
    json.number("connection", connection.number);
    add_time(json, "time", packet.time);
    json.number("packet", packet.number);
    if (files_.size() > 1 && packet.file < files_.size()) add_header(json, "file", files_[packet.file]);
}

void JsonRecords::add_time(JsonWriter& json, std::string_view name, Timestamp time) {
    json.key(name);
    json.text().add('"');
    utc_.add(json.text(), time, kTimeDigits);
    json.text().add("Z\"");
    json.wrote_value();
}

void JsonRecords::add(TextBuilder& text, const model::Frame& frame) {
    const websocket::FrameHeader& header = frame.header;
    JsonWriter json(text);
    begin(json, "frame", *frame.connection, frame.packet);
    json.word("direction", name_of(frame.direction));
    json.number("first_packet", frame.first_packet);
    json.boolean("fin", header.fin);
    json.number("rsv", header.rsv);
    json.number("opcode", static_cast<std::uint64_t>(header.opcode));
    json.word("opcode_name", name_of(header.opcode));
    json.boolean("masked", header.masking_key.has_value());
    if (header.masking_key) {
        json.key("masking_key");
        text.add('"');
        text.add_hex(*header.masking_key);
        text.add('"');
        json.wrote_value();
    }
    json.number("length_bits", header.length_bits);
    json.number("payload_length", header.payload_length);
    json.number("captured_length", frame.captured_length);
    json.end_object();
}

void JsonRecords::add(TextBuilder& text, const model::Message& message) {
    JsonWriter json(text);
    begin(json, "message", *message.connection, message.packet);
    json.word("direction", name_of(message.direction));
    json.number("first_packet", message.first_packet);
    json.word("opcode_name", name_of(message.opcode));
    json.number("frames", message.frames);
    json.boolean("compressed", message.compressed);
    json.number("wire_length", message.wire_length);
    if (message.length) json.number("length", *message.length);
    json.boolean("complete", message.complete);
    if (const auto shown = shown_payload(message, options_)) {
        if (const auto valid = valid_text(message, *shown)) {
            json.utf8("text", *valid);
        } else {
            add_data(json, shown->octets);
        }
        if (shown->truncated) json.boolean("truncated", true);
    } else if (message.truncated) {
        json.boolean("truncated", true);
    }
    json.end_object();
}

void JsonRecords::add(TextBuilder& text, const model::Control& control) {
    JsonWriter json(text);
    begin(json, "control", *control.connection, control.packet);
    json.word("direction", name_of(control.direction));
    json.word("opcode_name", name_of(control.opcode));
    if (control.opcode == websocket::Opcode::close) {
        add_close(json, control.close_code, control.close_reason);
    } else if (options_.payload && codec::is_utf8(control.payload)) {
        json.utf8("text", as_text(control.payload));
    } else if (options_.payload) {
        add_data(json, control.payload);
    }
    json.end_object();
}

void JsonRecords::add(TextBuilder& text, const model::Finding& finding) {
    JsonWriter json(text);
    begin(json, "finding", *finding.connection, finding.packet);
    json.word("direction", name_of(finding.direction));
    json.word("rule", finding.rule->id);
    json.word("severity", name_of(finding.rule->severity));
    json.word("reference", finding.rule->reference);
    json.string("message", finding.message);
    json.end_object();
}

void JsonRecords::add(TextBuilder& text, const model::Gap& gap) {
    JsonWriter json(text);
    begin(json, "gap", *gap.connection, gap.packet);
    json.word("direction", name_of(gap.direction));
    json.number("bytes", gap.bytes);
    json.boolean("resynchronized", gap.resynchronized);
    json.end_object();
}

void JsonRecords::add(TextBuilder& text, const model::ConnectionEnd& end) {
    JsonWriter json(text);
    begin(json, "connection", *end.connection, end.packet);
    json.word("client", end.connection->client_text);
    json.word("server", end.connection->server_text);
    add_time(json, "start", end.start);
    json.key("duration");
    text.add_seconds(nanoseconds_between(end.start, end.packet.time), kTimeDigits);
    json.wrote_value();
    if (end.ended_by) json.word("ended_by", name_of(*end.ended_by));
    if (end.close_first) json.word("close_first", name_of(*end.close_first));
    if (end.tcp_first) json.word("tcp_first", name_of(*end.tcp_first));
    add_close(json, end.close_code, end.close_reason);
    json.word("handshake", end.handshake ? name_of(*end.handshake) : std::string_view("not-captured"));
    add_totals(json, "client_sent", end.totals[index_of(Direction::client)]);
    add_totals(json, "server_sent", end.totals[index_of(Direction::server)]);
    json.end_object();
}

}  // namespace wsdissect::print
