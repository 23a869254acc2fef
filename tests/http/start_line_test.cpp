#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "wsdissect/http/head_parser.hpp"

using namespace wsdissect;
using namespace wsdissect::http;

TEST_CASE("http/start_line: a request line is a method, a target and a version") {
    struct Case {
        std::string_view line, method, target, version;
    };
    const Case cases[] = {
        {"GET /chat HTTP/1.1", "GET", "/chat", "HTTP/1.1"},                // RFC 6455 section 1.2
        {"GET /where?q=now HTTP/1.1", "GET", "/where?q=now", "HTTP/1.1"},  // RFC 9112 section 3.2.1
        {"GET http://www.example.org/pub/WWW/TheProject.html HTTP/1.1", "GET",
         "http://www.example.org/pub/WWW/TheProject.html", "HTTP/1.1"},  // section 3.2.2
        {"CONNECT www.example.com:80 HTTP/1.1", "CONNECT", "www.example.com:80",
         "HTTP/1.1"},                                        // section 3.2.3
        {"OPTIONS * HTTP/1.1", "OPTIONS", "*", "HTTP/1.1"},  // section 3.2.4
        {"GET /chat HTTP/1.0", "GET", "/chat", "HTTP/1.0"},
        {"PRI * HTTP/2.0", "PRI", "*", "HTTP/2.0"},
        {"M-SEARCH * HTTP/1.1", "M-SEARCH", "*", "HTTP/1.1"},
        {"get / HTTP/1.1", "get", "/", "HTTP/1.1"},
        {"_x!|~ / HTTP/1.1", "_x!|~", "/", "HTTP/1.1"},
        {"GET   /chat   HTTP/1.1  ", "GET", "/chat", "HTTP/1.1"},
        {"GET /a b  c HTTP/1.1", "GET", "/a b  c", "HTTP/1.1"},
        {"GET /\xff\t\x01\"\\ HTTP/1.1", "GET", "/\xff\t\x01\"\\", "HTTP/1.1"},
        {"GET / HTTP/1.0 HTTP/1.1", "GET", "/ HTTP/1.0", "HTTP/1.1"},
    };
    for (const Case& row : cases) {
        CAPTURE(row.line);
        const std::string wire = std::string(row.line) + "\r\n\r\n";
        const auto head = parse_head(as_bytes(wire));
        REQUIRE(head);
        REQUIRE(*head);
        CHECK((*head)->is_request());
        CHECK((*head)->method == row.method);
        CHECK((*head)->target == row.target);
        CHECK((*head)->version == row.version);
        CHECK((*head)->text.size() == wire.size());
    }
}

TEST_CASE("http/start_line: a status line is a version, a status and perhaps a reason") {
    struct Case {
        std::string_view line, version;
        int status;
        std::string_view reason;
    };
    const Case cases[] = {
        {"HTTP/1.1 101 Switching Protocols", "HTTP/1.1", 101, "Switching Protocols"},  // RFC 6455 section 1.2
        {"HTTP/1.1 200 OK", "HTTP/1.1", 200, "OK"},
        {"HTTP/1.1 200 ", "HTTP/1.1", 200, ""},
        {"HTTP/1.1 200", "HTTP/1.1", 200, ""},
        {"HTTP/1.0   404   Not  Found ", "HTTP/1.0", 404, "  Not  Found "},
        {"HTTP/1.1 100 \xc3\xa9\t\x80", "HTTP/1.1", 100, "\xc3\xa9\t\x80"},
        {"HTTP/1.1 999 x", "HTTP/1.1", 999, "x"},
    };
    for (const Case& row : cases) {
        CAPTURE(row.line);
        const std::string wire = std::string(row.line) + "\r\n\r\n";
        const auto head = parse_head(as_bytes(wire));
        REQUIRE(head);
        REQUIRE(*head);
        CHECK((*head)->kind == HeadKind::response);
        CHECK((*head)->version == row.version);
        CHECK((*head)->status == row.status);
        CHECK((*head)->reason == row.reason);
    }
}

TEST_CASE("http/start_line: what is neither is an error at its line's end") {
    const std::string_view cases[] = {
        "EHLO example.org",
        "GET",
        "GET ",
        "GET /",
        "GET HTTP/1.1",
        "GET / HTTP/1.1x",
        "GET / HTTP/11",
        "GET / HTTP/1.",
        "GET / http/1.1",
        "GET / HTTP/1.1\t",
        "G\xc3\x89T / HTTP/1.1",
        " GET / HTTP/1.1",
        "GET\t/ HTTP/1.1",
        "INVITE sip:bob@example.com SIP/2.0",
        "SIP/2.0 200 OK",
        "RTSP/1.0 200 OK",
        "ICY 200 OK",
        "HTTP/1.1",
        "HTTP/1.1 ",
        "HTTP/1.1200 OK",
        "HTTP/1.1\t200 OK",
        "HTTP/1.1 20",
        "HTTP/1.1 20x OK",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 099 Low",
        "HTTP/1.1 -20 OK",
        "HTTP/x.1 200 OK",
        "220 example.org HTTP/1.1",
        "SSH-2.0-x / HTTP/1.1",
    };
    for (const std::string_view line : cases) {
        CAPTURE(line);
        const std::string wire = std::string(line) + "\r\n";
        const auto head = parse_head(as_bytes(wire));
        REQUIRE(!head);
        CHECK(head.error().fault == HeadFault::start_line);
        CHECK(head.error().offset == 0);
        CHECK(!may_begin_request(as_bytes(wire)));
        CHECK(!may_begin_response(as_bytes(wire)));
    }
}

TEST_CASE("http/start_line: a method has kMaxMethod octets at most") {
    const std::string longest(kMaxMethod, 'A');
    CHECK(may_begin_request(as_bytes(longest)));
    const std::string wire = longest + " / HTTP/1.1\r\n\r\n";
    const auto head = parse_head(as_bytes(wire));
    REQUIRE(head);
    REQUIRE(*head);
    CHECK((*head)->method == longest);

    const std::string longer = longest + "A";
    CHECK(!may_begin_request(as_bytes(longer)));
    CHECK(!parse_head(as_bytes(longer)));
}
