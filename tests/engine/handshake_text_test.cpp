#include "engine/handshake_text.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tests/engine/speech.hpp"
#include "wsdissect/http/head_parser.hpp"

using namespace wsdissect;
using namespace wsdissect::engine;

namespace {

/// A head and the text that it views.
struct Parsed {
    std::unique_ptr<std::string> text;
    http::Head head;
};
Parsed parsed(std::string text) {
    Parsed result{std::make_unique<std::string>(std::move(text)), {}};
    result.head = http::parse_head(as_bytes(*result.text)).value().value();
    return result;
}

}  // namespace

TEST_CASE("engine/handshake_text: what makes a request a handshake") {
    struct Case {
        std::string_view fields;
        bool handshake;
    };
    const Case cases[] = {
        {"Upgrade: websocket\r\n", true},
        {"upgrade: h2c, WebSocket\r\n", true},
        {"Upgrade: h2c\r\nUpgrade: websocket\r\n", true},
        {"Sec-WebSocket-Key: \r\n", true},
        {"Upgrade: websocket2\r\n", false},
        {"Connection: websocket\r\n", false},
        {"Sec-WebSocket-Version: 13\r\n", false},
        {"", false},
    };
    for (const Case& c : cases) {
        CAPTURE(c.fields);
        CHECK(is_handshake_request(parsed(test::get("/", c.fields)).head) == c.handshake);
    }
}

TEST_CASE("engine/handshake_text: what makes a response alone a handshake") {
    struct Case {
        int status;
        std::string_view fields;
        bool handshake;
    };
    const Case cases[] = {
        {101, "Upgrade: WebSocket\r\n", true},
        {101, "Sec-WebSocket-Accept: x\r\n", true},
        {101, "Upgrade: h2c\r\n", false},
        {101, "", false},
        {200, "Upgrade: websocket\r\n", false},
        {426, "Upgrade: websocket\r\n", false},
        {200, "Sec-WebSocket-Accept: x\r\n", false},
    };
    for (const Case& c : cases) {
        CAPTURE(c.status);
        CAPTURE(c.fields);
        CHECK(is_handshake_response(parsed(test::response(c.status, c.fields)).head) == c.handshake);
    }
}

TEST_CASE("engine/handshake_text: a request's text outlives the head") {
    auto request = parsed(
        "GET /a%20b?c HTTP/1.1\r\nHost: h\r\nOrigin: o\r\nUser-Agent: \t u v \r\n"
        "Sec-WebSocket-Key: k1\r\nsec-websocket-key:k2\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: b , c\r\n"
        "Sec-WebSocket-Extensions: x;\r\n y\r\n\r\n");
    const RequestText kept(request.head, {.number = 7, .time = {}}, true);
    request.text->assign(request.text->size(), '!');
    const model::HandshakeRequest view = kept.view();
    CHECK(view.packet.number == 7);
    CHECK(view.method == "GET");
    CHECK(view.target == "/a%20b?c");
    CHECK(view.http_version == "HTTP/1.1");
    CHECK(view.host == "h");
    CHECK(view.origin == "o");
    CHECK(view.user_agent == "u v");
    CHECK(view.key == "k1, k2");
    CHECK(view.key_count == 2);
    CHECK(view.version == "13");
    CHECK(view.subprotocols == "a, b , c");
    CHECK(view.extensions == "x; y");
}

TEST_CASE("engine/handshake_text: what no rule needs is kept where it is asked for") {
    const auto request = parsed(
        "GET /chat HTTP/1.1\r\nHost: example.org\r\nOrigin: https://example.org\r\nUser-Agent: "
        "u\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    const RequestText kept(request.head, {}, false);
    CHECK(kept.view().target.empty());
    CHECK_FALSE(kept.view().host);
    CHECK_FALSE(kept.view().origin);
    CHECK_FALSE(kept.view().user_agent);
    CHECK(kept.view().method == "GET");
    CHECK(kept.view().http_version == "HTTP/1.1");
    CHECK(kept.view().version == "13");
    CHECK(kept.view().key == "dGhlIHNhbXBsZSBub25jZQ==");
    CHECK(kept.memory() == 0);
    CHECK(RequestText(request.head, {}, true).memory() >= 3 + 8 + 2 + 24 + 5 + 11 + 19 + 1);
}

TEST_CASE("engine/handshake_text: a request's text stays with it where it is moved") {
    for (const std::size_t length : {1U, 55U, 56U, 57U, 5000U, 60000U}) {
        CAPTURE(length);
        const std::string key(length, 'k');
        auto request = parsed("GET / HTTP/1.1\r\nSec-WebSocket-Key: " + key + "\r\nHost: h\r\n\r\n");
        RequestText kept(request.head, {}, true);
        request.text->assign(request.text->size(), '!');
        const RequestText moved = std::move(kept);
        CHECK(moved.view().method == "GET");
        CHECK(moved.view().key == key);
        CHECK(moved.view().host == "h");
    }
}

TEST_CASE("engine/handshake_text: fields that are missing are absent, empty ones are empty") {
    const auto request = parsed("GET / HTTP/1.1\r\nHost:\r\n\r\n");
    const RequestText kept(request.head, {}, true);
    CHECK(kept.view().host == "");
    CHECK_FALSE(kept.view().origin);
    CHECK_FALSE(kept.view().key);
    CHECK(kept.view().key_count == 0);

    const auto response = parsed(
        "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: a\r\n"
        "Sec-WebSocket-Accept: b\r\nSec-WebSocket-Protocol: p\r\n\r\n");
    const ResponseText text(response.head, {.number = 8, .time = {}});
    CHECK(text.view().packet.number == 8);
    CHECK(text.view().http_version == "HTTP/1.1");
    CHECK(text.view().status == 101);
    CHECK(text.view().reason == "Switching Protocols");
    CHECK(text.view().accept == "a, b");
    CHECK(text.view().accept_count == 2);
    CHECK(text.view().subprotocol == "p");
    CHECK_FALSE(text.view().extensions);
}

TEST_CASE("engine/handshake_text: the fields of a response that repeats all of them stay apart") {
    const auto response = parsed(
        "HTTP/1.1 101 OK\r\nSec-WebSocket-Accept: a\r\nSec-WebSocket-Protocol: p\r\n"
        "Sec-WebSocket-Extensions: x\r\nSec-WebSocket-Accept: b\r\nSec-WebSocket-Protocol: q\r\n"
        "Sec-WebSocket-Extensions: y\r\n\r\n");
    const ResponseText text(response.head, {});
    CHECK(text.view().accept == "a, b");
    CHECK(text.view().subprotocol == "p, q");
    CHECK(text.view().extensions == "x, y");
}
