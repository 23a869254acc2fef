#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr auto kClient = Direction::client;
constexpr auto kServer = Direction::server;

/// Opened; the client sent "one" and "three", with "two" between them that was not captured. Five packets.
struct WithHole {
    WithHole() {
        capture.see(script.handshake());
        capture.see(script.data(kClient, "one"));
        script.lose(kClient, "two");
        capture.see(script.data(kClient, "three"));
    }
    void see_acknowledgements(int count) {
        for (int i = 0; i < count; ++i) capture.see(script.ack(kServer));
    }
    Script script;
    Capture capture;
};

}  // namespace

TEST_CASE_FIXTURE(WithHole, "tcp/reassembly: a hole is given up 64 packets after it was acknowledged") {
    see_acknowledgements(64);
    CHECK(capture.client() == "one");
    see_acknowledgements(1);
    CHECK(capture.client() == "one[3]three");
    CHECK(capture.recorder.gaps == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{3, 5 + 65}});
}

TEST_CASE_FIXTURE(WithHole, "tcp/reassembly: a hole is given up 100 ms after it was acknowledged") {
    see_acknowledgements(1);
    capture.pass(kPatienceTime - 1);
    see_acknowledgements(1);
    CHECK(capture.client() == "one");
    capture.pass(1);
    see_acknowledgements(1);
    CHECK(capture.client() == "one[3]three");
    CHECK(capture.recorder.gaps == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{3, 8}});
}

TEST_CASE(
    "tcp/reassembly: octets before the first segment are missing where what was acknowledged shows it") {
    Script script;
    Capture capture;
    (void)script.handshake();
    script.lose(kClient, "before");
    const Sent ack = script.ack(kServer);
    script.lose(kClient, "two");
    SUBCASE("and they do not come") {
        capture.see(ack);
        capture.see(script.data(kClient, "three"));
        capture.finish();
        CHECK(capture.client() == "[3]three|capture-end");
    }
    SUBCASE("unless they come late") {
        capture.see(ack);
        capture.see(script.data(kClient, "three"));
        capture.see(script.at(kClient, 6, "two"));
        capture.finish();
        CHECK(capture.client() == "twothree|capture-end");
    }
    SUBCASE("and not by what is acknowledged later") {
        capture.see(script.data(kClient, "three"));
        capture.see(ack);
        capture.finish();
        CHECK(capture.client() == "three|capture-end");
    }
}

TEST_CASE_FIXTURE(WithHole, "tcp/reassembly: a hole that was not acknowledged is waited for") {
    for (int i = 0; i < 200; ++i) {
        capture.pass(kPatienceTime);
        capture.see(script.at(kClient, 6, "three"));
        // As far as "one" only: the hole is not acknowledged by that.
        Sent ack = script.ack(kServer);
        ack.acknowledgment = script.at(kClient, 3, "").sequence;
        capture.see(ack);
    }
    CHECK(capture.client() == "one");
    capture.see(script.at(kClient, 3, "TWO"));
    CHECK(capture.client() == "oneTWOthree");
    CHECK(capture.recorder.gaps.empty());
}

TEST_CASE_FIXTURE(WithHole, "tcp/reassembly: a hole that is filled within the patience is no gap") {
    see_acknowledgements(64);
    capture.pass(kPatienceTime - 1);
    capture.see(script.at(kClient, 3, "two"));
    CHECK(capture.client() == "onetwothree");
    capture.finish();
    CHECK(capture.client() == "onetwothree|capture-end");
}

TEST_CASE_FIXTURE(WithHole,
                  "tcp/reassembly: filling a part of a hole starts the patience anew, for the rest") {
    see_acknowledgements(60);
    capture.see(script.at(kClient, 3, "t"));
    see_acknowledgements(63);
    CHECK(capture.client() == "onet");
    see_acknowledgements(1);
    CHECK(capture.client() == "onet[2]three");
}

TEST_CASE_FIXTURE(WithHole,
                  "tcp/reassembly: octets that come after their hole was given up are not taken for others") {
    see_acknowledgements(65);
    capture.see(script.at(kClient, 3, "two"));
    capture.see(script.at(kClient, 0, "onetwothree"));
    capture.see(script.data(kClient, "four"));
    CHECK(capture.client() == "one[3]threefour");
}

TEST_CASE_FIXTURE(WithHole, "tcp/reassembly: each of several holes is a gap of its own") {
    script.lose(kClient, "four");
    capture.see(script.data(kClient, "five"));
    see_acknowledgements(65);
    CHECK(capture.client() == "one[3]three");
    see_acknowledgements(65);
    CHECK(capture.client() == "one[3]three[4]five");
}

