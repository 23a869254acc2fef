#include <algorithm>
#include <array>

#include "print/line_events.hpp"
#include "print/payload_text.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::print {
namespace {

using websocket::Opcode;

void add_missing_status(TextBuilder text, std::uint64_t payload_length) {
    switch (payload_length) {
        case 0: return text.add(", no status");
        case 1: return text.add(", no status but 1 byte");
        default: return text.add(", status not captured");
    }
}

void add_close(TextBuilder text, const model::Control& close) {
    if (!close.close_code) {
        add_missing_status(text, close.payload_length);
        return;
    }
    text.add(", ", Decimal{*close.close_code});
    if (const std::string_view name = websocket::close_code_name(*close.close_code); !name.empty()) {
        text.add(' ', name);
    }
}

/// Pings carry text or whatever the sender counts with: a number, a time.
void add_ping_preview(TextBuilder text, Bytes payload) {
    if (is_printable(payload)) return add_preview(text, as_text(payload), false);
    constexpr std::size_t kHexPreview = 32;  // octets
    const Bytes front = payload.first(std::min(payload.size(), kHexPreview));
    text.add(Hex{front}, front.size() < payload.size() ? std::string_view("…") : std::string_view());
}

/// `: bye`: a Close's reason, the octets of a Ping or Pong.
void add_control_preview(TextBuilder text, const model::Control& control, const PrintOptions& options) {
    if (control.opcode == Opcode::close) {
        if (!control.close_reason) return;
        text.add(": ");
        text.add_escaped(*control.close_reason);
    } else if (options.payload && !control.payload.empty()) {
        text.add(": ");
        add_ping_preview(text, control.payload);
    }
}

void add_message_preview(TextBuilder text, const model::Message& message, const PrintOptions& options) {
    if (message.opcode != Opcode::text) return;
    const auto shown = shown_payload(message, options);
    if (!shown || shown->octets.empty()) return;
    text.add(": ");
    add_preview(text, readable_text(message, *shown), shown->truncated || !message.complete,
                is_known_to_be_valid(message));
}

/// The reserved bits, unless they only say that a message is compressed.
void add_rsv(TextBuilder text, const model::Frame& frame) {
    const bool explains = frame.compressed && begins_message(frame.header.opcode);
    const std::uint8_t explained = explains ? websocket::kRsv1 : 0;
    if ((frame.header.rsv & ~explained) == 0) return;
    text.add(", rsv 0x", static_cast<char>('0' + (frame.header.rsv & 0x7)));
}

/// What a frame is, by its last bit and its opcode as on the wire.
using Kind = FixedText<32>;
constexpr std::array<Kind, 32> kKinds = [] {
    std::array<Kind, 32> kinds;
    for (unsigned value = 0; value < 16; ++value) {
        const auto opcode = static_cast<Opcode>(value);
        Kind& not_final = kinds[value];
        not_final.append(opcode_word(opcode));
        if (is_reserved(opcode)) not_final.append(" opcode ").append_decimal(value);
        Kind& final = kinds[16 + value] = not_final;
        not_final.append(", not final");
        if (opcode == Opcode::continuation) final.append(", final");
    }
    return kinds;
}();

/// By whether it is compressed (2), masked (1) or both.
using Attributes = FixedText<24>;
constexpr std::array<Attributes, 4> kAttributes = {
    Attributes(), Attributes(", masked"), Attributes(", compressed"), Attributes(", compressed, masked")};

const Kind& kind_of(const websocket::FrameHeader& header) noexcept {
    return kKinds[(header.fin ? 16U : 0U) + (static_cast<unsigned>(header.opcode) & 0xF)];
}

const Attributes& attributes_of(const model::Frame& frame, bool masked) noexcept {
    return kAttributes[(frame.compressed ? 2U : 0U) + (masked ? 1U : 0U)];
}

/// `Text, 4082 bytes, masked`, or `100 of 4082 bytes` where the capture lacks some.
void add_frame(TextBuilder text, const model::Frame& frame) {
    const Count length{frame.header.payload_length, " byte"};
    const Attributes& attributes = attributes_of(frame, frame.header.masking_key.has_value());
    if (frame.captured_length < frame.header.payload_length) {
        text.add(kind_of(frame.header), ", ", Decimal{frame.captured_length}, " of ", length, attributes);
    } else {
        text.add(kind_of(frame.header), ", ", length, attributes);
    }
}

/// `Close, 1000 Normal Closure`: of one that was captured whole its length is plain from its status and
/// reason, and that it is masked from its sender.
void add_close_frame(TextBuilder text, const model::Frame& frame, const model::Control& close) {
    text.add("Close");
    add_close(text, close);
    if (!frame.header.fin) text.add(", not final");
    if (frame.captured_length < frame.header.payload_length) {
        text.add(", ", Decimal{frame.captured_length}, " of ", Count{frame.header.payload_length, " byte"});
    }
    text.add(attributes_of(frame, false));
}

}  // namespace

void add_event(TextBuilder text, const model::Frame& frame, const PrintOptions& options) {
    if (frame.header.opcode == Opcode::close && frame.control != nullptr) {
        add_close_frame(text, frame, *frame.control);
    } else {
        add_frame(text, frame);
    }
    if (frame.header.rsv != 0) add_rsv(text, frame);

    if (frame.control != nullptr) return add_control_preview(text, *frame.control, options);
    const model::Message* const message = frame.ends_message;
    if (message == nullptr) return;
    if (message->frames > 1) {
        text.add(", message of ", Count{message->frames, " frame"}, ", ",
                 Count{message->wire_length, " byte"});
    }
    add_message_preview(text, *message, options);
}

void add_event(TextBuilder text, const model::Message& message, const PrintOptions& options) {
    text.add(opcode_word(message.opcode), " message, ", Count{message.frames, " frame"}, ", ",
             Count{message.wire_length, " byte"});
    if (message.compressed) text.add(", compressed");
    if (!message.complete) text.add(", incomplete");
    add_message_preview(text, message, options);
}

void add_event(TextBuilder text, const model::Control& control, const PrintOptions& options) {
    text.add(opcode_word(control.opcode));
    if (control.opcode == Opcode::close) {
        add_close(text, control);
    } else {
        text.add(", ", Count{control.payload_length, " byte"});
    }
    add_control_preview(text, control, options);
}

}  // namespace wsdissect::print
