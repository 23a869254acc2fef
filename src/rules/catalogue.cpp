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
};

}  // namespace

std::span<const Rule> catalogue() noexcept { return kCatalogue; }

const Rule* find_rule(std::string_view id) noexcept {
    const auto* const found =
        std::find_if(kCatalogue.begin(), kCatalogue.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == kCatalogue.end() ? nullptr : found;
}

}  // namespace wsdissect::rules
