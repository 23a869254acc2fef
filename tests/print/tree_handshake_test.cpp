#include <doctest/doctest.h>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

std::string block(const model::Handshake& handshake) {
    const std::string all =
        sample::printed(make_tree_printer, {}, [&](model::Sink& sink) { sink.on_handshake(handshake); });
    return all.substr(all.find('\n') + 1);
}

std::string last_line(const model::Handshake& handshake) {
    const std::string all = block(handshake);
    return all.substr(all.rfind('\n', all.size() - 2) + 1);
}

}  // namespace

TEST_CASE("print/tree_handshake: every header field that is there, in order, escaped") {
    model::Handshake handshake = sample::handshake();
    handshake.request->target = "/chat?\x1b[2J";
    handshake.request->origin = "http://example.com";
    handshake.request->user_agent = "agent\xFF";
    handshake.request->subprotocols = "chat, superchat";
    handshake.request->extensions = "permessage-deflate; client_max_window_bits";
    handshake.response->subprotocol = "chat";
    handshake.response->extensions = "permessage-deflate";
    CHECK(block(handshake) == R"(WebSocket handshake: valid
    Request: GET /chat?\u{1b}[2J HTTP/1.1 (packet 4)
    Host: 192.168.120.33:8080
    Origin: http://example.com
    User-Agent: agent\xff
    Sec-WebSocket-Version: 13
    Sec-WebSocket-Key: tRbfQhJzXEBmQlEIjVyIDA==
    Sec-WebSocket-Protocol: chat, superchat
    Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits
    Response: HTTP/1.1 101 Switching Protocols (packet 6)
    Sec-WebSocket-Protocol: chat
    Sec-WebSocket-Extensions: permessage-deflate
    Sec-WebSocket-Accept: a2TlOCxzgJ30SiwCycOC4A8CHCE= [correct]
)");
}

TEST_CASE("print/tree_handshake: the accept value is judged where it can be") {
    model::Handshake wrong = sample::handshake();
    wrong.response->accept = "bad";
    wrong.accept_valid = false;
    CHECK(last_line(wrong) ==
          "    Sec-WebSocket-Accept: bad [incorrect, expected a2TlOCxzgJ30SiwCycOC4A8CHCE=]\n");

    model::Handshake missing = sample::handshake();
    missing.response->accept.reset();
    missing.accept_valid.reset();
    CHECK(last_line(missing) ==
          "    Sec-WebSocket-Accept: [missing, expected a2TlOCxzgJ30SiwCycOC4A8CHCE=]\n");
    missing.accept_expected.reset();
    CHECK(last_line(missing) == "    Sec-WebSocket-Accept: [missing]\n");

    model::Handshake unknown = sample::handshake();
    unknown.accept_valid.reset();
    CHECK(last_line(unknown) == "    Sec-WebSocket-Accept: a2TlOCxzgJ30SiwCycOC4A8CHCE=\n");
}

TEST_CASE("print/tree_handshake: a refusal has no accept value to miss") {
    model::Handshake refused = sample::handshake();
    refused.response->status = 403;
    refused.response->reason = "";
    refused.response->accept.reset();
    refused.accept_valid.reset();
    refused.verdict = model::Verdict::rejected;
    CHECK(block(refused).starts_with("WebSocket handshake: rejected\n"));
    CHECK(last_line(refused) == "    Response: HTTP/1.1 403 (packet 6)\n");
}

TEST_CASE("print/tree_handshake: a half that is not in the capture is named") {
    model::Handshake no_response = sample::handshake();
    no_response.response.reset();
    no_response.verdict = model::Verdict::incomplete;
    CHECK(last_line(no_response) == "    Response: [not captured]\n");

    model::Handshake no_request = sample::handshake();
    no_request.request.reset();
    no_request.accept_expected.reset();
    no_request.accept_valid.reset();
    no_request.verdict = model::Verdict::incomplete;
    CHECK(block(no_request) == R"(WebSocket handshake: incomplete
    Request: [not captured]
    Response: HTTP/1.1 101 Switching Protocols (packet 6)
    Sec-WebSocket-Accept: a2TlOCxzgJ30SiwCycOC4A8CHCE=
)");
}
