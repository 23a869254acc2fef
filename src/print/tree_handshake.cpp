#include "print/tree_blocks.hpp"
#include "print/verdict_words.hpp"

namespace wsdissect::print {
namespace {

using OptionalText = std::optional<std::string_view>;

/// `label` is all that stands before the value.
template <std::size_t N>
void add_field(TextBuilder text, const char (&label)[N], const OptionalText& value) {
    if (!value) return;
    text.add(label);
    text.add_escaped(*value);
    text.add('\n');
}

void add_packet(TextBuilder text, const PacketStamp& packet) {
    text.add(" (packet ", Decimal{packet.number}, ")\n");
}

void add_request(TextBuilder text, const model::HandshakeRequest& request) {
    text.add("    Request: ");
    text.add_escaped(request.method);
    text.add(' ');
    text.add_escaped(request.target);
    text.add(' ');
    text.add_escaped(request.http_version);
    add_packet(text, request.packet);
    add_field(text, "    Host: ", request.host);
    add_field(text, "    Origin: ", request.origin);
    add_field(text, "    User-Agent: ", request.user_agent);
    add_field(text, "    Sec-WebSocket-Version: ", request.version);
    add_field(text, "    Sec-WebSocket-Key: ", request.key);
    add_field(text, "    Sec-WebSocket-Protocol: ", request.subprotocols);
    add_field(text, "    Sec-WebSocket-Extensions: ", request.extensions);
}

void add_expected(TextBuilder text, std::string_view verdict, const OptionalText& expected) {
    text.add('[', verdict);
    if (expected) text.add(", expected ", *expected);
    text.add(']');
}

void add_accept(TextBuilder text, const model::Handshake& handshake, const Colors& colors) {
    const model::HandshakeResponse& response = *handshake.response;
    const bool is_missed = response.opens() && !response.http2;
    if (!response.accept && !is_missed) return;
    text.add("    Sec-WebSocket-Accept: ");
    if (!response.accept) {
        text.add(colors.red);
        add_expected(text, "missing", handshake.accept_expected);
        text.add(colors.reset);
    } else {
        text.add_escaped(*response.accept);
        if (handshake.accept_valid == true) text.add(' ', colors.green, "[correct]", colors.reset);
        if (handshake.accept_valid == false) {
            text.add(' ', colors.red);
            add_expected(text, "incorrect", handshake.accept_expected);
            text.add(colors.reset);
        }
    }
    text.add('\n');
}

void add_response(TextBuilder text, const model::Handshake& handshake, const Colors& colors) {
    const model::HandshakeResponse& response = *handshake.response;
    text.add("    Response: ");
    text.add_escaped(response.http_version);
    text.add(' ');
    text.add(Decimal{static_cast<std::uint64_t>(response.status)});
    if (!response.reason.empty()) text.add(' ');
    text.add_escaped(response.reason);
    add_packet(text, response.packet);
    add_field(text, "    Sec-WebSocket-Protocol: ", response.subprotocol);
    add_field(text, "    Sec-WebSocket-Extensions: ", response.extensions);
    add_accept(text, handshake, colors);
}

}  // namespace

void add_handshake_block(TextBuilder text, const model::Handshake& handshake, const Colors& colors) {
    text.add("WebSocket handshake: ", color_of(handshake.verdict, colors), name_of(handshake.verdict),
             colors.reset, '\n');
    if (handshake.connection->proxied_client)
        text.add("    Proxied client: ", to_text(*handshake.connection->proxied_client), '\n');
    if (handshake.request) {
        add_request(text, *handshake.request);
    } else {
        text.add("    Request: [not captured]\n");
    }
    if (handshake.response) {
        add_response(text, handshake, colors);
    } else {
        text.add("    Response: [not captured]\n");
    }
}

}  // namespace wsdissect::print
