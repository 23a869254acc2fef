#include "wsdissect/http/message_reader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/http/reading.hpp"

using namespace wsdissect;
using namespace wsdissect::http;

namespace {

/// The offsets at which messages end, and whether the stream was HTTP all along.
struct Ends {
    std::vector<std::uint64_t> offsets;
    bool http = true;

    bool operator==(const Ends&) const = default;
};

Ends message_ends(std::string_view wire) {
    Ends ends;
    for (const Told& told : read_cut(wire, {})) {
        if (told.event == ReadEvent::message_end) ends.offsets.push_back(told.offset);
        if (told.event == ReadEvent::not_http) ends.http = false;
    }
    return ends;
}

/// A reader with a parser of its own.
struct Reader : MessageReader {
    HeadParser parser;

    Step read(Bytes octets) { return MessageReader::read(octets, parser); }
};

/// Gives a reader a head, says how its body goes on, and lets it read `body`.
Reader reader_in(Body kind, std::string_view body) {
    Reader reader;
    REQUIRE(reader.read(as_bytes("GET / HTTP/1.1\r\n\r\n")).event == ReadEvent::head);
    reader.begin_body(kind);
    REQUIRE(reader.read(as_bytes(body)).event == ReadEvent::need_more);
    return reader;
}

}  // namespace

