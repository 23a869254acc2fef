#include "wsdissect/rules/catalogue.hpp"

#include <algorithm>
#include <array>

namespace wsdissect::rules {

namespace {

using model::Rule;
using model::Severity;

constexpr std::array kCatalogue = {
    Rule{"handshake.accept-missing", Severity::error, "RFC 6455 section 4.2.2",
         "a 101 without Sec-WebSocket-Accept"},
    Rule{"handshake.accept-mismatch", Severity::error, "RFC 6455 section 4.2.2",
         "Sec-WebSocket-Accept is not base64(SHA-1(key + GUID)), or is repeated"},
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
    Rule{"close.length", Severity::error, "RFC 6455 section 5.5.1", "a Close body of exactly one byte"},
    Rule{"close.code", Severity::error, "RFC 6455 section 7.4",
         "a status code of 0-999, 1004, 1005, 1006, 1015, 1016-2999 or above 4999"},
    Rule{"close.reason-utf8", Severity::error, "RFC 6455 section 8.1", "a reason that is not valid UTF-8"},
};

}  // namespace

std::span<const Rule> catalogue() noexcept { return kCatalogue; }

const Rule* find_rule(std::string_view id) noexcept {
    const auto* const found =
        std::find_if(kCatalogue.begin(), kCatalogue.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == kCatalogue.end() ? nullptr : found;
}

}  // namespace wsdissect::rules
