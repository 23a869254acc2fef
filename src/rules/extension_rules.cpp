#include "rules/extension_rules.hpp"

#include <algorithm>
#include <optional>

#include "wsdissect/websocket/deflate.hpp"
#include "wsdissect/websocket/extension.hpp"

namespace wsdissect::rules {

namespace {

using websocket::Extension;
using websocket::ExtensionParameter;
using websocket::kClientMaxWindowBits;
using websocket::kClientNoContextTakeover;
using websocket::kServerMaxWindowBits;
using websocket::kServerNoContextTakeover;
using Extensions = std::optional<std::vector<Extension>>;  ///< Empty where they do not parse.

bool is_deflate(const Extension& extension) { return extension.name == websocket::kPermessageDeflate; }

/// RFC 7692 sections 7.1.1 and 7.1.2: a window has a value, but for the client's in an offer, and a takeover
/// has none.
bool has_right_value(const ExtensionParameter& parameter, Direction sender) {
    if (parameter.name == kServerNoContextTakeover || parameter.name == kClientNoContextTakeover)
        return !parameter.value;
    const bool is_window = parameter.name == kServerMaxWindowBits || parameter.name == kClientMaxWindowBits;
    if (!is_window) return sender == Direction::client;  // who offers may offer more
    const bool may_lack_value = sender == Direction::client && parameter.name == kClientMaxWindowBits;
    return (!parameter.value && may_lack_value) || websocket::window_bits_of(parameter.value);
}

/// Names in their order, so that looking one up among thousands is no work: a head has room for these.
template <class Named>
std::vector<std::string_view> sorted_names(const std::vector<Named>& all) {
    std::vector<std::string_view> names;
    for (const Named& each : all) names.push_back(each.name);
    std::ranges::sort(names);
    return names;
}

/// What is wrong with one permessage-deflate, whatever the other side says; empty: nothing.
std::string fault_of(const Extension& extension, Direction sender) {
    const auto names = sorted_names(extension.parameters);
    for (const ExtensionParameter& parameter : extension.parameters) {
        const std::string words = "permessage-deflate parameter " + quoted(parameter.name);
        const auto [first, last] =
            std::equal_range(names.begin(), names.end(), std::string_view(parameter.name));
        if (last - first > 1) return words + " is repeated";
        if (has_right_value(parameter, sender)) continue;
        if (parameter.value) return words + " must not have the value " + quoted(*parameter.value);
        return words + (parameter.name == kServerMaxWindowBits || parameter.name == kClientMaxWindowBits
                            ? " lacks its value"
                            : " is unknown");
    }
    return {};
}

/// Why `agreed` is no answer to `offer`, which is not at fault (RFC 7692 section 7.1); empty: it is one. What
/// the offer adds that is unknown to us, the server may know from a later revision.
std::string misfit_of(const Extension& agreed, const Extension& offer) {
    if (agreed.find(kClientMaxWindowBits) != nullptr && offer.find(kClientMaxWindowBits) == nullptr)
        return "client_max_window_bits was not offered";
    if (offer.find(kServerNoContextTakeover) != nullptr && agreed.find(kServerNoContextTakeover) == nullptr)
        return "server_no_context_takeover was asked for and is left out";
    const ExtensionParameter* const asked = offer.find(kServerMaxWindowBits);
    if (asked == nullptr) return {};
    const ExtensionParameter* const given = agreed.find(kServerMaxWindowBits);
    if (given == nullptr) return "server_max_window_bits was asked for and is left out";
    const auto most = websocket::window_bits_of(asked->value);
    const auto bits = websocket::window_bits_of(given->value);
    if (!most || !bits || *bits <= *most) return {};
    return "server_max_window_bits is " + std::to_string(*bits) + ", above the offered " +
           std::to_string(*most);
}

/// An offer of permessage-deflate, and what is wrong with it by itself; empty: nothing.
struct DeflateOffer {
    const Extension* extension;
    std::string fault;
};
std::vector<DeflateOffer> deflate_offers(const std::vector<Extension>& offers) {
    std::vector<DeflateOffer> found;
    for (const Extension& offer : offers)
        if (is_deflate(offer)) found.push_back({&offer, fault_of(offer, Direction::client)});
    return found;
}

std::string misfit_of(const Extension& agreed, const std::vector<DeflateOffer>& offers) {
    std::string misfit;
    for (const DeflateOffer& offer : offers) {
        std::string reason = offer.fault.empty() ? misfit_of(agreed, *offer.extension)
                                                 : offer.fault + ", so that it has to be declined";
        if (reason.empty()) return {};
        if (misfit.empty()) misfit = std::move(reason);
    }
    return misfit.empty() ? misfit : "permessage-deflate fits no offer: " + misfit;
}

/// `offers`: null where they are not known. `deflates`: those of permessage-deflate.
void check_agreed(const std::vector<Extension>& agreed, const std::vector<Extension>* offers,
                  const std::vector<DeflateOffer>& deflates, Violations& violations) {
    const auto offered = offers != nullptr ? sorted_names(*offers) : std::vector<std::string_view>();
    for (const Extension& each : agreed)
        if (offers != nullptr && !std::ranges::binary_search(offered, each.name))
            add(violations, "handshake.extension-unasked", Direction::server,
                "the server chose the extension " + quoted(each.name) + ", which was not offered");
    const auto deflate = std::ranges::find_if(agreed, is_deflate);
    if (deflate == agreed.end()) return;
    std::string fault = fault_of(*deflate, Direction::server);
    if (fault.empty() && std::ranges::count_if(agreed, is_deflate) > 1)
        fault = "permessage-deflate is accepted twice";
    if (fault.empty()) fault = misfit_of(*deflate, deflates);
    if (!fault.empty()) add(violations, "handshake.deflate-parameter", Direction::server, std::move(fault));
}

/// Empty list: there is no such field.
Extensions parsed(const std::optional<std::string_view>& field) {
    return field ? websocket::parse_extensions(*field) : std::vector<Extension>();
}

}  // namespace

void check_extensions(const model::Handshake& handshake, Violations& violations) {
    const auto& request = handshake.request;
    const bool switched = handshake.response && handshake.response->opens();
    const bool any = (request && request->extensions) || (switched && handshake.response->extensions);
    if (!any) return;
    const Extensions offers = request ? parsed(request->extensions) : std::nullopt;
    const Extensions agreed = switched ? parsed(handshake.response->extensions) : std::vector<Extension>();
    if (request && !offers)
        add(violations, "handshake.extension-syntax", Direction::client,
            "Sec-WebSocket-Extensions " + quoted(*request->extensions) + " does not parse");
    if (!agreed)
        add(violations, "handshake.extension-syntax", Direction::server,
            "Sec-WebSocket-Extensions " + quoted(*handshake.response->extensions) + " does not parse");
    const auto deflates = offers ? deflate_offers(*offers) : std::vector<DeflateOffer>();
    for (const DeflateOffer& offer : deflates)
        if (!offer.fault.empty())
            add(violations, "handshake.deflate-parameter", Direction::client, offer.fault);
    if (agreed) check_agreed(*agreed, offers ? &*offers : nullptr, deflates, violations);
}

}  // namespace wsdissect::rules
