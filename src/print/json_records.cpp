#include "print/json_records.hpp"

#include <array>

#include "print/connection_duration.hpp"
#include "print/json_text.hpp"
#include "print/payload_text.hpp"

namespace wsdissect::print {
namespace {

using websocket::Opcode;

/// By the sender.
constexpr std::array<FixedText<24>, 2> kDirection = {FixedText<24>(R"(,"direction":"client")"),
                                                     FixedText<24>(R"(,"direction":"server")")};
const FixedText<24>& direction_of(const auto& event) noexcept {
    return kDirection[index_of(event.direction)];
}

/// By the opcode.
constexpr auto kOpcodeName = [] {
    std::array<FixedText<32>, 16> rows;
    for (std::size_t value = 0; value < rows.size(); ++value) {
        rows[value].append(R"("opcode_name":")").append(name_of(static_cast<Opcode>(value))).append("\"");
    }
    return rows;
}();
const FixedText<32>& opcode_name_of(Opcode opcode) noexcept {
    return kOpcodeName[static_cast<std::size_t>(opcode) & 0xF];
}

/// By the first octet on the wire.
constexpr auto kFirstOctet = [] {
    std::array<FixedText<64>, 256> rows;
    for (unsigned octet = 0; octet < rows.size(); ++octet) {
        rows[octet].append(octet >= 0x80 ? R"(,"fin":true,"rsv":)" : R"(,"fin":false,"rsv":)");
        rows[octet].append_decimal(octet >> 4 & 0x7).append(R"(,"opcode":)").append_decimal(octet & 0xF);
        rows[octet].append(R"(,"opcode_name":")").append(name_of(static_cast<Opcode>(octet & 0xF)));
        rows[octet].append("\"");
    }
    return rows;
}();
const FixedText<64>& first_octet_of(const websocket::FrameHeader& header) noexcept {
    return kFirstOctet[(header.fin ? 0x80U : 0U) + ((header.rsv & 0x7U) << 4) +
                       (static_cast<unsigned>(header.opcode) & 0xF)];
}

void add_payload(TextBuilder text, const model::Message& message, const ShownPayload& shown) {
    const bool readable =
        message.opcode == Opcode::text && !message.has_holes && message.valid_utf8.value_or(true);
    const std::string_view front = readable_text(message, shown);
    if (!readable || !add_json_utf8(text, R"(,"text":)", front, is_known_to_be_valid(message))) {
        text.add(R"(,"data":)");
        add_json_base64(text, shown.octets);
    }
}

void add_payload(TextBuilder text, const model::Control& control) {
    if (add_json_utf8(text, R"(,"text":)", as_text(control.payload))) return;
    text.add(R"(,"data":)");
    add_json_base64(text, control.payload);
}

void add_close(TextBuilder text, const std::optional<std::uint16_t>& code,
               const std::optional<std::string_view>& reason) {
    if (code) text.add(R"(,"close_code":)", Decimal{*code});
    if (!reason) return;
    text.add(R"(,"close_reason":)");
    add_json_string(text, *reason);
}

/// `label` is all that stands before the object.
template <std::size_t N>
void add_totals(TextBuilder text, const char (&label)[N], const model::DirectionTotals& totals) {
    text.add(label, R"({"bytes":)", Decimal{totals.bytes}, R"(,"frames":)", Decimal{totals.frames},
             R"(,"messages":)", Decimal{totals.messages}, R"(,"payload_bytes":)",
             Decimal{totals.payload_bytes}, R"(,"lost_bytes":)", Decimal{totals.lost_bytes}, '}');
}

}  // namespace

void JsonRecords::add_file(TextBuilder text, std::uint32_t file) const {
    text.add(R"(,"file":)");
    add_json_header(text, files_[file]);
}

