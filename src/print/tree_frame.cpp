#include <algorithm>
#include <array>

#include "print/hex_dump.hpp"
#include "print/payload_text.hpp"
#include "print/tree_blocks.hpp"

namespace wsdissect::print {
namespace {

using websocket::FrameHeader;
using websocket::Opcode;

constexpr std::array<std::string_view, 8> kReservedLines = {
    "    .000 .... = Reserved: 0x0\n", "    .001 .... = Reserved: 0x1\n", "    .010 .... = Reserved: 0x2\n",
    "    .011 .... = Reserved: 0x3\n", "    .100 .... = Reserved: 0x4\n", "    .101 .... = Reserved: 0x5\n",
    "    .110 .... = Reserved: 0x6\n", "    .111 .... = Reserved: 0x7\n",
};
constexpr std::array<std::string_view, 16> kOpcodeLines = {
    "    .... 0000 = Opcode: Continuation (0)\n",
    "    .... 0001 = Opcode: Text (1)\n",
    "    .... 0010 = Opcode: Binary (2)\n",
    "    .... 0011 = Opcode: Unknown (3)\n",
    "    .... 0100 = Opcode: Unknown (4)\n",
    "    .... 0101 = Opcode: Unknown (5)\n",
    "    .... 0110 = Opcode: Unknown (6)\n",
    "    .... 0111 = Opcode: Unknown (7)\n",
    "    .... 1000 = Opcode: Connection Close (8)\n",
    "    .... 1001 = Opcode: Ping (9)\n",
    "    .... 1010 = Opcode: Pong (10)\n",
    "    .... 1011 = Opcode: Unknown (11)\n",
    "    .... 1100 = Opcode: Unknown (12)\n",
    "    .... 1101 = Opcode: Unknown (13)\n",
    "    .... 1110 = Opcode: Unknown (14)\n",
    "    .... 1111 = Opcode: Unknown (15)\n",
};
constexpr std::size_t kPayloadIndent = 8;

std::string_view choose(bool condition, std::string_view yes, std::string_view no) noexcept {
    return condition ? yes : no;
}

void add_first_octet(TextBuilder& text, const FrameHeader& header, bool deflate_agreed) {
    text.add("WebSocket\n", choose(header.fin, "    1... .... = Fin: True\n", "    0... .... = Fin: False\n"),
             kReservedLines[header.rsv & 0x7]);
    if (deflate_agreed) {
        text.add(choose(header.rsv1(), "    .1.. .... = Per-Message Compressed: True\n",
                        "    .0.. .... = Per-Message Compressed: False\n"));
    }
    text.add(kOpcodeLines[static_cast<std::size_t>(header.opcode) & 0xF],
             choose(header.masking_key.has_value(), "    1... .... = Mask: True\n",
                    "    0... .... = Mask: False\n"));
}

/// The seven bits in the second octet, and what they mean.
void add_length_field(TextBuilder& text, std::uint64_t seven_bits) {
    std::array<char, 8> bits{};
    for (std::size_t i = 0; i < bits.size() - 1; ++i) {
        bits[i] = static_cast<char>('0' + (seven_bits >> (6 - i) & 1));
    }
    const std::string_view all(bits.data(), 7);
    text.add("    .", all.substr(0, 3), ' ', all.substr(3), " = Payload length: ");
    text.add_decimal(seven_bits);
}

void add_length(TextBuilder& text, const FrameHeader& header) {
    if (header.length_bits == 7) {
        add_length_field(text, header.payload_length);
        text.add('\n');
        return;
    }
    const bool sixteen = header.length_bits == 16;
    add_length_field(text, sixteen ? 126 : 127);
    text.add(choose(sixteen, " Extended Payload Length (16 bits)\n    Extended Payload length (16 bits): ",
                    " Extended Payload Length (64 bits)\n    Extended Payload length (64 bits): "));
    text.add_decimal(header.payload_length);
    text.add('\n');
}

void add_masking_key(TextBuilder& text, const FrameHeader& header) {
    text.add("    Masking-Key: ");
    text.add_hex(*header.masking_key);
    text.add('\n');
}

void add_captured_length(TextBuilder& text, const model::Frame& frame) {
    text.add("    [Captured payload: ");
    text.add_decimal(frame.captured_length);
    text.add(" of ");
    text.add_count(frame.header.payload_length, "byte");
    text.add("]\n");
}

/// A frame of a reserved opcode: its octets.
void add_unknown(TextBuilder& text, const model::Frame& frame, const PrintOptions& options) {
    if (!frame.payload || frame.payload->empty() || !options.payload) return;
    const Bytes front = shown_octets(*frame.payload, options).octets;
    text.add_spaces(kPayloadIndent);
    text.add("Unknown: ");
    text.add_hex(front);
    text.add(choose(front.size() < frame.captured_length, "…\n", "\n"));
}

/// `[2 Reassembled websocket Fragments (48 bytes): #8(20), #12(28)]`.
void add_fragments(TextBuilder& text, const model::Message& message) {
    if (message.frames < 2) return;
    text.add('[');
    text.add_decimal(message.frames);
    text.add(" Reassembled websocket Fragments (");
    text.add_count(message.wire_length, "byte");
    text.add("): ");
    std::string_view separator;
    for (const model::Fragment& fragment : message.fragments) {
        text.add(separator, '#');
        text.add_decimal(fragment.packet);
        text.add('(');
        text.add_decimal(fragment.payload_length);
        text.add(')');
        separator = ", ";
    }
    if (message.fragments.size() < message.frames) {
        text.add(separator, "... ");
        text.add_decimal(message.frames - message.fragments.size());
        text.add(" more");
    }
    text.add("]\n");
}

}  // namespace

void add_frame_block(TextBuilder& text, const model::Frame& frame, const PrintOptions& options) {
    const FrameHeader& header = frame.header;
    add_first_octet(text, header, frame.deflate_agreed);
    add_length(text, header);
    if (header.masking_key) add_masking_key(text, header);
    if (header.payload_length > 0) {
        text.add(
            choose(header.masking_key.has_value(), "    Masked payload\n    Payload\n", "    Payload\n"));
    }
    if (frame.captured_length < header.payload_length) add_captured_length(text, frame);

    if (frame.control != nullptr) add_control_lines(text, *frame.control, options, kPayloadIndent);
    if (is_reserved(header.opcode)) add_unknown(text, frame, options);
    if (frame.ends_message != nullptr) add_message_text(text, *frame.ends_message, options, kPayloadIndent);
    if (options.hex_dump && options.payload && frame.payload) {
        add_hex_dump(text, shown_octets(*frame.payload, options).octets, kPayloadIndent);
    }
    if (frame.ends_message != nullptr) add_fragments(text, *frame.ends_message);
}

}  // namespace wsdissect::print
