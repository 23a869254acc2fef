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
    Rule{"message.utf8", Severity::error, "RFC 6455 section 8.1",
         "a text message that is not valid UTF-8, also across its frames and after inflation"},
    Rule{"message.inflate", Severity::error, "RFC 7692 section 7.2.2",
         "a compressed message that does not inflate, or that refers to an earlier message though no context "
         "takeover was agreed"},
    Rule{"message.window", Severity::error, "RFC 7692 section 7.1.2",
         "a compressed message with a back-reference beyond the window that was agreed"},
};

}  // namespace

std::span<const Rule> catalogue() noexcept { return kCatalogue; }

const Rule* find_rule(std::string_view id) noexcept {
    const auto* const found =
        std::find_if(kCatalogue.begin(), kCatalogue.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == kCatalogue.end() ? nullptr : found;
}

}  // namespace wsdissect::rules
