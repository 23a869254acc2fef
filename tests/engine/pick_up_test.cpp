#include "engine/pick_up.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

constexpr FrameShape kClient{.masked = true};

std::string question(std::size_t octets) { return frame(Opcode::text, std::string(octets, 'q'), kClient); }
std::string answer(std::size_t octets) { return frame(Opcode::text, std::string(octets, 'a')); }

/// `rounds` questions and answers of a connection that was open before.
Tape& talk(Tape& tape, std::size_t rounds, std::size_t from = 30) {
    for (std::size_t i = 0; i < rounds; ++i) tape.client(question(from + i)).server(answer(from + 10 + i));
    return tape;
}

/// A DATA frame of HTTP/2 (RFC 9113 section 6.1) on stream 1.
std::string data_frame(const std::string& payload) {
    const auto octet = [](std::size_t value) { return static_cast<char>(value & 0xFF); };
    const std::size_t size = payload.size();
    return std::string{octet(size >> 16), octet(size >> 8), octet(size), 0, 0, 0, 0, 0, 1} + payload;
}

/// What one side sends of WebSocket over HTTP/2 (RFC 8441), from within a DATA frame on.
std::string over_http2(const FrameShape& shape) {
    std::string stream;
    for (std::size_t i = 0; i < 8; ++i) {
        std::string frames;
        for (std::size_t j = 0; j < 40; ++j)
            frames += frame(Opcode::text, std::string(20 + (7 * j + i) % 30, 'h'), shape);
        stream += i == 0 ? frames : data_frame(frames);
    }
    return stream;
}

/// Both streams, in full segments.
Tape in_turns(const std::string& client, const std::string& server) {
    constexpr std::size_t kSegment = 1000;
    Tape tape;
    for (std::size_t at = 0; at < client.size(); at += kSegment) {
        tape.client(client.substr(at, kSegment));
        if (at < server.size()) tape.server(server.substr(at, kSegment));
    }
    return tape;
}

RunOptions decode_as(std::uint16_t port) {
    RunOptions options{.demand = kAll};
    options.engine.websocket_ports = {port};
    return options;
}

RunOptions judged() {
    RunOptions options;
    options.demand.findings = options.demand.message_findings = true;
    return options;
}

std::size_t connections(const Tape& tape, const RunOptions& options = {}) {
    return run(tape, options).summary.connections;
}

}  // namespace

TEST_CASE(
    "engine/pick_up: a connection that was open before the capture began is told from its first frames") {
    Tape tape;
    talk(tape, 5, 3).close();
    const EventLog log = run(tape);
    REQUIRE(log.summary.connections == 1);
    CHECK(log.of("handshake").empty());
    CHECK(log.lines.front() == "frame #0 client text 3 masked ends 'qqq'");
    CHECK(log.of("message").size() == 10);
    CHECK(log.stamps.front().packet == 1);
    CHECK(log.lines.back().find("handshake=valid") == std::string::npos);
    CHECK(log.lines.back().find("end #0 fin") == 0);
}

TEST_CASE("engine/pick_up: frames are told in the order of their packets, and what follows as it comes") {
    Tape tape;
    talk(tape, 1).wait(200);  // as long as what came before might still be shown
    const EventLog log = run(talk(tape, 7, 33));
    std::uint64_t last = 0;
    for (const EventLog::Stamps& stamps : log.stamps) {
        CHECK(stamps.packet >= last);
        last = stamps.packet;
    }
    CHECK(log.summary.messages == 16);
}

