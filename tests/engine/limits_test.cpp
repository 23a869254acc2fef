// Limits of the engine that no other test shows: on both sides of each.

#include <doctest/doctest.h>

#include <string>

#include "engine/pick_up.hpp"
#include "engine/requests.hpp"
#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

TEST_CASE("engine/limits: in a flow without SYN frames are looked for in its first 1,000 packets") {
    for (const bool in_time : {true, false}) {
        CAPTURE(in_time);
        // One direction alone does not convince.
        const std::size_t before = engine::PickUp::kMaxPickUpPackets - (in_time ? 20 : 0);
        Tape tape;
        for (std::size_t i = 0; i < before; ++i)
            tape.server(frame(Opcode::text, std::string(30 + i % 7, 's')));
        for (std::size_t i = 0; i < 8; ++i) tape.client(masked(Opcode::text, std::string(40 + i, 'c')));
        CHECK(run(tape.close()).summary.connections == (in_time ? 1 : 0));
    }
}

TEST_CASE("engine/limits: of more than 128 requests that wait for responses the oldest is given up") {
    for (const bool fits : {true, false}) {
        CAPTURE(fits);
        const std::size_t before = engine::Requests::kMax - (fits ? 1 : 0);
        std::string requests;
        for (std::size_t i = 0; i < before; ++i) requests += get("/");
        std::string responses;
        for (std::size_t i = 0; i < before; ++i) responses += response(200);
        Tape tape;
        tape.open().client(requests).client(upgrade_request()).server(responses + response(403)).close();
        const Lines handshakes = run(tape).of("handshake");
        REQUIRE(handshakes.size() == 1);
        // Where one was forgotten, the response before is taken for the answer.
        CHECK(handshakes[0].find(fits ? " 403" : " 200") != std::string::npos);
    }
}

TEST_CASE("engine/limits: a head in pieces that memory is not enough for ends the looking for handshakes") {
    const std::string request = upgrade_request("X: " + std::string(20'000, 'x') + "\r\n");
    for (const bool fits : {true, false}) {
        CAPTURE(fits);
        Tape tape;
        tape.open();
        for (std::size_t at = 0; at < request.size(); at += 1000) tape.client(request.substr(at, 1000));
        tape.server(upgrade_response()).client(masked(Opcode::text, "Hello")).close();
        RunOptions options;
        options.engine.max_memory = fits ? 100'000 : 15'000;
        const EventLog log = run(tape, options);
        CHECK(log.of("handshake").size() == (fits ? 1 : 0));
        CHECK(log.of("message").size() == (fits ? 1 : 0));
    }
}
