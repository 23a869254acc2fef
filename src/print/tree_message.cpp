#include "print/hex_dump.hpp"
#include "print/payload_text.hpp"
#include "print/tree_blocks.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::print {
namespace {

using websocket::Opcode;

constexpr std::size_t kBlockIndent = 4;
constexpr FixedText<24> kText("Text: ");
constexpr FixedText<24> kTruncatedText("Text [truncated]: ");

void add_close_lines(TextBuilder text, const model::Control& close, std::size_t indent) {
    if (close.payload.empty() && !close.close_code) return;
    text.add(Spaces{indent}, "Close\n");
    if (close.close_code) {
        const std::string_view name = websocket::close_code_name(*close.close_code);
        text.add(Spaces{indent + 4}, "Status code: ", name.empty() ? std::string_view("Unknown") : name, " (",
                 Decimal{*close.close_code}, ")\n");
    }
    if (close.close_reason) {
        text.add(Spaces{indent + 4}, "Reason: ");
        text.add_escaped(*close.close_reason);
        text.add('\n');
    }
}

}  // namespace

void add_control_lines(TextBuilder text, const model::Control& control, const PrintOptions& options,
                       std::size_t indent) {
    if (control.opcode == Opcode::close) return add_close_lines(text, control, indent);
    if (control.payload.empty() || !options.payload) return;
    text.add(Spaces{indent}, opcode_word(control.opcode), ": ");
    text.add_hex(control.payload);
    text.add('\n');
}

void add_message_text(TextBuilder text, const model::Message& message, const PrintOptions& options,
                      std::size_t indent) {
    if (message.opcode != Opcode::text) return;
    const auto shown = shown_payload(message, options);
    if (!shown || shown->octets.empty()) return;
    const bool whole = message.complete && !shown->truncated;
    text.add(Spaces{indent}, whole ? kText : kTruncatedText);
    text.add_escaped(readable_text(message, *shown), is_known_to_be_valid(message));
    text.add('\n');
}

void add_message_block(TextBuilder text, const model::Message& message, const PrintOptions& options) {
    text.add("WebSocket message: ", opcode_word(message.opcode), ", ", Count{message.frames, " frame"}, ", ",
             Count{message.wire_length, " byte"});
    if (message.compressed) text.add(" compressed");
    if (message.compressed && message.length) text.add(", ", Count{*message.length, " byte"}, " inflated");
    if (!message.complete) text.add(", incomplete");
    text.add('\n');
    add_message_text(text, message, options, kBlockIndent);
    if (const auto shown = shown_payload(message, options); shown && options.hex_dump) {
        add_hex_dump(text, shown->octets, kBlockIndent);
    }
}

void add_control_block(TextBuilder text, const model::Control& control, const PrintOptions& options) {
    text.add("WebSocket control: ", opcode_word(control.opcode), ", ", Count{control.payload.size(), " byte"},
             '\n');
    add_control_lines(text, control, options, kBlockIndent);
    if (options.hex_dump && options.payload) add_hex_dump(text, control.payload, kBlockIndent);
}

}  // namespace wsdissect::print
