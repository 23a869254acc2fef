#pragma once
// The one place where the rules of the catalogue are written; and how the program names one of them, which
// the compiler finds.

#include <array>
#include <cstddef>
#include <string_view>

#include "wsdissect/model/rule.hpp"

namespace wsdissect::rules {

namespace table {

using model::Rule;
using model::Severity;

inline constexpr std::array kCatalogue = {
    Rule{"handshake.method", Severity::error, "RFC 6455 section 4.1",
         "an upgrade to websocket with a method other than GET"},
    Rule{"handshake.http-version", Severity::error, "RFC 6455 section 4.1", "HTTP version below 1.1"},
    Rule{"handshake.host", Severity::error, "RFC 6455 section 4.1", "Host missing, empty or repeated"},
    Rule{"handshake.request-upgrade", Severity::error, "RFC 6455 section 4.1",
         "Sec-WebSocket-Key present, Upgrade without the token `websocket` (any case)"},
    Rule{"handshake.request-connection", Severity::error, "RFC 6455 section 4.1",
         "Connection without the token `Upgrade` (any case, in a list, over repeated fields)"},
    Rule{"handshake.key", Severity::error, "RFC 6455 section 4.1",
         "Sec-WebSocket-Key missing, repeated, or not the base64 of exactly 16 bytes"},
    Rule{"handshake.key-reused", Severity::warning, "RFC 6455 section 4.1",
         "the same client address sends the same key to the same server address and port on a second "
         "connection (the last 65,536 keys are remembered; the two hops of a proxy are not reuse)"},
    Rule{"handshake.version", Severity::error, "RFC 6455 section 4.1",
         "Sec-WebSocket-Version missing, repeated or not 13, and yet answered by 101"},
    Rule{"handshake.subprotocol-offer", Severity::error, "RFC 6455 section 4.1",
         "an offered subprotocol that is empty, not a token, or repeated"},
    Rule{"handshake.extension-syntax", Severity::error, "RFC 6455 section 9.1",
         "Sec-WebSocket-Extensions of either side does not parse"},
    Rule{"handshake.early-data", Severity::error, "RFC 6455 section 4.1",
         "the client sent frames in a segment whose acknowledgement number does not cover the whole response "
         "head"},
    Rule{"handshake.response-upgrade", Severity::error, "RFC 6455 section 4.2.2",
         "101 without `Upgrade: websocket` (any case)"},
    Rule{"handshake.response-connection", Severity::error, "RFC 6455 section 4.2.2",
         "101 whose Connection lacks the token `Upgrade`"},
    Rule{"handshake.accept-missing", Severity::error, "RFC 6455 section 4.2.2",
         "a 101 without Sec-WebSocket-Accept"},
    Rule{"handshake.accept-mismatch", Severity::error, "RFC 6455 section 4.2.2",
         "Sec-WebSocket-Accept is not base64(SHA-1(key + GUID)), or is repeated"},
    Rule{"handshake.subprotocol-unasked", Severity::error, "RFC 6455 section 4.1",
         "the server chose a subprotocol that was not offered, or more than one"},
    Rule{"handshake.extension-unasked", Severity::error, "RFC 6455 section 4.1",
         "the server chose an extension that was not offered"},
    Rule{"handshake.deflate-parameter", Severity::error, "RFC 7692 section 7.1",
         "a response with an unknown, repeated or out-of-range parameter (8 to 15, no leading zero), or one "
         "that fits none of the offers: `client_max_window_bits` not offered, `server_max_window_bits` above "
         "the offer's or left out, `server_no_context_takeover` left out, the offer itself at fault; "
         "permessage-deflate accepted twice. In an offer: repeated or out-of-range only"},
    Rule{"handshake.version-negotiation", Severity::warning, "RFC 6455 section 4.4",
         "a request whose version is not 13 answered by 400 or 426 without Sec-WebSocket-Version (other "
         "statuses may have other reasons)"},
    Rule{"handshake.unanswered", Severity::note, "RFC 6455 section 4.1",
         "the capture, or the connection, ends before any response"},
    Rule{
        "handshake.h2-setting", Severity::error, "RFC 8441 section 3",
        "extended CONNECT though the server never sent SETTINGS_ENABLE_CONNECT_PROTOCOL = 1, or in a segment "
        "that does not acknowledge those SETTINGS"},
    Rule{"handshake.h2-pseudo-header", Severity::error, "RFC 8441 section 4",
         "`:protocol` without `:scheme`, `:path` or `:authority`, or with another method than CONNECT"},
    Rule{"handshake.h2-forbidden-header", Severity::error, "RFC 8441 section 5",
         "Connection or Upgrade in an extended CONNECT or its response"},
    Rule{"handshake.h2-needless-header", Severity::note, "RFC 8441 section 5",
         "Sec-WebSocket-Key or Sec-WebSocket-Accept there: neither is processed"},
    Rule{"frame.client-unmasked", Severity::error, "RFC 6455 section 5.1",
         "a frame from the client without mask"},
    Rule{"frame.server-masked", Severity::error, "RFC 6455 section 5.1", "a frame from the server with mask"},
    Rule{"frame.rsv", Severity::error, "RFC 6455 section 5.2",
         "RSV2 or RSV3 set, or RSV1 set though permessage-deflate was not agreed; not judged when an "
         "extension unknown to us was agreed"},
    Rule{"frame.rsv1-placement", Severity::error, "RFC 7692 section 6",
         "permessage-deflate agreed, RSV1 on a control frame or on a continuation frame"},
    Rule{"frame.opcode", Severity::error, "RFC 6455 section 5.2",
         "opcode 3-7 or 11-15; not judged when an extension unknown to us was agreed"},
    Rule{"frame.length-encoding", Severity::error, "RFC 6455 section 5.2",
         "a length not in its shortest form"},
    Rule{"frame.length-msb", Severity::error, "RFC 6455 section 5.2",
         "a 64-bit length with its highest bit set"},
    Rule{"frame.control-length", Severity::error, "RFC 6455 section 5.5",
         "a control frame with more than 125 bytes of payload"},
    Rule{"frame.control-fragmented", Severity::error, "RFC 6455 section 5.5", "a control frame without FIN"},
    Rule{"frame.continuation", Severity::error, "RFC 6455 section 5.4",
         "a continuation frame with no message begun"},
    Rule{"frame.interleaved", Severity::error, "RFC 6455 section 5.4",
         "a new text or binary frame inside an unfinished message"},
    Rule{"frame.after-close", Severity::error, "RFC 6455 section 5.5.1",
         "a data frame after the same side's Close"},
    Rule{"frame.masking-key-weak", Severity::warning, "RFC 6455 section 10.3",
         "at least four masked frames in a row of one connection whose masking keys are all zero, all equal, "
         "or count up by a fixed step (once a connection)"},
    Rule{"message.utf8", Severity::error, "RFC 6455 section 8.1",
         "a text message that is not valid UTF-8, also across its frames and after inflation"},
    Rule{"message.inflate", Severity::error, "RFC 7692 section 7.2.2",
         "a compressed message that does not inflate, or that refers to an earlier message though no context "
         "takeover was agreed"},
    Rule{"message.window", Severity::error, "RFC 7692 section 7.1.2",
         "a compressed message with a back-reference beyond the window that was agreed"},
    Rule{"message.inflate-ratio", Severity::warning, "RFC 6455 section 10.4",
         "one message that inflates by more than 100 times and past 16 MiB"},
    Rule{"message.unfinished", Severity::note, "RFC 6455 section 5.4",
         "the connection ends inside a message or a frame"},
    Rule{"close.length", Severity::error, "RFC 6455 section 5.5.1", "a Close body of exactly one byte"},
    Rule{"close.code", Severity::error, "RFC 6455 section 7.4",
         "a status code of 0-999, 1004, 1005, 1006, 1015, 1016-2999 or above 4999"},
    Rule{"close.reason-utf8", Severity::error, "RFC 6455 section 8.1", "a reason that is not valid UTF-8"},
    Rule{"close.unanswered", Severity::warning, "RFC 6455 section 5.5.1",
         "a Close that the other side acknowledged (TCP) and never answered, although it had not ended its "
         "own direction before and the connection's end was captured"},
    Rule{"close.missing", Severity::warning, "RFC 6455 section 7.1.5",
         "the TCP connection ended with no Close from either side (status 1006 to the application)"},
    Rule{"close.status-echo", Severity::note, "RFC 6455 section 5.5.1",
         "the answering Close carries another status code"},
    Rule{"pong.payload", Severity::warning, "RFC 6455 section 5.5.3",
         "a Ping whose only later Pongs all carry payloads that match no Ping of the other side; judged when "
         "the Ping would count as unanswered, at the Close, or at the end"},
    Rule{"pong.unsolicited", Severity::note, "RFC 6455 section 5.5.3",
         "a Pong that answers no Ping (allowed: a one-way heartbeat)"},
    Rule{"ping.unanswered", Severity::warning, "RFC 6455 section 5.5.2",
         "a Ping that the other side acknowledged (TCP), with no Pong for it or for a later Ping although "
         "the other side went on sending frames for 30 s after that acknowledgement, and neither side had "
         "sent Close"},
};

}  // namespace table

/// How many rules stand before the one of that identifier: all of them where no rule has it. Not its address:
/// to GCC 12 with -fsanitize=undefined, whether an address is null is no constant.
[[nodiscard]] constexpr std::size_t place_of(std::string_view id) noexcept {
    std::size_t place = 0;
    while (place < table::kCatalogue.size() && table::kCatalogue[place].id != id) ++place;
    return place;
}

/// A rule by its identifier, `"close.length"`. One that no rule has does not compile.
struct RuleName {
    const model::Rule* rule;

    consteval RuleName(const char* id) : rule(&table::kCatalogue.at(place_of(id))) {}
};

}  // namespace wsdissect::rules
