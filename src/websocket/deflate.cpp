#include "wsdissect/websocket/deflate.hpp"

#include <algorithm>

#include "base/blanks.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/websocket/extension.hpp"

namespace wsdissect::websocket {
namespace {

struct ParameterNames {
    std::string_view window_bits;
    std::string_view no_context_takeover;
};
/// Indexed by the sender.
constexpr std::array<ParameterNames, 2> kNames = {
    ParameterNames{kClientMaxWindowBits, kClientNoContextTakeover},
    ParameterNames{kServerMaxWindowBits, kServerNoContextTakeover}};
static_assert(index_of(Direction::client) == 0);

DeflateTerms terms_of(const Extension& extension, const ParameterNames& names) {
    DeflateTerms terms;
    if (const auto* const bits = extension.find(names.window_bits))
        terms.window_bits = window_bits_of(bits->value).value_or(terms.window_bits);
    terms.context_takeover = extension.find(names.no_context_takeover) == nullptr;
    return terms;
}

/// What stands before its parameters, whatever these are.
std::string_view name_of(std::string_view extension) noexcept {
    return without_trailing_blanks(extension.substr(0, extension.find(';')));
}

}  // namespace

std::optional<std::uint8_t> window_bits_of(const std::optional<std::string>& value) {
    static constexpr std::array<std::string_view, 8> kAllowed = {"8",  "9",  "10", "11",
                                                                 "12", "13", "14", "15"};
    const auto* const found = value ? std::ranges::find(kAllowed, *value) : kAllowed.end();
    if (found == kAllowed.end()) return std::nullopt;
    return static_cast<std::uint8_t>(8 + (found - kAllowed.begin()));
}

std::optional<std::array<DeflateTerms, 2>> agreed_deflate(std::string_view extension) {
    if (name_of(extension) != kPermessageDeflate) return std::nullopt;
    std::array<DeflateTerms, 2> agreed;
    const auto parsed = parse_extensions(extension);
    if (parsed && parsed->size() == 1)
        for (std::size_t sender = 0; sender < agreed.size(); ++sender)
            agreed[sender] = terms_of(parsed->front(), kNames[sender]);
    return agreed;
}

}  // namespace wsdissect::websocket
