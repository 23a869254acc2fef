#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr auto kClient = Direction::client;
constexpr auto kServer = Direction::server;

Sents in_order(const Sents& sents, const std::vector<std::size_t>& order) {
    Sents ordered;
    for (const std::size_t i : order) ordered.push_back(sents[i]);
    return ordered;
}

std::vector<std::size_t> counted(std::size_t count) {
    std::vector<std::size_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), std::size_t{0});
    return numbers;
}

}  // namespace

TEST_CASE("tcp/reassembly: octets in order are handed on with their own packet") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    capture.see(script.data(kClient, "GET /"));
    CHECK(capture.client() == "GET /");
    capture.see(script.data(kServer, "200"));
    capture.see(script.data(kClient, " HTTP"));
    CHECK(capture.client() == "GET / HTTP");
    CHECK(capture.server() == "200");
    REQUIRE(capture.recorder.pieces.size() == 3);
    for (std::uint64_t i = 0; i < 3; ++i) {
        CHECK(capture.recorder.pieces[i].arrival.packet.number == 4 + i);
        CHECK(capture.recorder.pieces[i].arrival.carried_by == 4 + i);
    }
}

TEST_CASE("tcp/reassembly: a small connection is the same in every order of its packets") {
    Script script;
    const Sents sents{script.syn(),
                      script.syn_ack(),
                      script.data(kClient, "GET "),
                      script.data(kClient, "/"),
                      script.data(kServer, "200"),
                      script.fin(kClient),
                      script.fin(kServer, "!")};
    auto order = counted(sents.size());
    do {
        Capture capture;
        capture.see(in_order(sents, order));
        capture.finish();
        CAPTURE(order[0]);
        REQUIRE(capture.client() == "GET /$|fin");
        REQUIRE(capture.server() == "200!$|fin");
        REQUIRE(capture.tracker.streams() == 1);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("tcp/reassembly: a wholly shuffled connection with its SYNs last") {
    Script script;
    const Sents opening = script.handshake();
    Sents sents;
    std::string client, server;
    for (int i = 0; i < 25; ++i) {
        client += "question " + std::to_string(i);
        server += "answer " + std::to_string(i);
        sents.push_back(script.data(kClient, "question " + std::to_string(i)));
        sents.push_back(script.data(kServer, "answer " + std::to_string(i)));
    }
    sents.push_back(script.fin(kServer));
    sents.push_back(script.fin(kClient));
    std::mt19937_64 random(7);
    for (int round = 0; round < 50; ++round) {
        std::shuffle(sents.begin(), sents.end(), random);
        Capture capture;
        capture.see(sents);
        capture.see(Sents{opening[2], opening[1], opening[0]});
        REQUIRE(capture.client() == client + "$|fin");
        REQUIRE(capture.server() == server + "$|fin");
        REQUIRE(capture.tracker.streams() == 1);
    }
}

TEST_CASE("tcp/reassembly: reordered octets name the packet that completes them and the one that held them") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    const Sents sents{script.data(kClient, "one"), script.data(kClient, "two"), script.data(kClient, "three"),
                      script.data(kClient, "four")};
    capture.see(in_order(sents, {2, 1, 0, 3}));
    CHECK(capture.client() == "onetwothreefour");
    struct Expected {
        std::string octets;
        std::uint64_t completed_by;
        std::uint64_t carried_by;
    };
    const std::vector<Expected> expected{{"one", 6, 6}, {"two", 6, 5}, {"three", 6, 4}, {"four", 7, 7}};
    REQUIRE(capture.recorder.pieces.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto& piece = capture.recorder.pieces[i];
        CHECK(piece.octets == expected[i].octets);
        CHECK(piece.arrival.packet.number == expected[i].completed_by);
        CHECK(piece.arrival.carried_by == expected[i].carried_by);
    }
}

TEST_CASE("tcp/reassembly: behind a hole that is given up no piece is complete before those in front of it") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    const Sents sents{script.data(kClient, "one"), script.data(kClient, "two"), script.data(kClient, "lost"),
                      script.data(kClient, "four")};
    capture.see(in_order(sents, {1, 3, 0}));
    capture.finish();
    REQUIRE(capture.recorder.pieces.size() == 3);
    CHECK(capture.recorder.pieces[2].octets == "four");
    CHECK(capture.recorder.pieces[2].arrival.packet.number == 6);
    CHECK(capture.recorder.pieces[2].arrival.carried_by == 5);
}

