// How connections end, and what then comes between the same endpoints.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr auto kClient = Direction::client;
constexpr auto kServer = Direction::server;

/// Opened, and each side has sent something.
struct Opened {
    Opened() {
        capture.see(script.handshake());
        capture.see(script.data(kClient, "GET"));
        capture.see(script.data(kServer, "200"));
        capture.see(script.ack(kClient));
    }
    Script script;
    Capture capture;
};

Sent with_sequence(Sent sent, std::uint32_t sequence) {
    sent.sequence = {sequence};
    return sent;
}

}  // namespace

TEST_CASE_FIXTURE(Opened, "tcp/tracker: after one side's FIN the other goes on") {
    capture.see(script.fin(kClient));
    CHECK(capture.client() == "GET$");
    capture.see(script.data(kServer, "more"));
    capture.see(script.ack(kClient));
    capture.see(script.data(kServer, "and more"));
    CHECK(capture.server() == "200moreand more");
    capture.see(script.fin(kServer));
    CHECK(capture.client() == "GET$|fin");
    CHECK(capture.server() == "200moreand more$|fin");
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: a FIN where octets were already handed on is not this connection's") {
    capture.see(script.at(kClient, 1, "", TcpFlags::kFin | TcpFlags::kAck));
    capture.see(script.at(kServer, 2, "", TcpFlags::kFin | TcpFlags::kAck));
    capture.see(script.data(kClient, "!"));
    CHECK(capture.client() == "GET!");
    CHECK(capture.server() == "200");
}

