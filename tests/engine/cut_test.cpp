#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

// However a stream is cut into segments, its events are the same.

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

struct Turn {
    Direction sender;
    std::string octets;
};
using Turns = std::vector<Turn>;

Turn client(std::string octets) { return {Direction::client, std::move(octets)}; }
Turn server(std::string octets) { return {Direction::server, std::move(octets)}; }

/// `turns`, each in segments of `step` octets, but those of turn `cut` in two, `at` octets and the rest.
Tape tape_of(const Turns& turns, std::size_t cut, std::size_t at, std::size_t step = 100'000) {
    Tape tape;
    tape.open();
    for (std::size_t i = 0; i < turns.size(); ++i) {
        const auto& [sender, octets] = turns[i];
        if (i == cut) {
            tape.send(sender, octets.substr(0, at)).send(sender, octets.substr(at));
        } else {
            for (std::size_t from = 0; from < octets.size(); from += step)
                tape.send(sender, octets.substr(from, step));
        }
    }
    return tape.close();
}

/// Each turn cut at each octet, and all of them in small segments, the smallest of `shortest` octets.
void check_cuts(const Turns& turns, const RunOptions& options = {}, std::size_t shortest = 1) {
    const Lines whole = run(tape_of(turns, turns.size(), 0), options).lines;
    REQUIRE(whole.size() > 2);
    for (std::size_t turn = 0; turn < turns.size(); ++turn)
        for (std::size_t at = 1; at < turns[turn].octets.size(); ++at) {
            CAPTURE(turn);
            CAPTURE(at);
            REQUIRE(run(tape_of(turns, turn, at), options).lines == whole);
        }
    for (const std::size_t step : {1U, 2U, 3U, 7U, 64U}) {
        if (step < shortest) continue;
        CAPTURE(step);
        CHECK(run(tape_of(turns, turns.size(), 0, step), options).lines == whole);
    }
}

Turns everything() {
    return {
        client("HEAD /1 HTTP/1.1\r\n\r\n"),
        server(response(200, "Content-Length: 10\r\n")),
        client("POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: t\r\n\r\n"),
        server(response(100, "") + response(404, "Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n")),
        client(upgrade_request("", "/refused")),
        server(response(403, "Content-Length: 2\r\n", "no")),
        client(upgrade_request()),
        server(upgrade_response("Sec-WebSocket-Extensions: permessage-deflate\r\n") +
               frame(Opcode::text, "with the 101")),
        client(masked(Opcode::text, "Hel", kNotFinal) + masked(Opcode::ping, "ping") +
               masked(Opcode::continuation, "", kNotFinal) + masked(Opcode::continuation, "lo")),
        server(frame(Opcode::binary, pattern(130)) + frame(Opcode::text, "zip", {.rsv = 4}) +
               frame(Opcode::pong, "ping") + frame(Opcode::text, "a", {.length_bits = 64})),
        client(masked(Opcode::text, "open", kNotFinal) + masked(Opcode::close, close_body(1000, "bye"))),
        server(frame(Opcode::close, close_body(1000)) + frame_header(Opcode::text, 10) + "half")};
}

}  // namespace

TEST_CASE("engine/cut: the same events wherever a segment ends") { check_cuts(everything()); }

TEST_CASE("engine/cut: likewise where payload is wanted in part or not at all") {
    RunOptions options;
    options.demand = {2, 4};
    check_cuts(everything(), options);
    options.demand = {};
    check_cuts(everything(), options);
    options.demand = kAll;
    options.engine.max_message = 3;
    check_cuts(everything(), options);
}

TEST_CASE("engine/cut: likewise where one direction runs ahead of the other") {
    Turns turns = everything();
    std::swap(turns[7], turns[8]);  // frames before the 101
    check_cuts(turns, {}, 7);       // what runs ahead is waited for during 64 packets only
    turns = everything();
    std::swap(turns[6], turns[7]);  // the 101 before its request
    check_cuts(turns, {}, 64);
}

TEST_CASE("engine/cut: likewise inside a tunnel, and of a stream that breaks off") {
    const std::string hello = masked(Opcode::text, "Hello");
    check_cuts({client("CONNECT a:1 HTTP/1.1\r\n\r\n"), server("HTTP/1.1 200 OK\r\n\r\n"),
                client(upgrade_request()), server(upgrade_response()), client(hello)});
    check_cuts({client(upgrade_request()), server(upgrade_response()), client(hello + hello.substr(0, 5))});
    check_cuts({client(upgrade_request()), client(hello), server("HTTP/1.1 101 Swi")});
}
