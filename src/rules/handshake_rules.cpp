#include "rules/handshake_rules.hpp"

#include <algorithm>

#include "rules/extension_rules.hpp"
#include "rules/http2_rules.hpp"
#include "rules/request_rules.hpp"

namespace wsdissect::rules {

namespace {

/// RFC 6455 section 4.2.2: "An |Upgrade| header field with value "websocket"" and "a |Connection| header
/// field with value "Upgrade"".
void check_upgrade(const model::HandshakeResponse& response, Violations& violations) {
    if (!response.upgrades_to_websocket)
        add(violations, "handshake.response-upgrade", Direction::server,
            "the 101 response has no 'Upgrade: websocket'");
    if (!response.connection_names_upgrade)
        add(violations, "handshake.response-connection", Direction::server,
            "the 101 response has no Connection that names 'Upgrade'");
}

/// RFC 6455 section 4.2.2: the response has to carry "a |Sec-WebSocket-Accept| header field", and section 4.1
/// has the client fail the connection without it.
void check_accept_missing(const model::Handshake& handshake, Violations& violations) {
    if (handshake.response->accept_count > 0) return;
    add(violations, "handshake.accept-missing", Direction::server,
        "the 101 response has no Sec-WebSocket-Accept");
}

/// RFC 6455 section 4.2.2, and section 11.3.3: the field "MUST NOT appear more than once in an HTTP
/// response".
void check_accept_mismatch(const model::Handshake& handshake, Violations& violations) {
    const auto& response = *handshake.response;
    std::string message;
    if (response.accept_count > 1) {
        message = "Sec-WebSocket-Accept appears " + std::to_string(response.accept_count) + " times";
    } else if (handshake.accept_valid == false) {
        message = "Sec-WebSocket-Accept is " + quoted(*response.accept) + ", but the key " +
                  quoted(*handshake.request->key) + " calls for " + quoted(*handshake.accept_expected);
    } else {
        return;
    }
    add(violations, "handshake.accept-mismatch", Direction::server, std::move(message));
}

/// RFC 6455 section 4.1: "If the response includes a |Sec-WebSocket-Protocol| header field and this header
/// field indicates the use of a subprotocol that was not present in the client's handshake".
void check_subprotocol(const model::Handshake& handshake, Violations& violations) {
    const auto& chosen = handshake.response->subprotocol;
    if (!chosen) return;
    std::string message;
    if (subprotocols_of(*chosen).size() > 1) {
        message = "the server chose more than one subprotocol: " + quoted(*chosen);
    } else if (handshake.request) {
        const auto& list = handshake.request->subprotocols;
        const auto offered = list ? subprotocols_of(*list) : std::vector<std::string_view>();
        if (std::ranges::count(offered, *chosen) == 0)
            message = "the server chose the subprotocol " + quoted(*chosen) + ", which was not offered";
    }
    if (!message.empty())
        add(violations, "handshake.subprotocol-unasked", Direction::server, std::move(message));
}

/// RFC 6455 section 4.4: the server answers a version that it does not understand with "a
/// |Sec-WebSocket-Version| header field (or multiple [...]) containing all versions it supports".
void check_version_negotiation(const model::Handshake& handshake, Violations& violations) {
    const auto& request = *handshake.request;
    const auto& response = *handshake.response;
    const bool refused = response.status == 400 || response.status == 426;
    const bool other_version = request.version_count == 1 && request.version != "13";
    if (!refused || !other_version || response.names_version) return;
    add(violations, "handshake.version-negotiation", Direction::server,
        "version " + quoted(*request.version) + " was refused with " + std::to_string(response.status) +
            ", but without a Sec-WebSocket-Version that names others");
}

}  // namespace

Violations check_handshake(const model::Handshake& handshake) {
    Violations violations;
    const auto* const response = handshake.response ? &*handshake.response : nullptr;
    if (handshake.request) check_request(*handshake.request, response, violations);
    if (response != nullptr && response->http2) check_http2_response(*response, violations);
    if (response != nullptr && response->opens()) {
        if (!response->http2) {
            check_upgrade(*response, violations);
            check_accept_missing(handshake, violations);
            check_accept_mismatch(handshake, violations);
        }
        check_subprotocol(handshake, violations);
    }
    check_extensions(handshake, violations);
    if (handshake.request && response != nullptr) check_version_negotiation(handshake, violations);
    if (handshake.unanswered)
        add(violations, "handshake.unanswered", Direction::server,
            "there is no response to the request up to the end");
    return violations;
}

}  // namespace wsdissect::rules
