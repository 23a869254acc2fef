#pragma once
// Handshakes for the rules to judge.

#include <optional>
#include <string_view>

#include "wsdissect/model/events.hpp"

namespace wsdissect::test {

/// A handshake with a right answer; tests change what they are about. `connection` outlives it.
[[nodiscard]] inline model::Handshake right_handshake(const model::ConnectionInfo& connection) {
    model::Handshake handshake;
    handshake.connection = &connection;
    handshake.packet.number = 5;
    handshake.request.emplace();
    handshake.request->method = "GET";
    handshake.request->http_version = "HTTP/1.1";
    handshake.request->version = "13";
    handshake.request->version_count = 1;
    handshake.request->host_count = 1;
    handshake.request->upgrades_to_websocket = true;
    handshake.request->connection_names_upgrade = true;
    handshake.request->key = "dGhlIHNhbXBsZSBub25jZQ==";
    handshake.request->key_count = 1;
    handshake.response.emplace();
    handshake.response->status = 101;
    handshake.response->upgrades_to_websocket = true;
    handshake.response->connection_names_upgrade = true;
    handshake.response->accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    handshake.response->accept_count = 1;
    handshake.accept_expected = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    handshake.accept_valid = true;
    handshake.verdict = model::Verdict::valid;
    return handshake;
}

/// The same with another accept value.
[[nodiscard]] inline model::Handshake wrong_handshake(const model::ConnectionInfo& connection) {
    model::Handshake handshake = right_handshake(connection);
    handshake.response->accept = "wrong";
    handshake.accept_valid = false;
    return handshake;
}

/// The same without an accept value.
[[nodiscard]] inline model::Handshake bare_handshake(const model::ConnectionInfo& connection) {
    model::Handshake handshake = right_handshake(connection);
    handshake.response->accept.reset();
    handshake.response->accept_count = 0;
    handshake.accept_valid.reset();
    return handshake;
}

}  // namespace wsdissect::test