TEST_CASE("tcp/reassembly: of differing copies the first one seen wins, wherever they are cut") {
    struct Copy {
        std::uint32_t offset;
        std::string_view octets;
    };
    struct Case {
        std::string_view name;
        std::vector<Copy> copies;
        std::string_view client;
    };
    const std::vector<Case> cases{
        {"whole again", {{0, "abc"}, {0, "XYZ"}, {3, "def"}}, "abcdef"},
        {"inside what was handed on", {{0, "abcdef"}, {2, "XY"}, {6, "g"}}, "abcdefg"},
        {"reaches beyond what was handed on", {{0, "abc"}, {1, "XYde"}}, "abcde"},
        {"begins before the stream and reaches into it", {{0, "ab"}, {0, "XYZ"}}, "abZ"},
        {"whole again while it waits", {{3, "def"}, {3, "XYZ"}, {0, "abc"}}, "abcdef"},
        {"wider than what waits", {{2, "cd"}, {1, "XYZW"}, {0, "a"}}, "aXcdW"},
        {"inside what waits", {{1, "bcdef"}, {2, "XYZ"}, {0, "a"}}, "abcdef"},
        {"over two that wait and the hole between", {{2, "c"}, {5, "f"}, {1, "UVWXYZ"}, {0, "a"}}, "aUcWXfZ"},
        {"overlaps the front of what waits", {{3, "def"}, {1, "XYZW"}, {0, "a"}}, "aXYdef"},
        {"overlaps the back of what waits", {{1, "bcd"}, {3, "XYZ"}, {0, "a"}}, "abcdYZ"},
        {"fills the hole and overlaps what waits", {{3, "def"}, {0, "abcXY"}}, "abcdef"},
        {"fills the hole and reaches beyond", {{2, "c"}, {0, "abXd"}}, "abcd"},
        {"two in one", {{0, "abc"}, {3, "def"}, {0, "UVWXYZg"}}, "abcdefg"},
        {"octet by octet under one that waits", {{1, "bcd"}, {1, "X"}, {2, "Y"}, {3, "Z"}, {0, "a"}}, "abcd"},
        {"every second octet first", {{1, "b"}, {3, "d"}, {5, "f"}, {7, "h"}, {0, "ABCDEFGHI"}}, "AbCdEfGhI"},
    };
    for (const Case& test : cases) {
        CAPTURE(test.name);
        Script script;
        Capture capture;
        capture.see(script.handshake());
        for (const Copy& copy : test.copies) capture.see(script.at(kClient, copy.offset, copy.octets));
        CHECK(capture.client() == test.client);
        capture.finish();
        CHECK(capture.client() == std::string(test.client) + "|capture-end");
        CHECK(capture.recorder.gaps.empty());
    }
}

TEST_CASE("tcp/reassembly: sequence numbers wrap at 2^32, in the handshake and in the middle of a segment") {
    const std::vector<std::vector<std::size_t>> orders{{0, 1, 2, 3, 4, 5, 6, 7},
                                                       {0, 1, 7, 5, 4, 6, 3, 2},
                                                       {5, 3, 7, 2, 4, 6, 1, 0},
                                                       {0, 0, 1, 1, 2, 2, 3, 4, 5, 4, 6, 7}};
    for (const auto& order : orders)
        for (const std::uint32_t before : {0U, 1U, 2U, 3U, 4U, 5U, 9U, 13U}) {
            CAPTURE(before);
            Script script({.client_isn = 0U - before, .server_isn = 0U - before});
            const Sents sents{script.syn(),
                              script.syn_ack(),
                              script.data(kClient, "abc"),
                              script.data(kClient, "defg"),
                              script.data(kServer, "xyz"),
                              script.data(kClient, "hijk"),
                              script.fin(kClient),
                              script.fin(kServer)};
            Capture capture;
            capture.see(in_order(sents, order));
            CHECK(capture.client() == "abcdefghijk$|fin");
            CHECK(capture.server() == "xyz$|fin");
            CHECK(capture.tracker.streams() == 1);
        }
}

