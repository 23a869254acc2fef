#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

constexpr std::string_view kHandshake = "handshake #0 valid: GET /chat -> 101, accept correct";

/// A handshake and a frame each way: what has to be found behind any HTTP.
Tape& talk(Tape& tape) {
    tape.client(upgrade_request()).server(upgrade_response());
    return tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
}
const Lines kTalk = {std::string(kHandshake), "message #0 client text frames=1 wire=5 'Hello'",
                     "message #0 server text frames=1 wire=2 'Hi'"};

Lines talk_in(const EventLog& log) {
    Lines lines = log.of("handshake");
    for (const std::string& line : log.of("message")) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("engine/exchange: HTTP before the upgrade is passed over, whatever its bodies look like") {
    const std::string decoy = upgrade_request() + upgrade_response();
    const std::string length = "Content-Length: " + std::to_string(decoy.size()) + "\r\n";
    struct Case {
        std::string_view name;
        std::string request, answer;
    };
    const Case cases[] = {
        {"no body", get("/"), response(200)},
        {"Content-Length", get("/"), response(200, length, decoy)},
        {"a request with a body", "POST / HTTP/1.1\r\n" + length + "\r\n" + decoy,
         response(201, length, decoy)},
        {"chunks with extensions and trailers", get("/"),
         response(200, "Transfer-Encoding: chunked\r\n",
                  "5;name=\"a;b\"\r\nHTTP/\r\n1A ; x\r\n1.1 101 Switching Protocol\r\n0\r\n"
                  "Sec-WebSocket-Accept: no\r\nX: y\r\n\r\n")},
        {"chunked request", "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nGET\r\n0\r\n\r\n",
         response(200)},
        {"HEAD", "HEAD / HTTP/1.1\r\n\r\n", response(200, length)},
        {"204", get("/"), response(204, length)},
        {"304", get("/"), response(304, length)},
        {"100 and 103 before the answer", get("/", "Expect: 100-continue\r\n"),
         response(100, "") + response(103, "Link: x\r\n") + response(200, length, decoy)},
        {"empty lines before the heads", "\r\n\r\n" + get("/"), "\r\n" + response(200)},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        Tape tape;
        tape.open().client(c.request).server(c.answer);
        CHECK(talk_in(run(talk(tape))) == kTalk);
    }
}

TEST_CASE("engine/exchange: all of HTTP before the upgrade on one connection, also pipelined") {
    const std::string requests = get("/1") + "HEAD /2 HTTP/1.1\r\n\r\n" +
                                 "POST /3 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc" + get("/4");
    const std::string answers = response(200, "Content-Length: 5\r\n", "12345") +
                                response(200, "Content-Length: 5\r\n") + response(100, "") +
                                response(204, "") +
                                response(200, "Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n");
    Tape tape;
    tape.open().client(requests).server(answers);
    CHECK(talk_in(run(talk(tape))) == kTalk);

    Tape with_upgrade;
    with_upgrade.open().client(requests + upgrade_request()).server(answers + upgrade_response());
    with_upgrade.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
    CHECK(talk_in(run(with_upgrade)) == kTalk);
}

TEST_CASE("engine/exchange: informational responses before the 101 do not answer the handshake") {
    Tape tape;
    tape.open().client(upgrade_request()).server(response(100, "")).server(response(103, "Link: </a>\r\n"));
    tape.server(upgrade_response()).client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
    CHECK(talk_in(run(tape)) == kTalk);
}

TEST_CASE("engine/exchange: after a refusal HTTP goes on, and a second attempt is another connection") {
    for (const std::string& refusal :
         {response(403), response(200, "Content-Length: 4\r\n", "none"),
          response(426, "Content-Length: 0\r\n"),
          response(401, "Transfer-Encoding: chunked\r\n", "2\r\nno\r\n0\r\n\r\n"), response(304, "")}) {
        CAPTURE(refusal);
        Tape tape;
        tape.open().client(upgrade_request("", "/first")).server(refusal);
        tape.client(get("/between")).server(response(200, "Content-Length: 2\r\n", "ok"));
        const EventLog log = run(talk(tape).close());
        const std::string status = refusal.substr(9, 3);
        CHECK(log.of("handshake") ==
              Lines{"handshake #0 rejected: GET /first -> " + status + ", accept unknown",
                    "handshake #1 valid: GET /chat -> 101, accept correct"});
        CHECK(log.of("end").size() == 2);
        CHECK(log.of("end").front().starts_with("end #0 rejected handshake=rejected"));
        CHECK(log.of("end").back().starts_with("end #1 fin tcp-first=client handshake=valid"));
        CHECK(log.of("message") == Lines{"message #1 client text frames=1 wire=5 'Hello'",
                                         "message #1 server text frames=1 wire=2 'Hi'"});
        CHECK(log.summary.connections == 2);
        CHECK(log.summary.handshakes == std::array<std::uint64_t, 4>{1, 0, 1, 0});
    }
}

TEST_CASE("engine/exchange: a refused handshake ends right after its record, at its response") {
    Tape tape;
    tape.open().client(upgrade_request()).server(response(403)).close();
    const EventLog log = run(tape);
    REQUIRE(log.lines.size() == 2);
    CHECK(log.stamps.at(0).packet == 5);
    CHECK(log.stamps.at(1).packet == 5);
}

TEST_CASE("engine/exchange: an upgrade inside a CONNECT tunnel") {
    const std::string connect = "CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\n\r\n";
    SUBCASE("accepted") {
        Tape tape;
        tape.open().client(connect).server("HTTP/1.1 200 Connection established\r\n\r\n");
        CHECK(talk_in(run(talk(tape).close())) == kTalk);
    }
    SUBCASE("accepted with a length, which says nothing there") {
        Tape tape;
        tape.open().client(connect).server(response(200, "Content-Length: 100\r\n"));
        CHECK(talk_in(run(talk(tape).close())) == kTalk);
    }
    SUBCASE("the client did not wait") {
        Tape tape;
        tape.open()
            .client(connect + upgrade_request())
            .server("HTTP/1.1 200 OK\r\n\r\n" + upgrade_response());
        tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
        CHECK(talk_in(run(tape)) == kTalk);
    }
    SUBCASE("the proxy asked for credentials first") {
        Tape tape;
        tape.open().client(connect).server(response(407, "Content-Length: 3\r\n", "who"));
        tape.client(connect).server("HTTP/1.1 200 Connection established\r\n\r\n");
        CHECK(talk_in(run(talk(tape).close())) == kTalk);
    }
    SUBCASE("a tunnel in a tunnel") {
        Tape tape;
        tape.open().client(connect).server("HTTP/1.1 200 OK\r\n\r\n");
        tape.client(connect).server("HTTP/1.1 200 OK\r\n\r\n");
        CHECK(talk_in(run(talk(tape).close())) == kTalk);
    }
    SUBCASE("TLS inside: nothing is found, nothing is wrong") {
        Tape tape;
        tape.open().client(connect).server("HTTP/1.1 200 OK\r\n\r\n");
        tape.client("\x16\x03\x01\x02" + pattern(300)).server("\x16\x03\x03" + pattern(200)).close();
        const EventLog log = run(tape);
        CHECK(log.lines == Lines{});
        CHECK(log.summary.connections == 0);
    }
}

TEST_CASE("engine/exchange: an upgrade to something else") {
    const std::string h2c =
        get("/", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: A\r\n");
    SUBCASE("accepted: the connection is not ours") {
        Tape tape;
        tape.open().client(h2c).server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
        tape.client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").server(frame(Opcode::text, "not a frame")).close();
        CHECK(run(talk(tape)).lines == Lines{});
    }
    SUBCASE("refused: HTTP goes on") {
        Tape tape;
        tape.open().client(h2c).server(response(200, "Content-Length: 2\r\n", "ok"));
        CHECK(talk_in(run(talk(tape))) == kTalk);
    }
    SUBCASE("HTTP/2 from its first octet") {
        Tape tape;
        tape.open().client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").server(std::string("\0\0\0\x04\0\0\0\0\0", 9));
        CHECK(run(talk(tape)).lines == Lines{});
    }
    SUBCASE("a handshake that was pipelined behind it and never answered keeps its record") {
        Tape tape;
        tape.open().client(h2c).wait(500).client(upgrade_request()).wait(500).ack(Direction::client);
        tape.server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n").close();
        CHECK(run(tape).lines == Lines{"handshake #0 incomplete: GET /chat -> -, accept unknown",
                                       "end #0 unknown handshake=incomplete 161/0/0/0/0 0/0/0/0/0"});
    }
}

TEST_CASE("engine/exchange: frames in the segment of the 101, and in that of the request") {
    Tape tape;
    tape.open().client(upgrade_request() + masked(Opcode::text, "early"));
    tape.server(upgrade_response() + frame(Opcode::text, "a") + frame(Opcode::text, "b"));
    tape.server(frame(Opcode::text, "c"));
    const EventLog log = run(tape);
    CHECK(log.lines.front() == kHandshake);
    CHECK(log.of("message #0 client") == Lines{"message #0 client text frames=1 wire=5 'early'"});
    CHECK(log.of("message #0 server") == Lines{"message #0 server text frames=1 wire=1 'a'",
                                               "message #0 server text frames=1 wire=1 'b'",
                                               "message #0 server text frames=1 wire=1 'c'"});
}

TEST_CASE("engine/exchange: a response captured before its request is completed by the request") {
    Tape tape;
    tape.open().client(upgrade_request()).server(upgrade_response()).earlier(1).close();
    const EventLog log = run(tape);
    REQUIRE(log.lines.front().starts_with("handshake #0 valid"));
    CHECK(log.stamps.front().packet == 5);
}

TEST_CASE("engine/exchange: a response captured before its request is judged, unless requests were lost") {
    const std::string wrong =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n";
    RunOptions judged;
    judged.demand.findings = true;
    const Lines finding = {"finding #0 server handshake.accept-mismatch"};
    SUBCASE("all are there") {
        Tape tape;
        tape.open().client(upgrade_request()).server(wrong).earlier(1).server(frame(Opcode::close, "x"));
        CHECK(run(tape, judged).of("finding #0 server handshake") == finding);
        CHECK(run(tape, judged).of("finding #0 server close.length").size() == 1);
    }
    SUBCASE("the client's beginning is missing") {
        Tape tape;
        tape.client(upgrade_request()).server(wrong).earlier(1).server(frame(Opcode::close, "x"));
        CHECK(run(tape, judged).of("finding").empty());
    }
    SUBCASE("but it stands behind its request") {
        Tape tape;
        tape.client(upgrade_request()).server(wrong).server(frame(Opcode::close, "x"));
        CHECK(run(tape, judged).of("finding #0 server handshake") == finding);
    }
}

TEST_CASE("engine/exchange: a response is not the answer to what its sender had not received") {
    const std::string earlier = response(200, "Content-Length: 2\r\n", "ok");
    const std::string refusal = response(401, "WWW-Authenticate: Basic\r\nContent-Length: 0\r\n");
    const std::string long_head = "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n";
    Tape tape;
    SUBCASE("the request before the upgrade is missing") {
        tape.open().lose(Direction::client, get("/a").size()).server(earlier);
    }
    SUBCASE("the capture begins behind it") { tape.server(earlier); }
    SUBCASE("the refused request is missing") {
        tape.open().lose(Direction::client, upgrade_request().size()).server(refusal);
    }
    SUBCASE("the refused request is missing, and so is the connection's beginning") { tape.server(refusal); }
    SUBCASE("HEAD is missing: its response has no body") {
        tape.open().lose(Direction::client, 30).server(long_head);
    }
    SUBCASE("octets of an earlier response are missing") {
        tape.open().client(get("/a")).server(long_head).lose(Direction::server, 2000);
        tape.client(get("/b")).server(earlier);
    }
    SUBCASE("the front of an earlier response is missing") {
        tape.open().client(get("/a")).lose(Direction::server, long_head.size()).server(pattern(2000));
        tape.client(get("/b")).server(earlier);
    }
    talk(tape).settle();
    Lines told = talk_in(run(tape));
    std::ranges::sort(told);  // either direction may have waited for the other one
    CHECK(told == kTalk);
}

TEST_CASE("engine/exchange: without its SYNs a short connection is told as with them") {
    const auto talk_to_the_end = [](Tape& tape) {
        talk(tape).client(masked(Opcode::ping, "1")).server(frame(Opcode::pong, "1"));
        tape.server(frame(Opcode::close, close_body(1000))).client(masked(Opcode::close, close_body(1000)));
        return run(tape.close()).lines;
    };
    Tape with;
    Tape without;
    const Lines expected = talk_to_the_end(with.open());
    REQUIRE(expected.size() == 14);
    CHECK(talk_to_the_end(without) == expected);
}

TEST_CASE("engine/exchange: a refusal without SYNs before it ends at its response") {
    Tape tape;
    tape.client(upgrade_request()).server(response(403)).client(get("/")).server(response(200)).close();
    const EventLog log = run(tape);
    REQUIRE(log.lines.size() == 2);
    CHECK(log.stamps.at(0).packet == 2);
    CHECK(log.stamps.at(1).packet == 2);
}

TEST_CASE("engine/exchange: frames do not overtake a 101 that waits behind a hole") {
    Tape tape;
    tape.open().client(get("/a")).lose(Direction::server, 40);
    talk(tape).close();  // too soon for the hole to have been given up
    Lines lines = run(tape).lines;
    REQUIRE(lines.size() > 2);
    CHECK(lines.front() == kHandshake);
    CHECK(talk_in(run(tape)).size() == kTalk.size());
}

TEST_CASE("engine/exchange: what a client sends behind a 101 whose request is not captured are frames") {
    for (const int exchanges : {1, 3, 50}) {
        CAPTURE(exchanges);
        Tape tape;
        tape.server(upgrade_response());
        for (int i = 0; i < exchanges; ++i) {
            tape.client(masked(Opcode::ping, "ping")).server(frame(Opcode::pong, "ping"));
            tape.server(frame(Opcode::text, "Hi"));
        }
        const EventLog log = run(tape.close());
        CHECK(log.of("handshake").size() == 1);
        CHECK(log.of("control #0 client ping").size() == static_cast<std::size_t>(exchanges));
        CHECK(log.of("control #0 server pong").size() == static_cast<std::size_t>(exchanges));
        CHECK(log.of("message #0 server").size() == static_cast<std::size_t>(exchanges));
    }
}

TEST_CASE("engine/exchange: a 101 that stands before its request is proved by its accept value") {
    RunOptions judged;
    judged.demand.findings = true;
    Tape tape;
    tape.client(upgrade_request()).server(upgrade_response()).earlier(1);
    tape.server(frame(Opcode::ping, "?")).client(masked(Opcode::pong, "?"));
    const EventLog log = run(tape.close(), judged);
    CHECK(log.of("control").size() == 2);
    CHECK(log.of("finding #0 client pong").empty());  // that nobody had sent a Ping
}

TEST_CASE("engine/exchange: a request that resumes the server's octets lets none overtake the client's") {
    Tape tape;
    tape.client(upgrade_request()).server(upgrade_response()).earlier(1);
    tape.client(masked(Opcode::ping, "?")).server(frame(Opcode::pong, "?"));
    CHECK(run(tape).of("control") == Lines{"control #0 client ping '?'", "control #0 server pong '?'"});
}

TEST_CASE("engine/exchange: a client that waits for a 101 waits as long as that waits behind a hole") {
    Tape tape;
    tape.open().client(upgrade_request() + masked(Opcode::text, "Hello"));  // from here on it waits
    tape.wait(60).lose(Direction::server, 40).server(upgrade_response()).ack(Direction::client);
    SUBCASE("no longer") {
        tape.wait(60).ack(Direction::client);
        CHECK(run(tape).lines.front() == kHandshake);
    }
    SUBCASE("until the hole is given up") {
        tape.wait(60)
            .ack(Direction::client)
            .wait(60)
            .ack(Direction::client)
            .server(frame(Opcode::text, "Hi"));
        CHECK(talk_in(run(tape)) == kTalk);
    }
}

TEST_CASE("engine/exchange: the body of a handshake request is no frame, whenever the 101 comes") {
    const std::string request = upgrade_request("Content-Length: 5\r\n");
    SUBCASE("behind it") {
        Tape tape;
        tape.open().client(request).client("\x81\x05zzz").server(upgrade_response());
        tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
        CHECK(talk_in(run(tape)) == kTalk);
    }
    SUBCASE("before it is over") {
        Tape tape;
        tape.open().client(request + "\x81\x05").server(upgrade_response()).client("zzz");
        tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
        CHECK(talk_in(run(tape)) == kTalk);
    }
}