TEST_CASE_FIXTURE(WithHole, "tcp/reassembly: the end of the capture ends the waiting") {
    script.lose(kClient, "four");
    capture.see(script.data(kClient, "five"));
    capture.finish();
    CHECK(capture.client() == "one[3]three[4]five|capture-end");
}

TEST_CASE_FIXTURE(WithHole, "tcp/reassembly: the end of the connection ends the waiting") {
    SUBCASE("by RST") {
        capture.see(script.rst(kServer));
        CHECK(capture.client() == "one[3]three|rst by server");
    }
    SUBCASE("by a new connection") {
        Script next({.client_isn = 700'000});
        capture.see(next.syn());
        CHECK(capture.client() == "one[3]three|replaced");
    }
    SUBCASE("not by a FIN, before which the hole may still be filled") {
        capture.see(script.fin(kClient));
        capture.see(script.fin(kServer));
        CHECK(capture.client() == "one");
        capture.see(script.at(kClient, 3, "two"));
        CHECK(capture.client() == "onetwothree$|fin");
    }
}

TEST_CASE("tcp/reassembly: octets lost before a FIN are a gap") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    capture.see(script.data(kClient, "all"));
    script.lose(kClient, "lost");
    capture.see(script.fin(kClient));
    for (int i = 0; i < 65; ++i) capture.see(script.ack(kServer));
    CHECK(capture.client() == "all[4]$");
}

TEST_CASE("tcp/reassembly: the first octets lost after a SYN are a gap") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    script.lose(kClient, "lost");
    capture.see(script.data(kClient, "rest"));
    capture.finish();
    CHECK(capture.client() == "[4]rest|capture-end");
}

TEST_CASE("tcp/reassembly: a hole is given up when a mebibyte waits behind it, and no more than is needed") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    script.lose(kClient, "lost");
    const std::string octets(1000, 'x');
    std::string expected = "[4]";
    std::uint32_t waiting = 0;
    while (capture.client().empty()) {
        CHECK(capture.budget.used() <= kMaxPending + 1000);
        REQUIRE(waiting++ < 1100);
        capture.see(script.data(kClient, octets));
        expected += octets;
    }
    CHECK(waiting > kMaxPending / 1200);
    CHECK(capture.client() == expected);
    SUBCASE("a hole behind it goes on waiting") {
        const Sent missing = script.data(kClient, "still to come");
        capture.see(script.data(kClient, "end"));
        capture.see(missing);
        CHECK(capture.client() == expected + "still to comeend");
    }
}

TEST_CASE("tcp/reassembly: of two holes only the first is given up for want of room") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    script.lose(kClient, "first");
    const std::string half(kMaxPending / 2, 'x');
    for (std::size_t i = 0; i < half.size(); i += 32768)
        capture.see(script.data(kClient, half.substr(i, 32768)));
    const Sent second = script.data(kClient, "second");
    Sents rest;
    while (capture.client().empty()) {
        rest.push_back(script.data(kClient, half.substr(0, 32768)));
        capture.see(rest.back());
    }
    CHECK(capture.client() == "[5]" + half);
    capture.see(second);
    std::string expected = "[5]" + half + "second";
    for (const Sent& sent : rest) expected += sent.payload;
    CHECK(capture.client() == expected);
}

TEST_CASE("tcp/reassembly: a segment that fills the hole is believed, though a mebibyte waits already") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    const Sent missing = script.data(kClient, std::string(30'000, 'm'));
    std::string expected = missing.payload;
    const std::string octets(51'500, 'x');
    for (int i = 0; i < 20; ++i) {
        capture.see(script.data(kClient, octets));
        expected += octets;
    }
    REQUIRE(capture.client().empty());
    REQUIRE(capture.budget.used() + missing.payload.size() > kMaxPending);
    capture.see(missing);
    CHECK(capture.client() == expected);
    CHECK(capture.recorder.gaps.empty());
}

TEST_CASE("tcp/reassembly: an acknowledgement of a RST that does not fit makes no hole suspect") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    const Sent missing = script.data(kClient, "one");
    Sent ahead = script.data(kClient, "two");
    capture.see(ahead);
    Sent blind = script.at(kServer, 77'777, "", TcpFlags::kRst | TcpFlags::kAck);
    for (int i = 0; i < 100; ++i) capture.see(blind);
    CHECK(capture.client().empty());
    capture.see(missing);
    CHECK(capture.client() == "onetwo");
}
