#include <algorithm>

#include "print/line_events.hpp"
#include "print/payload_text.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::print {
namespace {

using websocket::Opcode;

void add_missing_status(TextBuilder& text, std::uint64_t payload_length) {
    switch (payload_length) {
        case 0: return text.add(", no status");
        case 1: return text.add(", no status but 1 byte");
        default: return text.add(", status not captured");
    }
}

void add_close(TextBuilder& text, const model::Control& close) {
    if (!close.close_code) {
        add_missing_status(text, close.payload_length);
        return;
    }
    text.add(", ");
    text.add_decimal(*close.close_code);
    if (const std::string_view name = websocket::close_code_name(*close.close_code); !name.empty()) {
        text.add(' ', name);
    }
}

/// Pings carry text or whatever the sender counts with: a number, a time.
void add_ping_preview(TextBuilder& text, Bytes payload) {
    if (is_printable(payload)) return add_preview(text, as_text(payload), false);
    constexpr std::size_t kHexPreview = 32;  // octets
    const Bytes front = payload.first(std::min(payload.size(), kHexPreview));
    text.add_hex(front);
    if (front.size() < payload.size()) text.add("…");
}

/// `: bye`: a Close's reason, the octets of a Ping or Pong.
void add_control_preview(TextBuilder& text, const model::Control& control, const PrintOptions& options) {
    if (control.opcode == Opcode::close) {
        if (!control.close_reason) return;
        text.add(": ");
        text.add_escaped(*control.close_reason);
    } else if (options.payload && !control.payload.empty()) {
        text.add(": ");
        add_ping_preview(text, control.payload);
    }
}

void add_message_preview(TextBuilder& text, const model::Message& message, const PrintOptions& options) {
    if (message.opcode != Opcode::text) return;
    const auto shown = shown_payload(message, options);
    if (!shown || shown->octets.empty()) return;
    text.add(": ");
    add_preview(text, readable_text(message, *shown), shown->truncated || !message.complete);
}

/// `4082 bytes`, or `100 of 4082 bytes` where the capture lacks some.
void add_length(TextBuilder& text, const model::Frame& frame) {
    if (frame.captured_length < frame.header.payload_length) {
        text.add_decimal(frame.captured_length);
        text.add(" of ");
    }
    text.add_count(frame.header.payload_length, "byte");
}

/// The reserved bits, unless they only say that a message is compressed.
void add_rsv(TextBuilder& text, const model::Frame& frame) {
    const bool begins_message = frame.header.opcode == Opcode::text || frame.header.opcode == Opcode::binary;
    const std::uint8_t explained = frame.compressed && begins_message ? 0x4 : 0;
    if ((frame.header.rsv & ~explained) == 0) return;
    text.add(", rsv 0x", static_cast<char>('0' + (frame.header.rsv & 0x7)));
}

void add_opcode(TextBuilder& text, Opcode opcode) {
    if (!is_reserved(opcode)) return text.add(opcode_word(opcode));
    text.add("Unknown opcode ");
    text.add_decimal(static_cast<std::uint64_t>(opcode));
}

/// A close says how long it is only where that is not plain from its status and reason.
bool length_matters(const model::Frame& frame) noexcept {
    return frame.header.opcode != Opcode::close || frame.captured_length < frame.header.payload_length ||
           frame.control == nullptr;
}

}  // namespace

void add_event(TextBuilder& text, const model::Frame& frame, const PrintOptions& options) {
    const Opcode opcode = frame.header.opcode;
    const bool is_close = opcode == Opcode::close && frame.control != nullptr;
    add_opcode(text, opcode);
    if (is_close) add_close(text, *frame.control);
    if (!frame.header.fin) text.add(", not final");
    if (frame.header.fin && opcode == Opcode::continuation) text.add(", final");
    if (length_matters(frame)) {
        text.add(", ");
        add_length(text, frame);
    }
    if (frame.compressed) text.add(", compressed");
    if (frame.header.masking_key && !is_close) text.add(", masked");
    add_rsv(text, frame);

    if (frame.control != nullptr) return add_control_preview(text, *frame.control, options);
    const model::Message* const message = frame.ends_message;
    if (message == nullptr) return;
    if (message->frames > 1) {
        text.add(", message of ");
        text.add_count(message->frames, "frame");
        text.add(", ");
        text.add_count(message->wire_length, "byte");
    }
    add_message_preview(text, *message, options);
}

void add_event(TextBuilder& text, const model::Message& message, const PrintOptions& options) {
    text.add(opcode_word(message.opcode), " message, ");
    text.add_count(message.frames, "frame");
    text.add(", ");
    text.add_count(message.wire_length, "byte");
    if (message.compressed) text.add(", compressed");
    if (!message.complete) text.add(", incomplete");
    add_message_preview(text, message, options);
}

void add_event(TextBuilder& text, const model::Control& control, const PrintOptions& options) {
    text.add(opcode_word(control.opcode));
    if (control.opcode == Opcode::close) {
        add_close(text, control);
    } else {
        text.add(", ");
        text.add_count(control.payload_length, "byte");
    }
    add_control_preview(text, control, options);
}

}  // namespace wsdissect::print
