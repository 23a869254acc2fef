#include "rules/frame_rules.hpp"

#include <array>

#include "wsdissect/base/hex.hpp"

namespace wsdissect::rules {

namespace {

using model::Frame;
using model::FrameSetting;
using model::KeyPattern;
using websocket::FrameHeader;
using websocket::kMaxControlPayload;
using websocket::kRsv1;
using websocket::Opcode;

std::string number(std::uint64_t value) { return std::to_string(value); }

/// `Ping frame`, `frame with opcode 11`.
std::string words_for(Opcode opcode) {
    if (websocket::is_reserved(opcode)) return "frame with opcode " + number(static_cast<unsigned>(opcode));
    return std::string(name_of(opcode)) + " frame";
}

/// What a rule has against a frame, in words; empty: nothing.
using Check = std::string (*)(const Frame& frame);

/// RFC 6455 section 5.1: "a client MUST mask all frames that it sends to the server".
std::string client_unmasked(const Frame& frame) {
    const bool broken =
        frame.setting.roles_known && frame.direction == Direction::client && !frame.header.masking_key;
    return broken ? "client frame is not masked" : "";
}

/// RFC 6455 section 5.1: "A server MUST NOT mask any frames that it sends to the client."
std::string server_masked(const Frame& frame) {
    const bool broken =
        frame.setting.roles_known && frame.direction == Direction::server && frame.header.masking_key;
    return broken ? "server frame is masked" : "";
}

/// Whether all extensions that may use reserved bits or opcodes are known.
bool knows_extensions(const Frame& frame) noexcept {
    return frame.setting.agreed_known && !frame.setting.other_extension;
}

/// RFC 6455 section 5.2: each "MUST be 0 unless an extension is negotiated that defines meanings for non-zero
/// values".
std::string rsv(const Frame& frame) {
    if (!knows_extensions(frame)) return {};
    const unsigned allowed = frame.deflate_agreed ? kRsv1 : 0U;
    const unsigned broken = frame.header.rsv & ~allowed;
    if (broken == 0) return {};
    std::string bits;
    for (unsigned bit = 0; bit < 3; ++bit)
        if ((broken & kRsv1 >> bit) != 0) bits += (bits.empty() ? "RSV" : " and RSV") + number(bit + 1);
    return bits + (bits.size() > 4 ? " are" : " is") + " set, for which no extension was agreed";
}

/// RFC 7692 section 6: RSV1 is "Per-Message Compressed", to be set on the first frame of a data message only.
std::string rsv1_placement(const Frame& frame) {
    const Opcode opcode = frame.header.opcode;
    const bool misplaced = opcode == Opcode::continuation || websocket::is_control(opcode);
    if (!knows_extensions(frame) || !frame.deflate_agreed || !frame.header.rsv1() || !misplaced) return {};
    return "RSV1 (compressed) is set on a " + words_for(opcode) +
           "; only the first frame of a data message may have it";
}

/// RFC 6455 section 5.2: "If an unknown opcode is received, the receiving endpoint MUST _Fail the WebSocket
/// Connection_."
std::string opcode(const Frame& frame) {
    if (!knows_extensions(frame) || !websocket::is_reserved(frame.header.opcode)) return {};
    return "opcode " + number(static_cast<unsigned>(frame.header.opcode)) + " is reserved";
}

/// RFC 6455 section 5.2: "in all cases, the minimal number of bytes MUST be used to encode the length".
std::string length_encoding(const Frame& frame) {
    const FrameHeader& header = frame.header;
    const unsigned needed = websocket::shortest_length_bits(header.payload_length);
    if (header.length_bits == needed) return {};
    return "payload length " + number(header.payload_length) + " is written in " +
           number(header.length_bits) + " bits, though " + number(needed) + " are enough";
}

/// RFC 6455 section 5.2: "the most significant bit MUST be 0".
std::string length_msb(const Frame& frame) {
    if (frame.header.payload_length >> 63 == 0) return {};
    return "the 64-bit payload length " + number(frame.header.payload_length) + " has its highest bit set";
}

/// RFC 6455 section 5.5: "All control frames MUST have a payload length of 125 bytes or less".
std::string control_length(const Frame& frame) {
    const FrameHeader& header = frame.header;
    if (!websocket::is_control(header.opcode) || header.payload_length <= kMaxControlPayload) return {};
    return words_for(header.opcode) + " has " + number(header.payload_length) +
           " bytes of payload; a control frame may have " + number(kMaxControlPayload) + " at most";
}

/// RFC 6455 section 5.5: they "MUST NOT be fragmented".
std::string control_fragmented(const Frame& frame) {
    if (!websocket::is_control(frame.header.opcode) || frame.header.fin) return {};
    return words_for(frame.header.opcode) + " is without FIN; a control frame cannot be fragmented";
}

/// RFC 6455 section 5.4: a fragmented message "consists of a single frame with the FIN bit clear and an
/// opcode other than 0, followed by zero or more frames with the FIN bit clear and the opcode set to 0".
std::string continuation(const Frame& frame) {
    const bool broken = frame.header.opcode == Opcode::continuation && frame.setting.outside_message;
    return broken ? "continuation frame, but no message is open" : "";
}

/// RFC 6455 section 5.4: "The fragments of one message MUST NOT be interleaved between the fragments of
/// another message".
std::string interleaved(const Frame& frame) {
    if (!frame.setting.in_message) return {};
    return words_for(frame.header.opcode) + " begins a message inside one that is not finished";
}

/// RFC 6455 section 5.5.1: "The application MUST NOT send any more data frames after sending a Close frame."
std::string after_close(const Frame& frame) {
    if (!frame.setting.after_close || websocket::is_control(frame.header.opcode)) return {};
    return words_for(frame.header.opcode) + " behind the same side's Close";
}

/// RFC 6455 section 4.1: "Once the client's opening handshake has been sent, the client MUST wait for a
/// response from the server before sending any further data."
std::string early_data(const Frame& frame) {
    if (!frame.setting.before_response) return {};
    return "the client sent frames before the whole response had arrived";
}

/// RFC 6455 section 10.3: "Clients MUST choose a new masking key for each frame, using an algorithm that
/// cannot be predicted by end applications that provide data."
std::string masking_key_weak(const Frame& frame) {
    if (frame.direction != Direction::client || !frame.header.masking_key) return {};
    const std::string key = to_hex(Bytes(*frame.header.masking_key));
    switch (frame.setting.keys) {
        case KeyPattern::none: return {};
        case KeyPattern::zero: return "four frames in a row are masked with a key of zero";
        case KeyPattern::equal: return "four frames in a row are masked with the same key " + key;
        case KeyPattern::counting: return "the masking keys of four frames in a row count up to " + key;
    }
    return {};
}

struct Row {
    RuleName name;
    Check check;
};
constexpr std::array kRows = {
    Row{"handshake.early-data", early_data},       Row{"frame.client-unmasked", client_unmasked},
    Row{"frame.server-masked", server_masked},     Row{"frame.rsv", rsv},
    Row{"frame.rsv1-placement", rsv1_placement},   Row{"frame.opcode", opcode},
    Row{"frame.length-encoding", length_encoding}, Row{"frame.length-msb", length_msb},
    Row{"frame.control-length", control_length},   Row{"frame.control-fragmented", control_fragmented},
    Row{"frame.continuation", continuation},       Row{"frame.interleaved", interleaved},
    Row{"frame.after-close", after_close},         Row{"frame.masking-key-weak", masking_key_weak},
};

}  // namespace

Violations check_frame(const Frame& frame) {
    Violations violations;
    for (const Row& row : kRows)
        if (std::string message = row.check(frame); !message.empty())
            add(violations, row.name, frame.direction, std::move(message));
    return violations;
}

}  // namespace wsdissect::rules
