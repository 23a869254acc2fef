#include "print/json_summary.hpp"

#include "print/json_records.hpp"
#include "print/opcode_counts.hpp"

namespace wsdissect::print {
namespace {

/// Counts of what occurred.
void add_nonzero(JsonWriter& json, std::string_view name, std::uint64_t count) {
    if (count > 0) json.number(name, count);
}

void add_handshakes(JsonWriter& json, const model::Summary& summary) {
    json.key("handshakes");
    json.begin_object();
    for (std::size_t i = 0; i < summary.handshakes.size(); ++i) {
        add_nonzero(json, name_of(static_cast<model::Verdict>(i)), summary.handshakes[i]);
    }
    json.end_object();
}

void add_frames(JsonWriter& json, const model::Summary& summary) {
    json.key("frames");
    json.begin_object();
    for (const OpcodeCount& row : opcode_counts(summary)) add_nonzero(json, row.name, row.frames);
    json.end_object();
}

void add_findings(JsonWriter& json, const model::Summary& summary) {
    json.key("findings");
    json.begin_object();
    for (const auto& [rule, count] : summary.findings) add_nonzero(json, rule, count);
    json.end_object();
}

void add_doubts(JsonWriter& json, const model::Doubts& doubts) {
    json.number("not_fully_judged", doubts.connections);
    json.key("not_judged_because");
    json.begin_object();
    for (std::size_t i = 0; i < doubts.by_reason.size(); ++i)
        add_nonzero(json, name_of(static_cast<model::Doubt>(i)), doubts.by_reason[i]);
    json.end_object();
}

}  // namespace

void add_summary_fields(JsonWriter& json, const model::Summary& summary) {
    json.word("type", "summary");
    json.number("packets", summary.packets);
    json.number("bytes", summary.bytes);
    json.number("tcp_streams", summary.tcp_streams);
    json.number("connections", summary.connections);
    add_handshakes(json, summary);
    add_frames(json, summary);
    json.number("messages", summary.messages);
    json.number("payload_bytes", summary.payload_bytes);
    add_findings(json, summary);
    add_doubts(json, summary.doubts);
    json.number("gaps", summary.gaps);
    json.number("lost_bytes", summary.lost_bytes);
    json.number("malformed_packets", summary.malformed_packets);
    // Only `--checksums` counts these.
    add_nonzero(json, "wrong_checksums", summary.wrong_checksums);
    if (!summary.dropped) return;
    json.number("dropped_kernel", summary.dropped->by_kernel);
    json.number("dropped_interface", summary.dropped->by_interface);
}

void JsonRecords::add(TextBuilder text, const model::Summary& summary) {
    JsonWriter json(text);
    json.begin_object();
    add_summary_fields(json, summary);
    json.end_object();
}

}  // namespace wsdissect::print