TEST_CASE("engine/pick_up: what a chain must have") {
    struct Case {
        std::string_view name;
        std::string client;
        std::string server;
    };
    const Case cases[] = {
        {"a mask in one direction", answer(30), answer(30)},
        {"no mask in the other", question(30), question(30)},
        {"two directions", question(30), ""},
        {"nor the server's alone", "", answer(30)},
        {"frames where segments begin", "x" + question(30), "x" + answer(30)},
        {"frames of the right length", question(30) + "x", answer(30) + "x"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        Tape tape;
        for (std::size_t i = 0; i < 50; ++i) {
            if (!c.client.empty()) tape.client(c.client);
            if (!c.server.empty()) tape.server(c.server);
        }
        CHECK(connections(tape.close()) == 0);
    }
}

TEST_CASE("engine/pick_up: the client is who masks, whichever end it is") {
    Tape tape;
    for (std::size_t i = 0; i < 6; ++i) tape.server(question(30 + i)).client(answer(40 + i));
    const EventLog log = run(tape);
    REQUIRE(log.summary.connections == 1);
    CHECK(log.of("frame").front() == "frame #0 client text 30 masked ends '" + std::string(30, 'q') + "'");
}

TEST_CASE("engine/pick_up: a flow whose SYN was captured is never picked up") {
    Tape tape;
    talk(tape.open(), 9);
    CHECK(connections(tape) == 0);
}

TEST_CASE("engine/pick_up: a capture that begins within a frame, or within a lossy connection") {
    Tape tape;
    tape.server(answer(100).substr(50));
    talk(tape, 2).lose(Direction::server, 50).lose(Direction::client, 70);
    talk(tape, 8).settle();
    const EventLog log = run(tape);
    CHECK(log.summary.connections == 1);
    CHECK(log.of("message").size() == 16);  // none of those before the hole: they were too few
    CHECK(log.summary.frames[static_cast<std::size_t>(Opcode::text)] == 16);
}

TEST_CASE("engine/pick_up: an HTTP head begins another conversation") {
    Tape tape;
    tape.client(question(30)).client(upgrade_request()).server(upgrade_response()).client(question(9));
    const EventLog log = run(tape);
    CHECK(log.of("handshake").size() == 1);
    CHECK(log.of("message").size() == 1);
}

TEST_CASE("engine/pick_up: without the handshake nobody knows what a message with RSV1 holds") {
    Tape tape;
    for (std::size_t i = 0; i < 6; ++i)
        tape.client(question(30 + i)).server(frame(Opcode::text, std::string(40 + i, 'z'), {.rsv = 4}));
    const Lines messages = run(tape).of("message #0 server");
    REQUIRE(messages.size() == 6);
    CHECK(messages.front() == "message #0 server text frames=1 wire=40 length=? opaque");
    Tape fragments;
    for (std::size_t i = 0; i < 6; ++i)
        fragments.client(question(30 + i))
            .server(frame(Opcode::text, std::string(40 + i, 'z'), {.fin = false, .rsv = 4}) +
                    frame(Opcode::continuation, "z"));
    const Lines of_fragments = run(fragments).of("message #0 server");
    REQUIRE(of_fragments.size() == 5);  // the first header is not certain
    CHECK(of_fragments.front() == "message #0 server text frames=2 wire=42 length=? opaque");
}

TEST_CASE("engine/pick_up: --decode-as takes the first octet of a flow for a frame's") {
    Tape tape;
    tape.open().client(question(3)).server(answer(2)).close();
    CHECK(connections(tape) == 0);
    CHECK(connections(tape, decode_as(81)) == 0);
    for (const std::uint16_t port : std::vector<std::uint16_t>{80, 50000}) {
        const EventLog log = run(tape, decode_as(port));
        CHECK(log.of("message") == Lines{"message #0 client text frames=1 wire=3 'qqq'",
                                         "message #0 server text frames=1 wire=2 'aa'"});
        CHECK(log.of("handshake").empty());
    }
}

TEST_CASE("engine/pick_up: --decode-as takes who does not mask and has the port for the server") {
    Tape tape;
    tape.open().server(answer(2)).client(question(3)).close();
    CHECK(run(tape, decode_as(80)).of("message") == Lines{"message #0 server text frames=1 wire=2 'aa'",
                                                          "message #0 client text frames=1 wire=3 'qqq'"});
}

TEST_CASE("engine/pick_up: --decode-as searches for frames where the beginning was not captured") {
    Tape tape;
    tape.client(question(100).substr(50));
    talk(tape, 2).close();
    CHECK(connections(tape) == 0);
    const EventLog log = run(tape, decode_as(80));
    CHECK(log.of("message").size() == 4);
    Tape one_way;
    for (std::size_t i = 0; i < 4; ++i) one_way.client(question(30 + i));
    CHECK(run(one_way, decode_as(80)).of("message").size() == 4);
}

TEST_CASE("engine/pick_up: --decode-as leaves a handshake that is there as it is") {
    Tape tape = upgraded();
    tape.client(question(3)).close();
    CHECK(run(tape, decode_as(80)).lines == run(tape).lines);
}

TEST_CASE("engine/pick_up: who sends frames inside of something else is not accused of the rest") {
    const EventLog log = run(in_turns(over_http2(kClient), over_http2({})), judged());
    REQUIRE(log.summary.connections == 1);  // Else nothing could be held against it.
    CHECK(log.of("message").size() > 20);
    const Lines weak = log.of("finding #0 client frame.masking-key-weak");  // as the test masks
    CHECK(log.of("finding").size() == weak.size());
}

TEST_CASE("engine/pick_up: what is broken once it is sure that these are frames is told") {
    for (const std::size_t rounds : {std::size_t{10}, std::size_t{1000}}) {
        Tape tape;
        talk(tape, rounds).client(frame(Opcode::text, "not masked"));
        const Lines findings = run(tape, judged()).of("finding #0 client frame.client-unmasked");
        CHECK(findings.size() == (rounds == 1000 ? 1 : 0));
    }
}

TEST_CASE("engine/pick_up: TLS and HTTP/2 are never picked up, also where --decode-as names their port") {
    using namespace std::string_literals;
    const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const std::string settings = "\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64"s;
    const std::string hello = "\x16\3\1\0\x9\1\0\0\5hello"s;
    struct Case {
        Tape tape;
        std::uint64_t tls, http2;
    };
    const Case cases[] = {
        {Tape().open().client(preface + settings).server(settings), 0, 1},
        {Tape().open().server(settings).client(preface + settings), 0, 1},
        {Tape().open().client(hello).server(hello), 1, 0},
        {Tape().open().client("\x16\3\1\0\x9\7"s).server(answer(3)), 0, 0},
        {Tape().open().server("\0\0\6\4\1\0\0\0\0"s).client(question(3)), 0, 0},  // an acknowledgement
    };
    for (const Case& each : cases) {
        const EventLog log = run(each.tape, decode_as(80));
        CHECK(log.summary.tls_streams == each.tls);
        CHECK(log.summary.http2_streams == each.http2);
        CHECK(log.summary.connections == (each.tls + each.http2 > 0 ? 0 : 1));
    }
}

TEST_CASE("engine/pick_up: a message that was begun before the capture is no flaw") {
    Tape tape;
    tape.client(frame(Opcode::ping, "p", kClient)).server(answer(40));
    tape.client(frame(Opcode::continuation, "the rest", kClient));
    talk(tape, 1000).client(frame(Opcode::text, "not masked"));
    CHECK(run(tape, judged()).of("finding #0 client frame.client-unmasked").size() == 1);
}

TEST_CASE("engine/pick_up: what looks like HTTP/2 within a connection does not hide it") {
    Tape tape;
    talk(tape, 2);
    const std::string payload = "1234567890PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const std::string whole = frame(Opcode::binary, payload);
    const std::size_t cut = whole.find("PRI");
    tape.server(whole.substr(0, cut)).server(whole.substr(cut));
    talk(tape, 9);
    CHECK(run(tape).summary.connections == 1);
    CHECK(run(tape).summary.http2_streams == 0);
}
