#include "rules/request_rules.hpp"

#include <algorithm>

#include "rules/http2_rules.hpp"
#include "websocket/subprotocols.hpp"
#include "wsdissect/websocket/extension.hpp"

namespace wsdissect::rules {

namespace {

using model::HandshakeRequest;

void add(Violations& violations, RuleName name, std::string message) {
    rules::add(violations, name, Direction::client, std::move(message));
}

std::string times(std::uint32_t count) { return std::to_string(count) + " times"; }

/// "The method of the request MUST be GET, and the HTTP version MUST be at least 1.1."
void check_start_line(const HandshakeRequest& request, Violations& violations) {
    if (request.method != "GET")
        add(violations, "handshake.method", "the method is " + quoted(request.method) + ", not GET");
    if (request.http_version < "HTTP/1.1")
        add(violations, "handshake.http-version",
            "the HTTP version is " + quoted(request.http_version) + ", but has to be 1.1 at least");
}

/// "The request MUST contain a |Host| header field".
void check_host(const HandshakeRequest& request, Violations& violations) {
    if (request.host_count == 1 && !request.host_is_empty) return;
    add(violations, "handshake.host",
        request.host_count == 0  ? "the request has no Host"
        : request.host_count > 1 ? "Host appears " + times(request.host_count)
                                 : "Host is empty");
}

/// "The request MUST contain an |Upgrade| header field whose value MUST include the "websocket" keyword", and
/// "a |Connection| header field whose value MUST include the "Upgrade" token".
void check_upgrade(const HandshakeRequest& request, Violations& violations) {
    if (!request.upgrades_to_websocket)
        add(violations, "handshake.request-upgrade",
            "the request has Sec-WebSocket-Key, but no Upgrade that names 'websocket'");
    if (!request.connection_names_upgrade)
        add(violations, "handshake.request-connection", "the request has no Connection that names 'Upgrade'");
}

/// Of 16 octets: 22 characters of the alphabet (RFC 4648 section 4) and two of padding.
bool is_base64_of_16_octets(std::string_view text) noexcept {
    constexpr std::string_view kPadding = "==";
    if (text.size() != 24 || !text.ends_with(kPadding)) return false;
    text.remove_suffix(kPadding.size());
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
               c == '/';
    });
}

/// "The value of this header field MUST be a nonce consisting of a randomly selected 16-byte value that has
/// been base64-encoded".
void check_key(const HandshakeRequest& request, Violations& violations) {
    if (request.key_count == 0) {
        add(violations, "handshake.key", "the request has no Sec-WebSocket-Key");
    } else if (request.key_count > 1) {
        add(violations, "handshake.key", "Sec-WebSocket-Key appears " + times(request.key_count));
    } else if (!is_base64_of_16_octets(*request.key)) {
        add(violations, "handshake.key",
            "Sec-WebSocket-Key " + quoted(*request.key) + " is not the base64 of 16 bytes");
    }
}

/// "The request MUST include a header field with the name |Sec-WebSocket-Version|. The value of this header
/// field MUST be 13." Another version is no fault where the server did not take it.
void check_version(const HandshakeRequest& request, Violations& violations) {
    if (request.version_count == 1 && request.version == "13") return;
    add(violations, "handshake.version",
        request.version_count == 0  ? "the request has no Sec-WebSocket-Version"
        : request.version_count > 1 ? "Sec-WebSocket-Version appears " + times(request.version_count)
                                    : "Sec-WebSocket-Version is " + quoted(*request.version) + ", not 13");
}

/// "The elements that comprise this value MUST be non-empty strings with characters in the range U+0021 to
/// U+007E not including separator characters [...] and MUST all be unique strings."
void check_subprotocols(std::string_view list, Violations& violations) {
    std::vector<std::string_view> offered = subprotocols_of(list);
    for (const std::string_view each : offered) {
        if (websocket::is_token(each)) continue;
        return add(violations, "handshake.subprotocol-offer",
                   each.empty() ? "an empty subprotocol is offered"
                                : "the offered subprotocol " + quoted(each) + " is not a token");
    }
    std::ranges::sort(offered);
    const auto repeated = std::ranges::adjacent_find(offered);
    if (repeated != offered.end())
        add(violations, "handshake.subprotocol-offer",
            "the subprotocol " + quoted(*repeated) + " is offered more than once");
}

}  // namespace

std::vector<std::string_view> subprotocols_of(std::string_view list) {
    std::vector<std::string_view> elements;
    websocket::for_each_subprotocol(list, [&](std::string_view each) { elements.push_back(each); });
    return elements;
}

void check_request(const HandshakeRequest& request, const model::HandshakeResponse* response,
                   Violations& violations) {
    if (request.http2) {
        check_http2_request(request, *request.http2, violations);
    } else {
        check_start_line(request, violations);
        check_host(request, violations);
        check_upgrade(request, violations);
        check_key(request, violations);
    }
    if (response != nullptr && response->opens()) check_version(request, violations);
    if (request.subprotocols) check_subprotocols(*request.subprotocols, violations);
}

}  // namespace wsdissect::rules
