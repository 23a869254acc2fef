#include "wsdissect/tcp/tracker.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tcp/flow_table.hpp"
#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr auto kClient = Direction::client;
constexpr auto kServer = Direction::server;

}  // namespace

TEST_CASE("tcp/tracker: a connection that began before the capture waits for earlier segments, then begins") {
    Script script;
    Capture capture;
    (void)script.handshake();
    script.lose(kClient, "before the capture");
    const Sent earlier = script.data(kClient, "one");
    const Sent later = script.data(kClient, "two");
    capture.see(later);
    CHECK(capture.client().empty());
    SUBCASE("which come") {
        capture.see(earlier);
        for (int i = 0; i < 64; ++i) capture.see(script.ack(kServer));
        CHECK(capture.client() == "onetwo");
    }
    SUBCASE("which do not come") {
        for (int i = 0; i < 64; ++i) capture.see(script.ack(kServer));
        CHECK(capture.client() == "two");
        capture.see(earlier);
        CHECK(capture.client() == "two");
    }
    SUBCASE("until 100 ms have passed") {
        capture.pass(kPatienceTime);
        capture.see(script.ack(kServer));
        CHECK(capture.client() == "two");
    }
    SUBCASE("until the capture ends") {
        capture.finish();
        CHECK(capture.client() == "two|capture-end");
    }
    CHECK(capture.recorder.gaps.empty());
}

TEST_CASE("tcp/tracker: without SYN neither direction overtakes the other") {
    Script script;
    Capture capture;
    std::string expected;
    const auto say = [&](Direction from, const std::string& text) {
        capture.see(script.data(from, text));
        expected += text;
    };
    const auto told = [&] {
        std::string texts;
        for (const auto& piece : capture.recorder.pieces) texts += piece.octets;
        return texts;
    };
    SUBCASE("both begin together") {
        for (const char* const text : {"a", "b", "c"}) {
            say(kClient, text);
            say(kServer, text);
        }
        CHECK(told().empty());
    }
    SUBCASE("one is followed when the other begins") {
        for (int i = 0; i < 100; ++i) say(kServer, "s");
        CHECK(told() == expected);
        say(kClient, "c");
        say(kServer, "s");
        CHECK(told() != expected);
    }
    SUBCASE("one is sent again, and more with it") {
        for (int i = 0; i < 100; ++i) say(kServer, "s");
        say(kClient, "c");
        capture.see(script.at(kServer, 98, "sS"));
        expected += "S";
    }
    SUBCASE("one has ended by then") {
        for (int i = 0; i < 100; ++i) say(kServer, "s");
        say(kClient, "c");
        capture.see(script.fin(kServer));
        say(kClient, "d");
    }
    capture.finish();
    CHECK(told() == expected);
}

TEST_CASE("tcp/tracker: one direction alone is a connection, with and without its SYN and its FIN") {
    for (const bool has_syn : {true, false})
        for (const bool has_fin : {true, false}) {
            CAPTURE(has_syn);
            CAPTURE(has_fin);
            Script script;
            Capture capture;
            const Sents opening = script.handshake();
            if (has_syn) capture.see(Sents{opening[0], opening[2]});
            capture.see(script.data(kClient, "GET"));
            script.lose(kServer, "200");
            capture.see(script.data(kClient, "more"));
            if (has_fin) capture.see(script.fin(kClient));
            capture.finish();
            CHECK(capture.client() == (has_fin ? "GETmore$|fin" : "GETmore|capture-end"));
            CHECK(capture.recorder.gaps.empty());
        }
}

TEST_CASE("tcp/tracker: the server's direction alone, by its SYN") {
    Script script;
    Capture capture;
    (void)script.syn();
    capture.see(script.syn_ack());
    capture.see(script.data(kServer, "101"));
    capture.see(script.fin(kServer, "frames"));
    CHECK(capture.server() == "101frames$");
    capture.finish();
    CHECK(capture.server() == "101frames$|fin");
}

