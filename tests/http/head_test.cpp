#include "wsdissect/http/head_parser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect;
using namespace wsdissect::http;
using namespace std::string_view_literals;

namespace {

struct Pair {
    std::string_view name, value;
};

void check_fields(const Head& head, const std::vector<Pair>& expected) {
    REQUIRE(head.fields.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(head.fields[i].name == expected[i].name);
        CHECK(head.fields[i].value == expected[i].value);
    }
}

/// The fields of a head of `field_lines` behind a request line.
void check_field_lines(std::string_view field_lines, const std::vector<Pair>& expected) {
    CAPTURE(field_lines);
    const std::string wire = "GET / HTTP/1.1\r\n" + std::string(field_lines) + "\r\n";
    const auto head = parse_head(as_bytes(wire));
    REQUIRE(head);
    REQUIRE(*head);
    check_fields(**head, expected);
    CHECK((*head)->text.size() == wire.size());
}

}  // namespace

TEST_CASE("http/head: the opening handshake of RFC 6455 section 1.2, the client's half") {
    const std::string_view wire =
        "GET /chat HTTP/1.1\r\n"
        "Host: server.example.com\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Origin: http://example.com\r\n"
        "Sec-WebSocket-Protocol: chat, superchat\r\n"
        "Sec-WebSocket-Version: 13\r\n"
        "\r\n\x81\x85";
    const auto head = parse_head(as_bytes(wire));
    REQUIRE(head);
    REQUIRE(*head);
    CHECK((*head)->method == "GET");
    CHECK((*head)->target == "/chat");
    CHECK((*head)->version == "HTTP/1.1");
    CHECK((*head)->text.size() == wire.size() - 2);
    check_fields(**head, {{"Host", "server.example.com"},
                          {"Upgrade", "websocket"},
                          {"Connection", "Upgrade"},
                          {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                          {"Origin", "http://example.com"},
                          {"Sec-WebSocket-Protocol", "chat, superchat"},
                          {"Sec-WebSocket-Version", "13"}});
}

TEST_CASE("http/head: the opening handshake of RFC 6455 section 1.2, the server's half") {
    const std::string_view wire =
        "HTTP/1.1 101 Switching Protocols\r\n"
        "Upgrade: websocket\r\n"
        "Connection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        "Sec-WebSocket-Protocol: chat\r\n"
        "\r\n";
    const auto head = parse_head(as_bytes(wire));
    REQUIRE(head);
    REQUIRE(*head);
    CHECK(!(*head)->is_request());
    CHECK((*head)->status == 101);
    CHECK((*head)->reason == "Switching Protocols");
    CHECK((*head)->text.size() == wire.size());
    check_fields(**head, {{"Upgrade", "websocket"},
                          {"Connection", "Upgrade"},
                          {"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
                          {"Sec-WebSocket-Protocol", "chat"}});
}

TEST_CASE("http/head: names, order, repeats and raw values are kept") {
    check_field_lines("", {});
    check_field_lines("b: 1\r\nA: 2\r\nB: 3\r\n", {{"b", "1"}, {"A", "2"}, {"B", "3"}});
    check_field_lines("A:1\r\nB: \t 2 \t\r\nC:\r\nD: \t\r\n", {{"A", "1"}, {"B", "2"}, {"C", ""}, {"D", ""}});
    check_field_lines("A: b:c: d\r\n", {{"A", "b:c: d"}});
    check_field_lines("A : 1\r\nB\t :2\r\n", {{"A", "1"}, {"B", "2"}});
    check_field_lines("A: x\ry\r\nB: z\r\r\n", {{"A", "x\ry"}, {"B", "z\r"}});
    check_field_lines("A: x\0y\0\r\n"sv, {{"A", "x\0y\0"sv}});
    check_field_lines("A: \xc3\xa9\xff\x7f\r\n", {{"A", "\xc3\xa9\xff\x7f"}});
}

TEST_CASE("http/head: a folded value keeps its line breaks") {
    check_field_lines("A: 1\r\n 2\r\nB: 3\r\n", {{"A", "1\r\n 2"}, {"B", "3"}});
    check_field_lines("A: 1 \n\t2\r\n  3 \r\n", {{"A", "1 \n\t2\r\n  3"}});
    check_field_lines("A:\r\n 1\r\n", {{"A", "1"}});
    check_field_lines("A: 1\r\n \r\n\t\r\nB: 2\r\n", {{"A", "1"}, {"B", "2"}});
    check_field_lines("A:\r\n \r\n", {{"A", ""}});
    check_field_lines("A: 1\r\n b: 2\r\n", {{"A", "1\r\n b: 2"}});
}

TEST_CASE("http/head: LF alone ends a line, and empty lines may come before") {
    const std::string_view wire = "\r\n\n\r\nGET / HTTP/1.1\nA: 1\r\nB: 2\n\nrest";
    const auto head = parse_head(as_bytes(wire));
    REQUIRE(head);
    REQUIRE(*head);
    check_fields(**head, {{"A", "1"}, {"B", "2"}});
    CHECK((*head)->text.size() == wire.size() - 4);
}

TEST_CASE("http/head: a line that is no field does not hide the others") {
    check_field_lines("A: 1\r\nno colon\r\nB: 2\r\n", {{"A", "1"}, {"no colon", ""}, {"B", "2"}});
    check_field_lines(": nameless\r\nB: 2\r\n", {{"", "nameless"}, {"B", "2"}});
    check_field_lines(" begins: with a fold\r\n and: another\r\nB: 2\r\n", {{"B", "2"}});
    check_field_lines("two words: x\r\nB: 2\r\n", {{"two words", "x"}, {"B", "2"}});
    check_field_lines("n\xc3\xa9: x\r\na(b): y\r\n", {{"n\xc3\xa9", "x"}, {"a(b)", "y"}});
    check_field_lines("no colon\r\n 2\r\nB: 3\r\n", {{"no colon", "2"}, {"B", "3"}});
}

TEST_CASE("http/head: a line that is no text is an error, and says where") {
    const std::string_view cases[] = {"\r: x", "a\0b: x"sv, "a\x7f: x", "\x1b"};
    for (const std::string_view line : cases) {
        CAPTURE(line);
        const std::string wire = "\r\nGET / HTTP/1.1\r\n" + std::string(line) + "\r\n";
        const auto head = parse_head(as_bytes(wire));
        REQUIRE(!head);
        CHECK(head.error().fault == HeadFault::field_line);
        CHECK(head.error().offset == 18);
    }
}

TEST_CASE("http/head: each front of a head is incomplete, and begins one") {
    const std::string_view wires[] = {"\r\n\nGET /chat HTTP/1.1\r\nA: 1\r\n 2\r\n\r\n",
                                      "HTTP/1.1 101\nA: 1\n\n"};
    for (const std::string_view wire : wires) {
        for (std::size_t octets = 0; octets < wire.size(); ++octets) {
            CAPTURE(octets);
            const Bytes front = as_bytes(wire.substr(0, octets));
            const auto head = parse_head(front);
            REQUIRE(head);
            CHECK(!*head);
            CHECK((may_begin_request(front) || may_begin_response(front)));
        }
    }
}

TEST_CASE("http/head: 64 KiB are a head, one octet more is none") {
    const std::string begin = "GET / HTTP/1.1\r\nA: ";
    const std::string fits = begin + std::string(kMaxHead - begin.size() - 4, 'x') + "\r\n\r\n";
    const auto whole = parse_head(as_bytes(fits));
    REQUIRE(whole);
    REQUIRE(*whole);
    CHECK((*whole)->text.size() == kMaxHead);

    const std::string too_long = begin + std::string(kMaxHead - begin.size() - 3, 'x') + "\r\n\r\n";
    const auto short_of_it = parse_head(as_bytes(too_long).first(kMaxHead - 1));
    REQUIRE(short_of_it);
    CHECK(!*short_of_it);
    const auto error = parse_head(as_bytes(too_long));
    REQUIRE(!error);
    CHECK(error.error().fault == HeadFault::too_long);
    CHECK(error.error().offset == too_long.size() - 2);

    const std::string endless = "GET /" + std::string(kMaxHead, 'x');
    const auto no_line = parse_head(as_bytes(endless));
    REQUIRE(!no_line);
    CHECK(no_line.error().fault == HeadFault::start_line);
}

TEST_CASE("http/head: the first octets of a flow tell what cannot be HTTP") {
    struct Case {
        std::string_view octets;
        bool request, response;
    };
    const Case cases[] = {
        {"", true, true},
        {"\r\n", true, true},
        {"\r", true, true},
        {"\rG", false, false},
        {"H", true, true},
        {"HTTP", true, true},
        {"HTTP/", false, true},
        {"HTTP/1.1", false, true},
        {"HTTP/1.1 2", false, true},
        {"HTTP/a", false, false},
        {"HTTP/1.1x", false, false},
        {"\r\nHTTP/1.1 101 Switching Protocols\r\n", false, true},
        {"GET /chat", true, false},
        {"GET /chat HTTP/1.1\r\n", true, false},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", true, false},
        {"SSH-2.0-Open", false, false},
        {"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", false, false},
        {"220 mail.example.org ESMTP", false, false},
        {"220-ftp.example.org", false, false},
        {"EHLO example.org\r\n", false, false},
        {"\x16\x03\x01\x02\x00\x01"sv, false, false},
        {"\x81\x85\x37\xfa\x21\x3d", false, false},
        {"\x82\x7e\x01\x00"sv, false, false},
        {"\x00\x00\x12\x04"sv, false, false},
        {"\0"sv, false, false},
        {"*1\r\n$4\r\nPING\r\n", false, false},
        {"J\x00\x00\x00\x0a"sv, false, false},
        {" ", false, false},
        {"{\"json\":", false, false},
    };
    for (const Case& row : cases) {
        CAPTURE(row.octets);
        CHECK(may_begin_request(as_bytes(row.octets)) == row.request);
        CHECK(may_begin_response(as_bytes(row.octets)) == row.response);
        CHECK(parse_head(as_bytes(row.octets)).has_value() == (row.request || row.response));
    }
}