TEST_CASE("tcp/reassembly: a stream may be longer than 2^32 octets") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    constexpr std::uint32_t step = 1U << 29;
    for (std::uint32_t i = 0; i < 20; ++i) {
        const Sent sent = script.at(kClient, i * step, "x");
        Segment segment = sent.segment({100 + i, {}, 0, 9});
        segment.payload_length = step;
        capture.tracker.on_segment(segment);
    }
    capture.see(script.at(kClient, 20 * step, "end"));
    std::string expected;
    for (int i = 0; i < 20; ++i) expected += "x[536870911]";
    CHECK(capture.client() == expected + "end");
}

TEST_CASE("tcp/reassembly: a packet seen twice, as on all interfaces at once, changes nothing") {
    Script script;
    Capture capture;
    const Sents opening = script.handshake();
    const Sents sents{script.data(kClient, "GET /"), script.data(kServer, "200"),
                      script.data(kClient, "more"),  script.fin(kClient),
                      script.fin(kServer),           script.ack(kClient)};
    for (const Sent& sent : opening + sents) capture.see(Sents{sent, sent});
    CHECK(capture.client() == "GET /more$|fin");
    CHECK(capture.server() == "200$|fin");
    CHECK(capture.tracker.streams() == 1);
    CHECK(capture.recorder.ended_clients.size() == 1);
}

TEST_CASE("tcp/reassembly: acknowledgements captured before the data that they acknowledge make no gap") {
    Script script;
    Capture capture;
    const Sents opening = script.handshake();
    const Sents sents{script.data(kClient, "one"), script.ack(kServer), script.data(kClient, "two"),
                      script.ack(kServer)};
    capture.see(opening + in_order(sents, {3, 1, 2, 0}));
    CHECK(capture.client() == "onetwo");
    CHECK(capture.recorder.gaps.empty());
}

TEST_CASE("tcp/reassembly: keep-alive probes bring nothing") {
    Script script;
    Capture capture;
    SUBCASE("with the last octet again") {
        capture.see(script.handshake());
        capture.see(script.data(kClient, "abc"));
        capture.see(script.at(kClient, 2, "?"));
    }
    SUBCASE("without an octet") {
        capture.see(script.handshake());
        capture.see(script.data(kClient, "abc"));
        capture.see(script.at(kClient, 2, ""));
    }
    SUBCASE("before the first octet") {
        capture.see(script.handshake());
        capture.see(script.at(kClient, 0xFFFFFFFF, "?"));
        capture.see(script.data(kClient, "abc"));
    }
    SUBCASE("an octet as the first packet seen") {
        (void)script.handshake();
        capture.see(script.at(kClient, 0xFFFFFFFF, std::string_view("\0", 1)));
        capture.see(script.data(kClient, "abc"));
        capture.pass(kPatienceTime);
    }
    SUBCASE("no octet as the first packet seen") {
        (void)script.handshake();
        capture.see(script.at(kClient, 0xFFFFFFFF, ""));
        capture.see(script.data(kClient, "abc"));
        capture.pass(kPatienceTime);
    }
    capture.see(script.data(kClient, "def"));
    CHECK(capture.client() == "abcdef");
}

TEST_CASE("tcp/reassembly: SYN and FIN may carry octets") {
    Script script;
    Capture capture;
    const Sents sents{script.syn("GET"), script.syn_ack(), script.data(kClient, " /"),
                      script.fin(kClient, "!"), script.fin(kServer, "200")};
    SUBCASE("in order") { capture.see(sents); }
    SUBCASE("the SYNs last") { capture.see(in_order(sents, {4, 3, 2, 0, 1})); }
    SUBCASE("the SYN after its answer") { capture.see(in_order(sents, {1, 0, 2, 4, 3})); }
    SUBCASE("each twice") { capture.see(in_order(sents, {0, 0, 1, 1, 2, 2, 3, 3, 4, 4})); }
    CHECK(capture.client() == "GET /!$|fin");
    CHECK(capture.server() == "200$|fin");
    CHECK(capture.tracker.streams() == 1);
}

