#include "rules/message_rules.hpp"

#include "wsdissect/base/code_point.hpp"
#include "wsdissect/codec/utf8.hpp"

namespace wsdissect::rules {

namespace {

using model::Inflation;

/// RFC 6455 section 8.1: "When an endpoint is to interpret a byte stream as UTF-8 but finds that the byte
/// stream is not, in fact, a valid UTF-8 stream, that endpoint MUST _Fail the WebSocket Connection_."
void check_utf8(const model::Message& message, Violations& violations) {
    if (is_valid_text(message)) return;
    add(violations, "message.utf8", message.direction, "text message is not valid UTF-8");
}

/// RFC 7692 section 7.2.2. A reference beyond the agreed window, of which the receiver has no octets, is told
/// as that.
void check_inflate(const model::Message& message, Violations& violations) {
    if (message.too_far > 0) return;
    if (message.inflation == Inflation::broken)
        return add(violations, "message.inflate", message.direction, "compressed message does not inflate");
    if (message.inflation != Inflation::out_of_reach) return;
    add(violations, "message.inflate", message.direction,
        message.deflate.context_takeover
            ? "compressed message refers to octets before the first one that was compressed"
            : "compressed message refers to an earlier one, though no context takeover was agreed");
}

/// RFC 7692 section 7.1.2.
void check_window(const model::Message& message, Violations& violations) {
    if (message.too_far == 0) return;
    add(violations, "message.window", message.direction,
        "compressed message refers to what lies " + std::to_string(message.too_far) +
            " bytes back, but a window of " + std::to_string(message.deflate.window()) + " was agreed");
}

/// RFC 6455 section 10.4: what a peer makes of limits.
void check_ratio(const model::Message& message, Violations& violations) {
    if (!inflates_hugely(message)) return;
    add(violations, "message.inflate-ratio", message.direction,
        "compressed message of " + std::to_string(message.wire_length) + " bytes inflates to " +
            std::to_string(*message.length));
}

}  // namespace

bool is_valid_text(const model::Message& message) noexcept {
    if (message.valid_utf8) return *message.valid_utf8;
    const bool is_known = message.opcode == websocket::Opcode::text && message.payload && !message.has_holes;
    if (!is_known || model::is_due(message.inflation)) return true;
    Bytes payload = *message.payload;
    if (!message.complete || message.truncated)
        payload = front(payload, without_cut_sequence(as_text(payload)));
    return codec::is_utf8(payload);
}

bool inflates_hugely(const model::Message& message) noexcept {
    constexpr std::uint64_t kMostTimes = 100;
    constexpr std::uint64_t kHuge = std::uint64_t{16} << 20;
    return message.compressed && message.length > kHuge &&
           *message.length / kMostTimes >= message.wire_length &&
           *message.length > kMostTimes * message.wire_length;
}

Violations check_message(const model::Message& message) {
    Violations violations;
    check_utf8(message, violations);
    check_inflate(message, violations);
    check_window(message, violations);
    check_ratio(message, violations);
    return violations;
}

}  // namespace wsdissect::rules
