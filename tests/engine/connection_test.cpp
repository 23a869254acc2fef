#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

std::string with_key(std::string_view key_lines) {
    return "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
           std::string(key_lines) + "\r\n";
}
std::string with_accept(std::string_view accept_lines) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" + std::string(accept_lines) + "\r\n";
}

/// What is told of a handshake up to its connection's end, and the verdict that the end repeats.
Lines handshake_of(std::string_view request, std::string_view response) {
    Tape tape;
    tape.open().client(request).server(response);
    return run(tape).lines;
}

}  // namespace

TEST_CASE("engine/connection: the accept value is compared exactly, white space around it aside") {
    struct Case {
        std::string_view name, key_lines, accept_lines, accept, finding;
    };
    const Case cases[] = {
        {"RFC 6455 section 1.3", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "correct", ""},
        {"another pair", "Sec-WebSocket-Key: tRbfQhJzXEBmQlEIjVyIDA==\r\n",
         "Sec-WebSocket-Accept: a2TlOCxzgJ30SiwCycOC4A8CHCE=\r\n", "correct", ""},
        {"white space", "Sec-WebSocket-Key: \t dGhlIHNhbXBsZSBub25jZQ==  \r\n",
         "sec-websocket-accept:s3pPLMBiTxaQ9kYGzzhZRbK+xOo= \t\r\n", "correct", ""},
        {"case matters", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
         "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "wrong", "handshake.accept-mismatch"},
        {"the other pair's", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
         "Sec-WebSocket-Accept: a2TlOCxzgJ30SiwCycOC4A8CHCE=\r\n", "wrong", "handshake.accept-mismatch"},
        {"padding missing", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo\r\n", "wrong", "handshake.accept-mismatch"},
        {"empty", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Sec-WebSocket-Accept: \r\n", "wrong",
         "handshake.accept-mismatch"},
        {"white space within", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ 9kYGzzhZRbK+xOo=\r\n", "wrong", "handshake.accept-mismatch"},
        {"right twice", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
         "wrong", "handshake.accept-mismatch"},
        {"missing", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", "unknown",
         "handshake.accept-missing"},
        {"two keys: what to expect is not known",
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: tRbfQhJzXEBmQlEIjVyIDA==\r\n",
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "unknown", ""},
        {"no key: likewise", "", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "unknown", ""},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const Lines told = handshake_of(with_key(c.key_lines), with_accept(c.accept_lines));
        const std::string verdict = "invalid";  // by other rules: the request is a bare one
        REQUIRE(told.size() == (c.finding.empty() ? 2 : 3));
        CHECK(told.front() == "handshake #0 " + verdict + ": GET / -> 101, accept " + std::string(c.accept));
        if (!c.finding.empty()) CHECK(told[1] == "finding #0 server " + std::string(c.finding));
        CHECK(told.back().find("handshake=" + verdict) != std::string::npos);
    }
}

TEST_CASE("engine/connection: what else a 101 answers is a handshake as well") {
    CHECK(handshake_of(get("/"), upgrade_response()).front() ==
          "handshake #0 incomplete: - -> 101, accept unknown");
    CHECK(handshake_of(with_key("Sec-WebSocket-Key: x\r\n"), "HTTP/1.1 101 Fine\r\n\r\n") ==
          Lines{"handshake #0 invalid: GET / -> 101, accept unknown",
                "finding #0 server handshake.accept-missing",
                "end #0 capture-end handshake=invalid 90/0/0/0/0 21/0/0/0/0"});
    CHECK(handshake_of("GET /key HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                       upgrade_response())
              .front() == "handshake #0 invalid: GET /key -> 101, accept correct");
}

TEST_CASE("engine/connection: every verdict, in the handshake and at the connection's end") {
    const Lines rejected = handshake_of(upgrade_request(), response(403));
    CHECK(rejected == Lines{"handshake #0 rejected: GET /chat -> 403, accept unknown",
                            "end #0 rejected handshake=rejected 161/0/0/0/0 47/0/0/0/0"});
    const Lines unanswered = handshake_of(upgrade_request(), "");
    CHECK(unanswered == Lines{"handshake #0 incomplete: GET /chat -> -, accept unknown",
                              "end #0 capture-end handshake=incomplete 161/0/0/0/0 0/0/0/0/0"});
    const Lines unasked = handshake_of("", upgrade_response());
    CHECK(unasked == Lines{"handshake #0 incomplete: - -> 101, accept unknown",
                           "end #0 capture-end handshake=incomplete 0/0/0/0/0 129/0/0/0/0"});
}

TEST_CASE("engine/connection: who ended it, and how") {
    const std::string close = close_body(1001, "away");
    struct Case {
        std::string_view name;
        Tape ending;
        std::string_view end;
    };
    const auto after_upgrade = [](auto play) {
        Tape tape = upgraded();
        play(tape);
        return tape;
    };
    const Case cases[] = {
        {"both Close, client first", after_upgrade([&](Tape& tape) {
             tape.client(masked(Opcode::close, close)).server(frame(Opcode::close, close_body(1000)));
             tape.fin(Direction::server).fin(Direction::client);
         }),
         "close close-first=client tcp-first=server code=1001 reason=away"},
        {"both Close, server first", after_upgrade([&](Tape& tape) {
             tape.server(frame(Opcode::close, "")).client(masked(Opcode::close, close)).close();
         }),
         "close close-first=server tcp-first=client"},
        {"both Close, then RST", after_upgrade([&](Tape& tape) {
             tape.server(frame(Opcode::close, ""))
                 .client(masked(Opcode::close, close))
                 .rst(Direction::server);
         }),
         "close close-first=server tcp-first=server"},
        {"both Close and no more", after_upgrade([&](Tape& tape) {
             tape.server(frame(Opcode::close, close)).client(masked(Opcode::close, close));
         }),
         "close close-first=server code=1001 reason=away"},
        {"one Close, FIN",
         after_upgrade([&](Tape& tape) { tape.client(masked(Opcode::close, close)).close(); }),
         "fin close-first=client tcp-first=client code=1001 reason=away"},
        {"one Close, RST",
         after_upgrade([&](Tape& tape) { tape.client(masked(Opcode::close, close)).rst(Direction::server); }),
         "rst close-first=client tcp-first=server code=1001 reason=away"},
        {"one octet in the Close",
         after_upgrade([&](Tape& tape) { tape.client(masked(Opcode::close, "x")).close(); }),
         "fin close-first=client tcp-first=client"},
        {"the first of two Closes counts", after_upgrade([&](Tape& tape) {
             tape.client(masked(Opcode::close, close)).client(masked(Opcode::close, close_body(4000)));
         }),
         "capture-end close-first=client code=1001 reason=away"},
        {"FIN", after_upgrade([](Tape& tape) { tape.close(); }), "fin tcp-first=client"},
        {"RST", after_upgrade([](Tape& tape) { tape.rst(Direction::client); }), "rst tcp-first=client"},
        {"RST after a FIN",
         after_upgrade([](Tape& tape) { tape.fin(Direction::server).rst(Direction::client); }),
         "rst tcp-first=server"},
        {"a FIN behind a hole before the other side's FIN", after_upgrade([](Tape& tape) {
             tape.lose(Direction::server, 10).fin(Direction::server).fin(Direction::client);
         }),
         "unknown tcp-first=server"},
        {"a Close that the capture lacks, as an acknowledgement shows",
         after_upgrade([](Tape& tape) { tape.lose(Direction::client, 8).rst(Direction::server); }),
         "unknown"},
        {"a FIN that the capture lacks, as the other side's acknowledges",
         after_upgrade([](Tape& tape) { tape.lose(Direction::client, 1).fin(Direction::server); }),
         "capture-end"},
        {"a FIN before the other one, which the capture lacks", after_upgrade([](Tape& tape) {
             tape.fin(Direction::server).lose(Direction::client, 1).ack(Direction::server);
         }),
         "capture-end tcp-first=server"},
        {"one FIN only", after_upgrade([](Tape& tape) { tape.fin(Direction::server); }),
         "capture-end tcp-first=server"},
        {"nothing", after_upgrade([](Tape&) {}), "capture-end"},
        {"another connection between the same ports", after_upgrade([](Tape& tape) { tape.reopen(); }),
         "unknown"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const Lines ends = run(c.ending).of("end");
        REQUIRE(ends.size() == 1);
        CHECK(ends.front().starts_with("end #0 " + std::string(c.end) + " handshake=valid"));
    }
}

TEST_CASE("engine/connection: the end has the connection's last packet, its start and its totals") {
    Tape tape;
    tape.open().client(upgrade_request().substr(0, 10)).wait(500).client(upgrade_request().substr(10));
    tape.server(upgrade_response())
        .client(masked(Opcode::ping, "p") + masked(Opcode::text, "abc", kNotFinal));
    tape.server(frame(Opcode::binary, pattern(300))).close();
    struct Ends final : model::Sink {
        std::vector<model::ConnectionEnd> told;
        std::vector<std::string> ends;
        void on_connection_end(const model::ConnectionEnd& end) override {
            told.push_back(end);
            ends.push_back(std::string(end.connection->client_text) + " " +
                           std::string(end.connection->server_text));
        }
    } sink;
    engine::Engine engine({}, sink, {});
    play(tape.packets(), engine);
    engine.finish();
    REQUIRE(sink.told.size() == 1);
    const model::ConnectionEnd& end = sink.told.front();
    CHECK(sink.ends.front() == "192.0.2.1:50000 198.51.100.2:80");
    CHECK(end.packet.number == tape.packets().size());
    REQUIRE(end.start);
    CHECK(end.start->nanoseconds == tape.packets()[3].nanoseconds);
    const model::DirectionTotals& client = end.totals[index_of(Direction::client)];
    CHECK(client.bytes == upgrade_request().size() + 7 + 9);
    CHECK(client.frames == 2);
    CHECK(client.messages == 1);
    CHECK(client.payload_bytes == 4);
    CHECK(client.lost_bytes == 0);
    const model::DirectionTotals& server = end.totals[index_of(Direction::server)];
    CHECK(server.bytes == upgrade_response().size() + 304);
    CHECK(server.frames == 1);
    CHECK(server.messages == 1);
    CHECK(server.payload_bytes == 300);
}

TEST_CASE("engine/connection: whose RST ended it, also where there was no response, and what was captured") {
    struct Ends final : model::Sink {
        std::optional<Direction> reset_by;
        std::array<model::DirectionTotals, 2> totals;
        void on_connection_end(const model::ConnectionEnd& end) override {
            reset_by = end.reset_by;
            totals = end.totals;
        }
    };
    const auto end_of = [](const Tape& tape) {
        Ends sink;
        engine::Engine engine({}, sink, {});
        play(tape.packets(), engine);
        engine.finish();
        return sink;
    };
    const Ends silent = end_of(Tape().open().client(upgrade_request()).rst(Direction::server));
    CHECK(silent.reset_by == Direction::server);
    CHECK(silent.totals[1].seen);
    CHECK(silent.totals[1].whole);
    const Ends one_sided = end_of(Tape().client(upgrade_request()).fin(Direction::client));
    CHECK(one_sided.totals[0].seen);
    CHECK_FALSE(one_sided.totals[1].seen);
    CHECK_FALSE(one_sided.totals[1].whole);
    const Ends cut = end_of(upgraded().lose(Direction::client, 8).rst(Direction::server));
    CHECK_FALSE(cut.totals[0].whole);
    CHECK(cut.totals[1].whole);
    CHECK(cut.reset_by == Direction::server);
}

TEST_CASE("engine/connection: its end has the first Close of each side, as that was told") {
    struct Ends final : model::Sink {
        [[nodiscard]] model::Demand demand() const override { return {.findings = true}; }
        void on_control(const model::Control& control) override { controls.push_back(control); }
        void on_connection_end(const model::ConnectionEnd& end) override { ends = end.ends; }
        std::vector<model::Control> controls;
        std::array<model::DirectionEnd, 2> ends;
    };
    const auto told = [](const Tape& tape) {
        Ends sink;
        engine::Engine engine({}, sink, [](const engine::MalformedPacket&) {});
        play(tape.packets(), engine);
        engine.finish();
        return sink;
    };
    Tape tape = upgraded();
    tape.client(masked(Opcode::close, close_body(1001, "away"))).ack(Direction::server);
    tape.server(frame(Opcode::close, "x")).client(masked(Opcode::close, close_body(4000)));
    const Ends both = told(tape);
    REQUIRE(both.controls.size() == 3);
    const auto& [client, server] = both.ends;
    REQUIRE(client.close);
    REQUIRE(server.close);
    CHECK(client.close->packet.number == both.controls[0].packet.number);
    CHECK(client.close->code == 1001);
    CHECK_FALSE(client.close->answers);
    CHECK(server.close->packet.number == both.controls[1].packet.number);
    CHECK_FALSE(server.close->code);
    CHECK_FALSE(server.close->code_lost);
    CHECK(server.close->answers);
    CHECK_FALSE(told(upgraded()).ends[0].close);
}