TEST_CASE_FIXTURE(Opened,
                  "tcp/tracker: a FIN that comes alone and again with octets ends its direction once") {
    const Sent octets = script.data(kClient, "more");
    capture.see(script.fin(kClient));
    Sent both = octets;
    both.flags.octet |= TcpFlags::kFin;
    capture.see(both);
    CHECK(capture.client() == "GETmore$");
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: a FIN that later octets prove false ends nothing") {
    capture.see(script.at(kClient, 5, "", TcpFlags::kFin | TcpFlags::kAck));
    capture.see(script.data(kClient, "long enough"));
    CHECK(capture.client() == "GETlong enough");
    capture.see(script.fin(kClient, "."));
    CHECK(capture.client() == "GETlong enough.$");
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: a FIN in order goes before one that stands far beyond") {
    capture.see(script.at(kServer, 500'000, "", TcpFlags::kAck | TcpFlags::kFin));
    capture.see(script.data(kServer, "200"));
    capture.see(script.fin(kServer));
    capture.see(script.fin(kClient));
    CHECK(capture.server() == "200200$|fin");
    CHECK(capture.recorder.gaps.empty());
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: who sent a FIN that octets prove false has not ended first by it") {
    std::vector<bool> server_was_first;
    capture.recorder.on_end = [&](Flow& flow, Direction) {
        server_was_first.push_back(flow.first_ender() == end_of(flow, kServer));
    };
    capture.see(script.at(kClient, 5, "", TcpFlags::kFin | TcpFlags::kAck));
    SUBCASE("at once") { capture.see(script.data(kClient, "long enough")); }
    SUBCASE("behind a hole") {
        const Sent front = script.data(kClient, "long ");
        capture.see(script.data(kClient, "enough"));
        capture.see(front);
    }
    capture.see(script.fin(kServer));
    capture.see(script.fin(kClient));
    CHECK(server_was_first == std::vector{true, true});
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: octets behind a FIN are no part of the stream") {
    capture.see(script.at(kClient, 10, "forged"));
    capture.see(script.fin(kClient));
    CHECK(capture.client() == "GET$");
    capture.see(script.data(kClient, "more"));
    capture.finish();
    CHECK(capture.client() == "GET$|capture-end");
}

TEST_CASE("tcp/tracker: RST ends a connection where its sequence number fits, and nowhere else") {
    struct Case {
        std::string_view name;
        Direction from;
        std::uint32_t sequence;
        bool fits;
    };
    const std::uint32_t client_next = 1001 + 3;
    const std::uint32_t server_next = 5001 + 3;
    const std::vector<Case> cases{
        {"the client's next", kClient, client_next, true},
        {"the server's next", kServer, server_next, true},
        {"behind a FIN that was not captured", kServer, server_next + 1, true},
        {"before what was acknowledged", kClient, client_next - 1, false},
        {"ahead in the window", kClient, client_next + 2, false},
        {"far ahead", kServer, server_next + 1'000'000, false},
        {"zero", kClient, 0, false},
        {"the other direction's", kClient, server_next, false},
    };
    for (const Case& test : cases) {
        CAPTURE(test.name);
        Opened opened;
        opened.capture.see(with_sequence(opened.script.rst(test.from), test.sequence));
        opened.capture.see(opened.script.data(kClient, "!"));
        const std::string by = test.from == kClient ? "|rst by client" : "|rst by server";
        CHECK(opened.capture.client() == (test.fits ? "GET" + by : "GET!"));
    }
}

TEST_CASE_FIXTURE(Opened,
                  "tcp/tracker: RST fits wherever it may stand between the acknowledged and the waiting") {
    capture.see(script.data(kClient, "not acknowledged"));
    SUBCASE("the acknowledged") { capture.see(with_sequence(script.rst(kClient), 1001 + 3)); }
    SUBCASE("between") { capture.see(with_sequence(script.rst(kClient), 1001 + 9)); }
    SUBCASE("the end") { capture.see(script.rst(kClient)); }
    CHECK(capture.client() == "GETnot acknowledged|rst by client");
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: RST behind octets that wait gives them first") {
    script.lose(kClient, "lost");
    capture.see(script.data(kClient, "last"));
    capture.see(script.rst(kClient));
    CHECK(capture.client() == "GET[4]last|rst by client");
}

TEST_CASE("tcp/tracker: RST after both FINs, or after one") {
    Opened both;
    both.capture.see(Sents{both.script.fin(kClient), both.script.fin(kServer), both.script.rst(kClient)});
    CHECK(both.capture.client() == "GET$|fin");
    Opened one;
    one.capture.see(Sents{one.script.fin(kClient), one.script.rst(kClient)});
    CHECK(one.capture.client() == "GET$|rst by client");
}

TEST_CASE("tcp/tracker: RST from a side that sent nothing else fits by what was acknowledged to it") {
    Script script;
    Capture capture;
    (void)script.handshake();
    capture.see(script.data(kClient, "GET"));  // acknowledges the server's SYN
    SUBCASE("fits") {
        capture.see(script.rst(kServer));
        CHECK(capture.client() == "GET|rst by server");
    }
    SUBCASE("blind") {
        capture.see(with_sequence(script.rst(kServer), 4000));
        capture.finish();
        CHECK(capture.client() == "GET|capture-end");
    }
}

TEST_CASE("tcp/tracker: RST and ACK refuse a SYN, which may carry octets") {
    struct Case {
        std::string_view octets;
        std::uint32_t acknowledges_beyond;
        std::string_view client;
    };
    const std::vector<Case> cases{
        {"early", 0, "early|rst by server"}, {"early", 1, "earlylate"}, {"", 0, ""}, {"", 1, "late"}};
    for (const Case& test : cases) {
        Script script;
        Capture capture;
        capture.see(script.syn(test.octets));
        Sent refusal = script.at(kServer, 0, "", TcpFlags::kRst | TcpFlags::kAck);
        refusal.sequence = {0};
        refusal.acknowledgment = refusal.acknowledgment + test.acknowledges_beyond;
        capture.see(refusal);
        capture.see(script.data(kClient, "late"));
        CHECK(capture.client() == test.client);
    }
}

TEST_CASE("tcp/tracker: a SYN that was refused may be answered after all when it is sent again") {
    Script script;
    Capture capture;
    const Sent syn = script.syn();
    Sent refusal = script.at(kServer, 0, "", TcpFlags::kRst | TcpFlags::kAck);
    refusal.sequence = {0};
    capture.see(Sents{syn, refusal, syn, script.syn_ack(), script.data(kClient, "GET")});
    CHECK(capture.client() == "GET");
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: late segments after the end belong to no new connection") {
    const Sent late_data = script.at(kClient, 0, "GETlate");
    SUBCASE("ended by FINs") { capture.see(Sents{script.fin(kClient), script.fin(kServer)}); }
    SUBCASE("ended by RST") { capture.see(script.rst(kClient)); }
    const std::string client = capture.client();
    CHECK(client.find('|') != std::string::npos);
    Script same;
    capture.see(same.handshake());
    capture.see(late_data);
    capture.see(Sents{script.ack(kClient), script.ack(kServer), script.fin(kClient), script.rst(kServer)});
    capture.finish();
    CHECK(capture.tracker.streams() == 1);
    CHECK(capture.client() == client);
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: a SYN with another sequence number opens a new connection") {
    Script next({.client_isn = 40'000, .server_isn = 90'000});
    std::string ending;
    SUBCASE("after FINs") {
        capture.see(Sents{script.fin(kClient), script.fin(kServer)});
        ending = "$|fin";
    }
    SUBCASE("after RST") {
        capture.see(script.rst(kServer));
        ending = "|rst by server";
    }
    SUBCASE("in the midst of a live one") { ending = "|replaced"; }
    SUBCASE("with octets of the old one waiting") {
        script.lose(kClient, "lost");
        capture.see(script.data(kClient, "waits"));
        ending = "[4]waits|replaced";
    }
    capture.see(next.handshake());
    capture.see(
        Sents{next.data(kClient, "new"), next.data(kServer, "NEW"), next.fin(kServer), next.fin(kClient)});
    CHECK(capture.client() == "GET" + ending + "new$|fin");
    CHECK(capture.tracker.streams() == 2);
}

TEST_CASE_FIXTURE(
    Opened,
    "tcp/tracker: the answer to the new SYN may be all that is captured of the opening, or come first") {
    Script next({.client_isn = 40'000, .server_isn = 90'000});
    capture.see(Sents{script.fin(kClient), script.fin(kServer)});
    const Sent syn = next.syn();
    capture.see(next.syn_ack());
    SUBCASE("SYN later") { capture.see(syn); }
    SUBCASE("SYN lost") {}
    capture.see(next.data(kClient, "new"));
    CHECK(capture.client() == "GET$|finnew");
    CHECK(capture.tracker.streams() == 2);
}

TEST_CASE_FIXTURE(Opened, "tcp/tracker: a retransmitted SYN opens nothing") {
    Script same;
    const Sents opening = same.handshake();
    for (int i = 0; i < 3; ++i) capture.see(opening);
    capture.see(script.data(kClient, "!"));
    CHECK(capture.tracker.streams() == 1);
    CHECK(capture.client() == "GET!");
}

TEST_CASE("tcp/tracker: both sides may open a connection at once (RFC 9293 section 3.5, figure 8)") {
    Script script;
    Sent first = script.syn();
    Sent second = script.syn_ack();
    Sents answers{first, second};
    for (Sent& answer : answers) answer.flags.octet = TcpFlags::kSyn | TcpFlags::kAck;
    answers[0].acknowledgment = second.sequence + 1;
    second.flags.octet = TcpFlags::kSyn;
    Capture capture;
    capture.see(Sents{first, second} + answers);
    capture.see(Sents{script.data(kClient, "GET"), script.data(kServer, "101")});
    CHECK(capture.client() == "GET");
    CHECK(capture.server() == "101");
    CHECK(capture.tracker.streams() == 1);
}

TEST_CASE(
    "tcp/tracker: a SYN opens a new connection on one that began without it, unless it lies shortly before") {
    struct Case {
        std::string_view name;
        bool has_octets;  ///< Of the client, where all else that is known of it is what was acknowledged.
        int packets;
        std::uint32_t isn;
        std::uint64_t streams;
    };
    constexpr std::uint32_t kSeen = 5'000'000;
    const std::vector<Case> cases{
        {"its own", true, 1, kSeen - 1, 1},
        {"shortly before", true, 1, kSeen - 100'000, 1},
        {"long before", true, 1, kSeen - 2'000'000, 2},
        {"behind", true, 1, kSeen + 10, 2},
        {"shortly before, but long ago", true, 128, kSeen - 1, 2},
        {"its own, acknowledged", false, 1, kSeen - 1, 1},
        {"shortly before what was acknowledged", false, 1, kSeen - 100'000, 1},
        {"long before what was acknowledged", false, 1, kSeen - 2'000'000, 2},
        {"behind what was acknowledged", false, 1, kSeen + 10, 2},
    };
    for (const Case& test : cases) {
        CAPTURE(test.name);
        Script old({.client_isn = kSeen - 1});
        (void)old.handshake();
        Capture capture;
        for (int i = 0; i < test.packets; ++i)
            capture.see(test.has_octets ? old.at(kClient, 0, "GET") : old.ack(kServer));
        Script other({.client_isn = test.isn});
        capture.see(other.syn());
        CHECK(capture.tracker.streams() == test.streams);
    }
}

TEST_CASE("tcp/tracker: a SYN after a lone RST, all that was seen of the old connection, opens a new one") {
    for (const Direction from : {kClient, kServer}) {
        for (const std::uint8_t flags : {TcpFlags::kRst, std::uint8_t{TcpFlags::kRst | TcpFlags::kAck}}) {
            Capture capture;
            Script old;
            (void)old.handshake();
            capture.see(old.at(from, 7, "", flags));
            Script next({.client_isn = 3'000'000, .server_isn = 70'000'000});
            capture.see(next.handshake());
            capture.see(next.data(kClient, "GET"));
            capture.finish();
            CHECK(capture.client() == "GET|capture-end");
            CHECK(capture.tracker.streams() == 2);
        }
    }
}

TEST_CASE(
    "tcp/tracker: a late SYN after the end of a connection that began without it, also of a later one") {
    Capture capture;
    for (std::uint16_t port = 1000; port < 1200; ++port) {
        Script script({.client_port = port});
        const Sents opening = script.handshake();
        capture.see(script.data(kClient, "GET"));
        capture.see(script.data(kServer, "200"));
        capture.see(script.rst(kClient));
        capture.see(opening);
        CHECK(capture.told(port).client == "GET|rst by client");
    }
    CHECK(capture.tracker.streams() == 200);
}
