#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr auto kClient = Direction::client;
constexpr auto kServer = Direction::server;

/// A consumer that takes up to `allowed` octets of the client in all, and the server's as they come.
struct Holding {
    Holding() {
        capture.recorder.on_octets = [this](Flow& flow, Direction from, Bytes octets) {
            if (from == kServer) {
                if (!answer_allows) return octets.size();
                allowed += answer_allows;
                capture.tracker.resume(flow, end_of(flow, kClient));
                return octets.size();
            }
            const std::size_t taken = std::min(octets.size(), allowed);
            allowed -= taken;
            return taken;
        };
        capture.recorder.on_expiry = [this](Flow&, Direction from) {
            ++expired;
            last_expired = from;
            allowed += expiry_allows;
        };
        capture.see(script.handshake());
    }
    void see_acknowledgements(int count) {
        for (int i = 0; i < count; ++i) capture.see(script.ack(kServer));
    }
    Script script;
    Capture capture;
    std::size_t allowed = 0;
    std::size_t answer_allows = 0;
    std::size_t expiry_allows = 1000;
    int expired = 0;
    Direction last_expired = kServer;
};

}  // namespace

TEST_CASE_FIXTURE(Holding,
                  "tcp/reassembly: what is held is given again when the other direction lets it go on") {
    allowed = 3;
    answer_allows = 1000;
    capture.see(script.data(kClient, "GETframe"));
    capture.see(script.data(kClient, "frame2"));
    CHECK(capture.client() == "GET");
    capture.see(script.data(kServer, "101"));
    CHECK(capture.client() == "GETframeframe2");
    CHECK(expired == 0);
    const auto& pieces = capture.recorder.pieces;
    REQUIRE(pieces.size() == 4);
    CHECK(pieces[1].octets == "frame");  // told within the call with the answer
    CHECK(pieces[1].arrival.packet.number == 4);
    CHECK(pieces[1].arrival.carried_by == 4);
    CHECK(pieces[2].octets == "frame2");
    CHECK(pieces[2].arrival.packet.number == 5);
    CHECK(pieces[3].octets == "101");
    capture.see(script.data(kClient, "!"));
    CHECK(capture.client() == "GETframeframe2!");
}

TEST_CASE_FIXTURE(Holding,
                  "tcp/reassembly: held octets that came out of order keep the packet that carried them") {
    const Sent first = script.data(kClient, "GE");
    capture.see(script.data(kClient, "Tframe"));  // packet 4
    allowed = 3;
    capture.see(first);  // packet 5
    CHECK(capture.client() == "GET");
    answer_allows = 1000;
    capture.see(script.data(kServer, "101"));
    const auto& pieces = capture.recorder.pieces;
    REQUIRE(pieces.size() == 4);
    CHECK(pieces[2].octets == "frame");
    CHECK(pieces[2].arrival.packet.number == 5);
    CHECK(pieces[2].arrival.carried_by == 4);
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: resuming may hold again, and from outside works as well") {
    capture.see(script.data(kClient, "abcdef"));
    CHECK(capture.client().empty());
    answer_allows = 2;
    capture.see(script.data(kServer, "1"));
    CHECK(capture.client() == "ab");
    capture.see(script.data(kServer, "2"));
    CHECK(capture.client() == "abcd");
    capture.see(script.fin(kClient));
    capture.see(script.data(kServer, "3"));
    CHECK(capture.client() == "abcdef$");
    CHECK(expired == 0);
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: a hold expires after 64 packets") {
    capture.see(script.data(kClient, "abc"));
    see_acknowledgements(63);
    CHECK(expired == 0);
    CHECK(capture.client().empty());
    see_acknowledgements(1);
    CHECK(expired == 1);
    CHECK(last_expired == kClient);
    CHECK(capture.client() == "abc");
    CHECK(capture.recorder.gaps.empty());
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: a hold expires after 100 ms") {
    capture.see(script.data(kClient, "abc"));
    capture.pass(kPatienceTime - 1);
    see_acknowledgements(1);
    CHECK(expired == 0);
    capture.pass(1);
    see_acknowledgements(1);
    CHECK(expired == 1);
    CHECK(capture.client() == "abc");
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: retransmissions of what is held change nothing") {
    allowed = 1;
    capture.see(script.data(kClient, "abc"));
    capture.see(script.at(kClient, 0, "XYZ"));
    capture.see(script.at(kClient, 1, "YZd"));
    answer_allows = 1000;
    capture.see(script.data(kServer, "1"));
    CHECK(capture.client() == "abcd");
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: the end of the capture gives what is held, hold by hold") {
    expiry_allows = 2;
    capture.see(script.data(kClient, "abc"));
    capture.see(script.data(kClient, "def"));
    capture.see(script.fin(kClient));
    capture.finish();
    CHECK(expired == 3);
    CHECK(capture.client() == "abcdef$|capture-end");
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: a RST gives what is held before it ends the flow") {
    capture.see(script.data(kClient, "abc"));
    capture.see(script.rst(kClient));
    CHECK(expired == 1);
    CHECK(capture.client() == "abc|rst by client");
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: what is refused after its hold expired is dropped") {
    expiry_allows = 0;
    capture.see(script.data(kClient, "abc"));
    see_acknowledgements(64);
    CHECK(expired == 1);
    CHECK(capture.client().empty());
    CHECK(capture.budget.used() > 0);
    capture.finish();
    CHECK(capture.client() == "|capture-end");
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: a cut payload that is held keeps its gap") {
    Sent cut = script.data(kClient, "abcdef");
    cut.cut = 2;
    allowed = 1;
    capture.see(cut);
    CHECK(capture.client() == "a");
    answer_allows = 1000;
    capture.see(script.data(kServer, "1"));
    CHECK(capture.client() == "abcd[2]");
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: a hold with a hole behind it") {
    allowed = 1;
    capture.see(script.data(kClient, "abc"));
    script.lose(kClient, "lost");
    capture.see(script.data(kClient, "def"));
    answer_allows = 1000;
    capture.see(script.data(kServer, "1"));
    CHECK(capture.client() == "abc");
    see_acknowledgements(64);
    CHECK(capture.client() == "abc[4]def");
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: both directions may be held and let each other go on") {
    int calls = 0;
    capture.recorder.on_octets = [&](Flow& flow, Direction from, Bytes octets) -> std::size_t {
        if (from == kServer && calls < 1) return 0;  // waits for the client
        ++calls;
        if (from == kClient) capture.tracker.resume(flow, end_of(flow, kServer));
        return octets.size();
    };
    capture.see(script.data(kServer, "200"));
    CHECK(capture.server().empty());
    capture.see(script.fin(kServer));
    capture.see(script.fin(kClient, "GET"));
    CHECK(capture.client() == "GET$|fin");
    CHECK(capture.server() == "200$|fin");
}

TEST_CASE_FIXTURE(Holding, "tcp/reassembly: holds that the memory has no room for expire at once") {
    Capture small(1000);
    int small_expired = 0;
    std::size_t may_take = 0;
    small.recorder.on_octets = [&](Flow&, Direction, Bytes octets) {
        return std::min(octets.size(), may_take);
    };
    small.recorder.on_expiry = [&](Flow&, Direction) { ++small_expired, may_take = 100'000; };
    Script other;
    small.see(other.handshake());
    small.see(other.data(kClient, std::string(2000, 'x')));
    CHECK(small_expired == 1);
    CHECK(small.client() == std::string(2000, 'x'));
    CHECK(small.budget.used() <= 1000);
}
