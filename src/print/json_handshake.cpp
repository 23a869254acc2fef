#include "print/json_records.hpp"
#include "print/json_text.hpp"
#include "websocket/subprotocols.hpp"

namespace wsdissect::print {
namespace {

/// `1.1` of `HTTP/1.1`.
std::string_view version_number(std::string_view http_version) noexcept {
    constexpr std::string_view kName = "HTTP/";
    return http_version.starts_with(kName) ? http_version.substr(kName.size()) : http_version;
}

/// `label` is all that stands before the value's quotes.
template <std::size_t N>
void add_header(TextBuilder text, const char (&label)[N], const std::optional<std::string_view>& octets) {
    if (!octets) return;
    text.add(label);
    add_json_header(text, *octets);
}

/// The elements of the list; empty ones do not count (RFC 9110 section 5.6.1.2).
void add_subprotocols(TextBuilder text, std::string_view list) {
    text.add(R"(,"subprotocols_offered":[)");
    std::string_view separator;
    websocket::for_each_subprotocol(list, [&](std::string_view each) {
        if (each.empty()) return;
        text.add(separator);
        add_json_header(text, each);
        separator = ",";
    });
    text.add(']');
}

void add_request(TextBuilder text, const model::HandshakeRequest& request) {
    add_header(text, R"(,"method":)", request.method);
    add_header(text, R"(,"path":)", request.target);
    add_header(text, R"(,"host":)", request.host);
    add_header(text, R"(,"origin":)", request.origin);
    add_header(text, R"(,"user_agent":)", request.user_agent);
    add_header(text, R"(,"version":)", request.version);
    add_header(text, R"(,"key":)", request.key);
}

}  // namespace

void JsonRecords::add(TextBuilder text, const model::Handshake& handshake) {
    const auto& request = handshake.request;
    const auto& response = handshake.response;
    begin(text, R"({"type":"handshake","connection":)", handshake);
    text.add(R"(,"client":")", handshake.connection->client_text, R"(","server":")",
             handshake.connection->server_text, R"(","transport":"tcp")");
    if (request || response) {
        add_header(text, R"(,"http":)",
                   version_number(request ? request->http_version : response->http_version));
    }
    if (request) add_request(text, *request);
    if (response) {
        text.add(R"(,"status":)", Decimal{static_cast<std::uint64_t>(response->status)});
        add_header(text, R"(,"accept":)", response->accept);
    }
    add_header(text, R"(,"accept_expected":)", handshake.accept_expected);
    if (handshake.accept_valid) text.add(R"(,"accept_valid":)", word_of(*handshake.accept_valid));
    if (request && request->subprotocols) add_subprotocols(text, *request->subprotocols);
    if (response) add_header(text, R"(,"subprotocol":)", response->subprotocol);
    if (request) add_header(text, R"(,"extensions_offered":)", request->extensions);
    if (response) add_header(text, R"(,"extensions":)", response->extensions);
    if (request) text.add(R"(,"request_packet":)", Decimal{request->packet.number});
    if (response) text.add(R"(,"response_packet":)", Decimal{response->packet.number});
    if (handshake.connection->proxied_client)
        text.add(R"(,"proxied_client":")", to_text(*handshake.connection->proxied_client), '"');
    text.add(R"(,"verdict":")", name_of(handshake.verdict), R"("})");
}

}  // namespace wsdissect::print