void JsonRecords::add(TextBuilder text, const model::Frame& frame) {
    const websocket::FrameHeader& header = frame.header;
    begin(text, R"({"type":"frame","connection":)", frame);
    text.add(direction_of(frame), R"(,"first_packet":)", Decimal{frame.first_packet}, first_octet_of(header));
    if (header.masking_key) {
        text.add(R"(,"masked":true,"masking_key":")", Hex{*header.masking_key}, R"(","length_bits":)");
    } else {
        text.add(R"(,"masked":false,"length_bits":)");
    }
    text.add(Decimal{header.length_bits}, R"(,"payload_length":)", Decimal{header.payload_length},
             R"(,"captured_length":)", Decimal{frame.captured_length}, '}');
}

void JsonRecords::add(TextBuilder text, const model::Message& message) {
    begin(text, R"({"type":"message","connection":)", message);
    text.add(direction_of(message), R"(,"first_packet":)", Decimal{message.first_packet}, ',',
             opcode_name_of(message.opcode), R"(,"frames":)", Decimal{message.frames});
    if (!message.opaque) text.add(R"(,"compressed":)", word_of(message.compressed));
    text.add(R"(,"wire_length":)", Decimal{message.wire_length});
    if (message.length) text.add(R"(,"length":)", Decimal{*message.length});
    text.add(R"(,"complete":)", word_of(message.complete));
    const auto shown = shown_payload(message, options_);
    if (shown) add_payload(text, message, *shown);
    if (shown ? shown->truncated : message.truncated) text.add(R"(,"truncated":true)");
    text.add('}');
}

void JsonRecords::add(TextBuilder text, const model::Control& control) {
    begin(text, R"({"type":"control","connection":)", control);
    text.add(direction_of(control), ',', opcode_name_of(control.opcode));
    if (control.opcode == Opcode::close) {
        add_close(text, control.close_code, control.close_reason);
    } else if (options_.payload) {
        add_payload(text, control);
    }
    text.add('}');
}

void JsonRecords::add(TextBuilder text, const model::Finding& finding) {
    begin(text, R"({"type":"finding","connection":)", finding);
    text.add(direction_of(finding), R"(,"rule":")", finding.rule->id, R"(","severity":")",
             name_of(finding.rule->severity), R"(","reference":")", finding.rule->reference,
             R"(","message":)");
    add_json_string(text, finding.message);
    text.add('}');
}

void JsonRecords::add(TextBuilder text, const model::Gap& gap) {
    begin(text, R"({"type":"gap","connection":)", gap);
    text.add(direction_of(gap), R"(,"bytes":)", Decimal{gap.bytes}, R"(,"resynchronized":)",
             word_of(gap.resynchronized), '}');
}

void JsonRecords::add(TextBuilder text, const model::ConnectionEnd& end) {
    begin(text, R"({"type":"connection","connection":)", end);
    text.add(R"(,"client":")", end.connection->client_text, R"(","server":")", end.connection->server_text,
             '"');
    if (end.start) text.add(R"(,"start":")", time(*end.start), "Z\"");
    if (const auto duration = duration_of(end)) text.add(R"(,"duration":)", Seconds{*duration, kTimeDigits});
    if (end.ended_by) text.add(R"(,"ended_by":")", name_of(*end.ended_by), '"');
    if (end.close_first) text.add(R"(,"close_first":")", name_of(*end.close_first), '"');
    if (end.tcp_first) text.add(R"(,"tcp_first":")", name_of(*end.tcp_first), '"');
    add_close(text, end.close_code, end.close_reason);
    if (end.reaction) text.add(R"(,"reaction":")", name_of(*end.reaction), '"');
    text.add(R"(,"handshake":")", end.handshake ? name_of(*end.handshake) : std::string_view("not-captured"));
    add_totals(text, R"(","client_sent":)", end.totals[index_of(Direction::client)]);
    add_totals(text, R"(,"server_sent":)", end.totals[index_of(Direction::server)]);
    text.add('}');
}

}  // namespace wsdissect::print