TEST_CASE("tcp/reassembly: octets come with what their packet acknowledged, if anything") {
    Script script;
    Capture capture;
    const Sents sents{script.syn("GET"), script.syn_ack(), script.data(kServer, "200"),
                      script.data(kClient, "one"), script.data(kClient, "two")};
    SUBCASE("in order") { capture.see(sents); }
    SUBCASE("not in order") { capture.see(in_order(sents, {0, 1, 2, 4, 3})); }
    const auto& pieces = capture.recorder.pieces;
    REQUIRE(pieces.size() == 4);
    CHECK_FALSE(pieces[0].arrival.acknowledged);
    CHECK(pieces[1].arrival.acknowledged == sents[2].acknowledgment);
    CHECK(pieces[2].arrival.acknowledged == sents[3].acknowledgment);
    CHECK(pieces[3].arrival.acknowledged == sents[4].acknowledgment);
    CHECK(pieces[1].arrival.acknowledged != pieces[2].arrival.acknowledged);
}

TEST_CASE("tcp/reassembly: a SYN with octets that comes after later octets opens no new connection") {
    Script script;
    Capture capture;
    const Sent syn = script.syn("GET");
    capture.see(Sents{script.syn_ack(), script.data(kClient, " /"), syn, syn, script.data(kClient, "!")});
    CHECK(capture.client() == " /!");
    CHECK(capture.tracker.streams() == 1);
}

TEST_CASE("tcp/reassembly: what the capture cut off is a gap of its length, in its place") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    Sents sents{script.data(kClient, "one---"), script.data(kClient, "-----"), script.data(kClient, "two"),
                script.fin(kClient, "--")};
    sents[0].cut = 3;
    sents[1].cut = 5;
    sents[3].cut = 2;
    SUBCASE("in order") { capture.see(sents); }
    SUBCASE("reversed") { capture.see(in_order(sents, {3, 2, 1, 0})); }
    SUBCASE("twice") { capture.see(in_order(sents, {0, 0, 1, 1, 2, 2, 3, 3})); }
    SUBCASE("first copies win, also where they are cut") {
        capture.see(in_order(sents, {2, 1}));
        capture.see(script.at(kClient, 0, "one---XXXXXtwo"));
        capture.see(sents[3]);
        CHECK(capture.client() == "one---[5]two[2]$");
        return;
    }
    CHECK(capture.client() == "one[3][5]two[2]$");
}

TEST_CASE(
    "tcp/reassembly: a cut segment that reaches beyond what was handed on loses what it does not hold") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    capture.see(script.data(kClient, "abcd"));
    Sent longer = script.at(kClient, 2, "cdefgh");
    std::string expected;
    SUBCASE("within the new octets") { longer.cut = 2, expected = "abcdef[2]"; }
    SUBCASE("before the new octets") { longer.cut = 5, expected = "abcd[4]"; }
    capture.see(longer);
    CHECK(capture.client() == expected);
}

TEST_CASE("tcp/reassembly: a segment further away than any window belongs to nothing") {
    Script script;
    Capture capture;
    SUBCASE("ahead and behind of a stream") {
        capture.see(script.handshake());
        capture.see(script.data(kClient, "abc"));
        capture.see(script.at(kClient, 4 + (1U << 30), "far ahead"));
        capture.see(script.at(kClient, 1U << 31, "farther"));
        capture.see(script.at(kClient, 0U - (1U << 30), "far behind"));
        capture.see(script.data(kClient, "def"));
        capture.finish();
        CHECK(capture.client() == "abcdef|capture-end");
    }
    SUBCASE("before a stream whose beginning was not seen") {
        (void)script.handshake();
        capture.see(script.data(kClient, "abc"));
        capture.see(script.at(kClient, 0U - 1'500'000'000, "far behind"));
        capture.finish();
        CHECK(capture.client() == "abc|capture-end");
    }
    CHECK(capture.recorder.gaps.empty());
}
