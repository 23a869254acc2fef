#include "rules/http2_rules.hpp"

namespace wsdissect::rules {

namespace {

using model::ConnectProtocol;

/// RFC 8441 section 3: "Upon receipt of SETTINGS_ENABLE_CONNECT_PROTOCOL with a value of 1, a client MAY use
/// the Extended CONNECT". Without, a peer "would detect a malformed request".
void check_setting(ConnectProtocol setting, Violations& violations) {
    if (setting == ConnectProtocol::never_sent)
        add(violations, "handshake.h2-setting", Direction::client,
            "extended CONNECT, but the server never sent SETTINGS_ENABLE_CONNECT_PROTOCOL = 1");
    if (setting == ConnectProtocol::not_received)
        add(violations, "handshake.h2-setting", Direction::client,
            "extended CONNECT, but the server's SETTINGS_ENABLE_CONNECT_PROTOCOL = 1 had not arrived");
}

/// RFC 8441 section 4: "On requests that contain the :protocol pseudo-header field, the :scheme and :path
/// pseudo-header fields of the target URI [...] MUST also be included", and section 5: :authority "is
/// required on every WebSocket transaction".
void check_pseudo_headers(const model::HandshakeRequest& request, const model::Http2Request& http2,
                          Violations& violations) {
    if (request.method != "CONNECT")
        add(violations, "handshake.h2-pseudo-header", Direction::client,
            "':protocol' with the method " + quoted(request.method) + ", not CONNECT");
    std::string missing;
    const auto miss = [&missing](bool is_there, std::string_view name) {
        if (!is_there) missing += (missing.empty() ? "" : ", ") + quoted(name);
    };
    miss(http2.has_scheme, ":scheme");
    miss(http2.has_path, ":path");
    miss(http2.has_authority, ":authority");
    if (!missing.empty())
        add(violations, "handshake.h2-pseudo-header", Direction::client, "':protocol' without " + missing);
}

/// RFC 8441 section 5: Connection and Upgrade "MUST NOT be included in the CONNECT request", and RFC 9113
/// section 8.2.2: "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific header
/// fields."
void check_forbidden(bool has_connection, bool has_upgrade, Direction sender, Violations& violations) {
    if (!has_connection && !has_upgrade) return;
    const std::string_view names = !has_upgrade      ? "Connection"
                                   : !has_connection ? "Upgrade"
                                                     : "Connection and Upgrade";
    add(violations, "handshake.h2-forbidden-header", sender,
        std::string(names) + " in the " + (sender == Direction::client ? "request" : "response") +
            ": HTTP/2 has no place for it");
}

/// RFC 8441 section 5: implementations "do not do the processing of the [RFC6455] Sec-WebSocket-Key and
/// Sec-WebSocket-Accept header fields".
void check_needless(std::uint32_t count, std::string_view name, Direction sender, Violations& violations) {
    if (count == 0) return;
    add(violations, "handshake.h2-needless-header", sender,
        std::string(name) + " is not processed over HTTP/2");
}

}  // namespace

void check_http2_request(const model::HandshakeRequest& request, const model::Http2Request& http2,
                         Violations& violations) {
    check_setting(http2.connect_protocol, violations);
    check_pseudo_headers(request, http2, violations);
    check_forbidden(http2.has_connection, http2.has_upgrade, Direction::client, violations);
    check_needless(request.key_count, "Sec-WebSocket-Key", Direction::client, violations);
}

void check_http2_response(const model::HandshakeResponse& response, Violations& violations) {
    check_forbidden(response.http2->has_connection, response.http2->has_upgrade, Direction::server,
                    violations);
    check_needless(response.accept_count, "Sec-WebSocket-Accept", Direction::server, violations);
}

}  // namespace wsdissect::rules
