#include <algorithm>

#include "print/json_records.hpp"
#include "wsdissect/base/escape.hpp"

namespace wsdissect::print {
namespace {

std::string_view without_white_space(std::string_view text) noexcept {
    constexpr std::string_view kWhiteSpace = " \t";
    const std::size_t first = std::min(text.find_first_not_of(kWhiteSpace), text.size());
    return text.substr(first, text.find_last_not_of(kWhiteSpace) + 1 - first);
}

/// `1.1` of `HTTP/1.1`.
std::string_view version_number(std::string_view http_version) noexcept {
    constexpr std::string_view kName = "HTTP/";
    return http_version.starts_with(kName) ? http_version.substr(kName.size()) : http_version;
}

}  // namespace

void JsonRecords::add_header(JsonWriter& json, std::string_view name,
                             const std::optional<std::string_view>& octets) {
    if (!octets) return;
    scratch_.clear();
    append_header_text(scratch_, *octets);
    json.string(name, scratch_);
}

/// The elements of the list; empty ones do not count (RFC 9110 section 5.6.1.2).
void JsonRecords::add_subprotocols(JsonWriter& json, std::string_view list) {
    json.key("subprotocols_offered");
    json.begin_array();
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view element = without_white_space(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
        if (element.empty()) continue;
        scratch_.clear();
        append_header_text(scratch_, element);
        json.string(scratch_);
    }
    json.end_array();
}

void JsonRecords::add_request(JsonWriter& json, const model::HandshakeRequest& request) {
    add_header(json, "method", request.method);
    add_header(json, "path", request.target);
    add_header(json, "host", request.host);
    add_header(json, "origin", request.origin);
    add_header(json, "user_agent", request.user_agent);
    add_header(json, "version", request.version);
    add_header(json, "key", request.key);
}

void JsonRecords::add(TextBuilder& text, const model::Handshake& handshake) {
    const auto& request = handshake.request;
    const auto& response = handshake.response;
    JsonWriter json(text);
    begin(json, "handshake", *handshake.connection, handshake.packet);
    json.word("client", handshake.connection->client_text);
    json.word("server", handshake.connection->server_text);
    json.word("transport", "tcp");
    if (request || response) {
        add_header(json, "http", version_number(request ? request->http_version : response->http_version));
    }
    if (request) add_request(json, *request);
    if (response) {
        json.number("status", static_cast<std::uint64_t>(response->status));
        add_header(json, "accept", response->accept);
    }
    add_header(json, "accept_expected", handshake.accept_expected);
    if (handshake.accept_valid) json.boolean("accept_valid", *handshake.accept_valid);
    if (request && request->subprotocols) add_subprotocols(json, *request->subprotocols);
    if (response) add_header(json, "subprotocol", response->subprotocol);
    if (request) add_header(json, "extensions_offered", request->extensions);
    if (response) add_header(json, "extensions", response->extensions);
    if (request) json.number("request_packet", request->packet.number);
    if (response) json.number("response_packet", response->packet.number);
    json.word("verdict", name_of(handshake.verdict));
    json.end_object();
}

}  // namespace wsdissect::print
