#include <algorithm>
#include <array>

#include "print/hex_dump.hpp"
#include "print/payload_text.hpp"
#include "print/tree_blocks.hpp"

namespace wsdissect::print {
namespace {

using websocket::FrameHeader;
using websocket::Opcode;

/// The bits of `mask` in an octet, and dots for the others: `.101 ....`.
template <std::size_t N>
constexpr void append_bits(FixedText<N>& text, unsigned octet, unsigned mask) {
    for (unsigned bit = 0x80; bit > 0; bit >>= 1) {
        text.append((mask & bit) == 0 ? "." : (octet & bit) == 0 ? "0" : "1");
        if (bit == 0x10) text.append(" ");
    }
}

constexpr std::string_view word_of(bool set) noexcept { return set ? "True" : "False"; }

/// As Wireshark names them.
constexpr std::string_view name_in_tree(Opcode opcode) noexcept {
    return opcode == Opcode::close ? "Connection Close" : opcode_word(opcode);
}

/// By the upper half of the first octet.
constexpr auto kFinAndReserved = [] {
    std::array<FixedText<80>, 16> rows;
    for (unsigned half = 0; half < rows.size(); ++half) {
        rows[half].append("WebSocket\n    ");
        append_bits(rows[half], half << 4, 0x80);
        rows[half].append(" = Fin: ").append(word_of(half >= 8)).append("\n    ");
        append_bits(rows[half], half << 4, 0x70);
        rows[half].append(" = Reserved: 0x").append_decimal(half & 0x7).append("\n");
    }
    return rows;
}();

/// By its lower half.
constexpr auto kOpcodes = [] {
    std::array<FixedText<48>, 16> rows;
    for (unsigned half = 0; half < rows.size(); ++half) {
        rows[half].append("    ");
        append_bits(rows[half], half, 0x0F);
        rows[half].append(" = Opcode: ").append(name_in_tree(static_cast<Opcode>(half)));
        rows[half].append(" (").append_decimal(half).append(")\n");
    }
    return rows;
}();

/// By the second octet.
constexpr auto kMaskAndLength = [] {
    std::array<FixedText<80>, 256> rows;
    for (unsigned octet = 0; octet < rows.size(); ++octet) {
        rows[octet].append("    ");
        append_bits(rows[octet], octet, 0x80);
        rows[octet].append(" = Mask: ").append(word_of(octet >= 0x80)).append("\n    ");
        append_bits(rows[octet], octet, 0x7F);
        rows[octet].append(" = Payload length: ").append_decimal(octet & 0x7F);
    }
    return rows;
}();

constexpr FixedText<48> kCompressed("    .1.. .... = Per-Message Compressed: True\n");
constexpr FixedText<48> kNotCompressed("    .0.. .... = Per-Message Compressed: False\n");
constexpr std::size_t kPayloadIndent = 8;

unsigned upper_half(const FrameHeader& header) noexcept {
    return (header.fin ? 8U : 0U) + (header.rsv & 0x7U);
}

/// The seven bits in the second octet.
unsigned short_length(const FrameHeader& header) noexcept {
    if (header.length_bits == 7) return static_cast<unsigned>(header.payload_length & 0x7F);
    return header.length_bits == 16 ? 126 : 127;
}

void add_first_two_octets(TextBuilder text, const FrameHeader& header, bool deflate_agreed) {
    const auto& fin_and_reserved = kFinAndReserved[upper_half(header)];
    const auto& opcode = kOpcodes[static_cast<std::size_t>(header.opcode) & 0xF];
    const auto& mask_and_length = kMaskAndLength[(header.masking_key ? 0x80U : 0U) + short_length(header)];
    if (deflate_agreed) {
        text.add(fin_and_reserved, header.rsv1() ? kCompressed : kNotCompressed, opcode, mask_and_length);
    } else {
        text.add(fin_and_reserved, opcode, mask_and_length);
    }
}

void add_extended_length(TextBuilder text, const FrameHeader& header) {
    if (header.length_bits == 16) {
        text.add(" Extended Payload Length (16 bits)\n    Extended Payload length (16 bits): ",
                 Decimal{header.payload_length});
    } else if (header.length_bits == 64) {
        text.add(" Extended Payload Length (64 bits)\n    Extended Payload length (64 bits): ",
                 Decimal{header.payload_length});
    }
}

/// Where its payload begins, and the key that masks it.
void add_payload_label(TextBuilder text, const FrameHeader& header) {
    const bool empty = header.payload_length == 0;
    if (header.masking_key && !empty) {
        text.add("\n    Masking-Key: ", Hex{*header.masking_key}, "\n    Masked payload\n    Payload\n");
    } else if (header.masking_key) {
        text.add("\n    Masking-Key: ", Hex{*header.masking_key}, '\n');
    } else if (!empty) {
        text.add("\n    Payload\n");
    } else {
        text.add('\n');
    }
}

/// A frame of a reserved opcode: its octets.
void add_unknown(TextBuilder text, const model::Frame& frame, const PrintOptions& options) {
    if (!frame.payload || frame.payload->empty() || !options.payload) return;
    const Bytes front = shown_octets(*frame.payload, options).octets;
    text.add(Spaces{kPayloadIndent}, "Unknown: ");
    text.add_hex(front);
    text.add(front.size() < frame.captured_length ? std::string_view("…\n") : std::string_view("\n"));
}

/// `[2 Reassembled websocket Fragments (48 bytes): #8(20), #12(28)]`.
void add_fragments(TextBuilder text, const model::Message& message) {
    if (message.frames < 2) return;
    text.add('[', Decimal{message.frames}, " Reassembled websocket Fragments (",
             Count{message.wire_length, " byte"}, "): ");
    std::string_view separator;
    for (const model::Fragment& fragment : message.fragments) {
        text.add(separator, '#', Decimal{fragment.packet}, '(', Decimal{fragment.payload_length}, ')');
        separator = ", ";
    }
    if (message.fragments.size() < message.frames) {
        text.add(separator, "... ", Decimal{message.frames - message.fragments.size()}, " more");
    }
    text.add("]\n");
}

}  // namespace

void add_frame_block(TextBuilder text, const model::Frame& frame, const PrintOptions& options) {
    const FrameHeader& header = frame.header;
    add_first_two_octets(text, header, frame.deflate_agreed);
    if (header.length_bits != 7) add_extended_length(text, header);
    add_payload_label(text, header);
    if (frame.captured_length < header.payload_length) {
        text.add("    [Captured payload: ", Decimal{frame.captured_length}, " of ",
                 Count{header.payload_length, " byte"}, "]\n");
    }

    if (frame.control != nullptr) add_control_lines(text, *frame.control, options, kPayloadIndent);
    if (is_reserved(header.opcode)) add_unknown(text, frame, options);
    if (frame.ends_message != nullptr) add_message_text(text, *frame.ends_message, options, kPayloadIndent);
    if (options.hex_dump && options.payload && frame.payload) {
        add_hex_dump(text, shown_octets(*frame.payload, options).octets, kPayloadIndent);
    }
    if (frame.ends_message != nullptr) add_fragments(text, *frame.ends_message);
}

}  // namespace wsdissect::print