TEST_CASE("http/message_reader: a message ends where its body does") {
    struct Case {
        std::string_view name;
        std::string wire;
        Ends ends;
    };
    const std::string get = "GET / HTTP/1.1\r\n\r\n";  // 18 octets
    const Case cases[] = {
        {"two pipelined requests", get + get, {{18, 36}}},
        {"a body between them", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" + get, {{43, 61}}},
        {"a body of no octets", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + get, {{38, 56}}},
        {"a body cut short", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhell", {{}}},
        {"chunks",
         "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: 1\r\n\r\n" + get,
         {{68, 86}}},
        {"a malformed chunk",
         "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",
         {{}, false}},
        {"100 and 103 before 101",
         "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 101 x\r\n\r\n",
         {{25, 62, 80}}},
        {"an answer to HEAD", "HTTP/1.1 200 OK\r\nAnswers: HEAD\r\nContent-Length: 9\r\n\r\n", {{53}}},
        {"204 and 304", "HTTP/1.1 204 x\r\n\r\nHTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n", {{18, 55}}},
        {"a response until the end", "HTTP/1.1 200 OK\r\n\r\n" + get, {{}}},
        {"a length beyond 64 bits",
         "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n" + get,
         {{}}},
        {"empty lines between messages", get + "\r\n\r\n" + get, {{18, 40}}},
        {"something else after a message", get + "\x81\x85", {{18}, false}},
    };
    for (const Case& row : cases) {
        CAPTURE(row.name);
        CHECK(message_ends(row.wire) == row.ends);
    }
}

TEST_CASE("http/message_reader: a whole head is not copied, a partial one is") {
    const std::string_view wire = "GET /chat HTTP/1.1\r\nA: 1\r\n\r\n";
    Reader whole;
    const auto whole_head = whole.read(as_bytes(wire));
    REQUIRE(whole_head.event == ReadEvent::head);
    CHECK(whole_head.head->target.data() == wire.data() + 4);
    CHECK(whole.held() == 0);

    Reader partial;
    REQUIRE(partial.read(as_bytes(wire.substr(0, 20))).event == ReadEvent::need_more);
    CHECK(partial.held() >= 20);
    const auto step = partial.read(as_bytes(wire.substr(20)));
    CHECK(step.event == ReadEvent::head);
    CHECK(step.consumed == wire.size() - 20);
    CHECK(step.head->target == "/chat");
    partial.begin_body({});
    CHECK(partial.read({}).event == ReadEvent::message_end);
    CHECK(partial.held() == 0);
}

TEST_CASE("http/message_reader: readers of one parser do not disturb each other") {
    HeadParser parser;
    MessageReader client, server;
    REQUIRE(client.read(as_bytes("GET /a HTTP/1.1\r\nHo"), parser).event == ReadEvent::need_more);
    const auto response = server.read(as_bytes("HTTP/1.1 204 No\r\nHost: b\r\n\r\n"), parser);
    REQUIRE(response.event == ReadEvent::head);
    CHECK(response.head->fields.count(FieldName::host) == 1);
    const auto request = client.read(as_bytes("st: a\r\n\r\n"), parser);
    REQUIRE(request.event == ReadEvent::head);
    CHECK(request.head->target == "/a");
    CHECK(request.head->fields.first(FieldName::host)->value == "a");
}

TEST_CASE("http/message_reader: it says when it stands between two messages") {
    Reader reader;
    CHECK(reader.between_messages());
    CHECK(reader.read(as_bytes("G")).event == ReadEvent::need_more);
    CHECK(!reader.between_messages());
    CHECK(reader.read(as_bytes("ET / HTTP/1.1\r\n\r\n")).event == ReadEvent::head);
    CHECK(!reader.between_messages());
    reader.begin_body({BodyKind::length, 2});
    CHECK(reader.read(as_bytes("x")).event == ReadEvent::need_more);
    CHECK(!reader.between_messages());
    CHECK(reader.read(as_bytes("x")).event == ReadEvent::message_end);
    CHECK(reader.between_messages());
}

TEST_CASE("http/message_reader: a body of none ends at once, and so does one that was not begun") {
    for (const bool begun : {true, false}) {
        Reader reader;
        const std::string_view wire = "GET / HTTP/1.1\r\n\r\nrest";
        REQUIRE(reader.read(as_bytes(wire)).event == ReadEvent::head);
        if (begun) reader.begin_body({BodyKind::none, 0});
        const auto step = reader.read(as_bytes("rest"));
        CHECK(step.event == ReadEvent::message_end);
        CHECK(step.consumed == 0);
    }
}

TEST_CASE("http/message_reader: lost octets of a body leave it in step") {
    Reader length = reader_in({BodyKind::length, 10}, "012");
    CHECK(length.skip(4));
    CHECK(length.read(as_bytes("789G")).consumed == 3);
    CHECK(length.between_messages());

    Reader to_its_end = reader_in({BodyKind::length, 10}, "012");
    CHECK(to_its_end.skip(7));
    CHECK(!to_its_end.between_messages());
    const auto end = to_its_end.read(as_bytes("GET"));
    CHECK(end.event == ReadEvent::message_end);
    CHECK(end.consumed == 0);

    Reader chunked = reader_in({BodyKind::chunked, 0}, "a\r\n0");
    CHECK(chunked.skip(9));
    CHECK(chunked.read(as_bytes("\r\n0\r\n\r\n")).event == ReadEvent::message_end);

    Reader until_end = reader_in({BodyKind::until_end, 0}, "x");
    CHECK(until_end.skip(~std::uint64_t{0}));
    CHECK(until_end.read(as_bytes("y")).event == ReadEvent::need_more);
}

TEST_CASE("http/message_reader: lost octets elsewhere end it") {
    const auto check_broken = [](Reader reader, std::uint64_t lost) {
        CHECK(!reader.skip(lost));
        const auto step = reader.read(as_bytes("GET / HTTP/1.1\r\n\r\n"));
        CHECK(step.event == ReadEvent::not_http);
        CHECK(step.consumed == 0);
        CHECK(reader.held() == 0);
        CHECK(!reader.skip(lost));
    };
    check_broken({}, 1);
    check_broken(reader_in({BodyKind::length, 10}, "012"), 8);
    check_broken(reader_in({BodyKind::chunked, 0}, "a\r\n0"), 10);
    check_broken(reader_in({BodyKind::chunked, 0}, "a"), 1);
    Reader in_head;
    CHECK(in_head.read(as_bytes("GET / HT")).event == ReadEvent::need_more);
    check_broken(std::move(in_head), 1);
}

TEST_CASE("http/message_reader: what is not HTTP is so for good, and as soon as it is certain") {
    Reader reader;
    CHECK(reader.read(as_bytes("EHLO example.org")).event == ReadEvent::need_more);
    CHECK(reader.read(as_bytes("\r\n")).event == ReadEvent::not_http);
    CHECK(reader.read(as_bytes("GET / HTTP/1.1\r\n\r\n")).event == ReadEvent::not_http);
    CHECK(reader.read({}).event == ReadEvent::not_http);
    CHECK(!reader.between_messages());

    Reader tls;
    CHECK(tls.read(as_bytes("\x16")).event == ReadEvent::not_http);
}

TEST_CASE("http/message_reader: 64 KiB of a head, octet by octet, are a head, and more is none") {
    const std::string begin = "GET / HTTP/1.1\r\nA:";
    std::string wire = begin;
    while (wire.size() < kMaxHead - 4) wire += "\n ";  // Empty folds: the dearest to go over again and again.
    wire.resize(kMaxHead - 4, ' ');
    for (const std::string_view end : {"\r\n\r\n", "x\r\n\r\n"}) {
        Reader reader;
        std::vector<Told> told;
        std::uint64_t offset = 0;
        const std::string whole = wire + std::string(end);
        for (const char octet : whole) read_piece(reader, {&octet, 1}, told, offset);
        REQUIRE(!told.empty());
        const bool fits = whole.size() <= kMaxHead;
        CHECK(told.front().event == (fits ? ReadEvent::head : ReadEvent::not_http));
        CHECK(offset == (fits ? kMaxHead : kMaxHead - 1));
    }
}

TEST_CASE("http/message_reader: octets that it lets pass are as good as read") {
    const std::string get = "GET / HTTP/1.1\r\n\r\n";
    struct Case {
        std::string_view name;
        std::string wire;
        std::size_t passed_singly;  ///< Octets that are not a body's last, each given alone.
    };
    const Case cases[] = {
        {"a length", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" + get, 4},
        {"chunks", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + get, 3},
        {"until the end", "HTTP/1.1 200 OK\r\n\r\n" + get, get.size()},
        {"heads", get + get, 0},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
            MessageReader reader;
            std::vector<Told> told;
            std::uint64_t offset = 0;
            std::size_t passed = 0;
            for (std::size_t begin = 0; begin < c.wire.size(); begin += size) {
                const std::string_view piece = std::string_view(c.wire).substr(begin, size);
                if (reader.pass(piece.size())) {
                    passed += piece.size();
                    offset += piece.size();
                } else {
                    read_piece(reader, piece, told, offset);
                }
            }
            CHECK(told == read_cut(c.wire, {}));
            if (size == 1) CHECK(passed >= c.passed_singly);
        }
    }
}