TEST_CASE("tcp/tracker: directions of one host with itself, and networks, are never mixed") {
    Capture capture;
    constexpr std::array<std::uint8_t, 4> loopback{127, 0, 0, 1};
    struct Place {
        std::uint16_t port;
        std::uint64_t network;
    };
    const std::vector<Place> places{{79, 0}, {81, 0}, {81, 5}, {82, 0}, {65535, 0}, {0, 0}};
    std::vector<Script> scripts;
    std::vector<Sents> openings;
    for (const Place& place : places) {
        scripts.emplace_back(Script::Setup{
            .client_port = place.port, .network = place.network, .client = loopback, .server = loopback});
        openings.push_back(scripts.back().handshake());
    }
    for (std::size_t step = 0; step < 3; ++step)
        for (const Sents& opening : openings) capture.see(opening[step]);
    for (int round = 0; round < 3; ++round)
        for (std::size_t i = 0; i < places.size(); ++i) {
            capture.see(scripts[i].data(kClient, "ask " + std::to_string(i) + ' '));
            capture.see(scripts[i].data(kServer, "answer " + std::to_string(i) + ' '));
        }
    CHECK(capture.tracker.streams() == places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::string number = std::to_string(i) + ' ';
        const Told& told = capture.told(places[i].port, places[i].network);
        CHECK(told.client == "ask " + number + "ask " + number + "ask " + number);
        CHECK(told.server == "answer " + number + "answer " + number + "answer " + number);
    }
}

TEST_CASE("tcp/tracker: the end of the capture ends connections in the order of their last packets") {
    Capture capture;
    std::vector<Script> scripts;
    for (const auto port : std::array<std::uint16_t, 3>{3, 1, 2}) {
        scripts.emplace_back(Script::Setup{.client_port = port});
        capture.see(scripts.back().handshake());
        capture.see(scripts.back().data(kClient, "GET"));
    }
    capture.see(scripts[0].data(kServer, "200"));
    capture.finish();
    CHECK(capture.recorder.ended_clients == std::vector<std::uint16_t>{1, 2, 3});
}

TEST_CASE("tcp/tracker: an ignored flow is told nothing more, until a new connection takes its place") {
    Script script;
    Capture capture;
    capture.recorder.on_octets = [&](Flow& flow, Direction, Bytes octets) {
        if (as_text(octets) == "SSH") capture.tracker.ignore(flow);
        return octets.size();
    };
    const Sents opening = script.handshake();
    const Sent hello = script.data(kClient, "SSH");
    const Sent more = script.data(kClient, "more");
    SUBCASE("in order") { capture.see(opening + Sents{hello, more}); }
    SUBCASE("with octets waiting") { capture.see(opening + Sents{more, hello}); }
    SUBCASE("before its SYN was seen") { capture.see(Sents{more, hello} + opening); }
    SUBCASE("and ended") { capture.see(opening + Sents{hello, script.fin(kClient), script.fin(kServer)}); }
    SUBCASE("and reset") { capture.see(opening + Sents{hello, script.rst(kServer)}); }
    capture.see(script.data(kServer, "banner"));
    CHECK(capture.client() == "SSH");
    CHECK(capture.server().empty());
    CHECK(capture.budget.used() == FlowTable::kCostPerFlow);
    Script next({.client_isn = 800'000, .server_isn = 900'000});
    capture.see(next.handshake());
    capture.see(next.data(kClient, "GET"));
    CHECK(capture.tracker.streams() == 2);
    capture.finish();
    CHECK(capture.client() == "SSHGET|capture-end");
}

TEST_CASE("tcp/tracker: the octets of a SYN are not told of a flow that was just ignored") {
    Script script;
    Capture capture;
    int calls = 0;
    capture.recorder.on_octets = [&](Flow& flow, Direction, Bytes octets) {
        ++calls;
        capture.tracker.ignore(flow);
        return octets.size();
    };
    Sent syn_ack = script.syn_ack();
    syn_ack.payload = "hello";
    capture.see(script.at(kClient, 0xFFFFFFFF, "", TcpFlags::kAck));
    capture.see(script.at(kClient, 0, "GET"));  // waits for the beginning, which the answer tells
    syn_ack.acknowledgment = script.at(kClient, 0, "").sequence;
    capture.see(syn_ack);
    CHECK(calls == 1);
    CHECK(capture.client() == "GET");
    CHECK(capture.server().empty());
}

TEST_CASE("tcp/tracker: a flow that ended within the consumer's call cannot be ignored any more") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    bool may_take = false;
    capture.recorder.on_octets = [&](Flow&, Direction from, Bytes octets) {
        return from == kClient || may_take ? octets.size() : 0;
    };
    capture.recorder.on_end = [&](Flow& flow, Direction from) {
        if (from != kClient) return;
        may_take = true;
        capture.tracker.resume(flow, end_of(flow, kServer));
        capture.tracker.ignore(flow);
    };
    capture.see(Sents{script.fin(kServer, "200"), script.fin(kClient, "GET")});
    CHECK(capture.client() == "GET$|fin");
    CHECK(capture.server() == "200$|fin");
    Script next({.client_isn = 800'000});
    capture.see(next.syn());
    CHECK(capture.client() == "GET$|fin");
    CHECK(capture.tracker.streams() == 2);
}
