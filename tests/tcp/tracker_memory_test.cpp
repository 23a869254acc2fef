#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tcp/flow_table.hpp"
#include "tcp/pending.hpp"
#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr auto kClient = Direction::client;
constexpr auto kServer = Direction::server;
constexpr std::uint64_t kFlow = FlowTable::kCostPerFlow;

Script script_of(std::size_t number, std::uint32_t isn = 1000) {
    return Script({.client_isn = isn,
                   .client_port = static_cast<std::uint16_t>(1000 + number % 60000),
                   .network = number / 60000});
}

}  // namespace

TEST_CASE("tcp/tracker: when everything has ended, only the flows' records are counted, and then nothing") {
    MemoryBudget budget(1 << 20);
    Recorder recorder;
    auto tracker = std::make_unique<Tracker>(recorder, budget, TrackerOptions{});
    std::uint64_t number = 0;
    const auto see = [&](const Sents& sents) {
        for (const Sent& sent : sents) tracker->on_segment(sent.segment({++number, {}, 0, 9}));
    };
    Script closed = script_of(1), open = script_of(2), waiting = script_of(3), unknown = script_of(4);
    see(closed.handshake() + Sents{closed.fin(kClient), closed.fin(kServer)});
    see(open.handshake());
    see({open.data(kClient, "GET")});
    see(waiting.handshake());
    waiting.lose(kClient, "lost");
    see({waiting.data(kClient, "waits"), waiting.fin(kClient)});
    (void)unknown.handshake();
    see({unknown.data(kClient, "waits"), unknown.fin(kServer)});
    CHECK(budget.used() > 4 * kFlow);
    tracker->finish();
    CHECK(budget.used() == 4 * kFlow);
    tracker.reset();
    CHECK(budget.used() == 0);
}

TEST_CASE("tcp/tracker: what waits is given back with the tracker, also when it was not finished") {
    MemoryBudget budget(1 << 20);
    Recorder recorder;
    {
        Tracker tracker(recorder, budget, {});
        Script script;
        (void)script.handshake();
        const Sent sent = script.data(kClient, "waits");
        tracker.on_segment(sent.segment({1, {}, 0, 9}));
        CHECK(budget.used() > kFlow + sent.payload.size());
    }
    CHECK(budget.used() == 0);
}

TEST_CASE("tcp/tracker: under memory pressure the flows that were silent longest end, with timeout") {
    constexpr std::size_t flows = 80;
    Capture capture(flows * kFlow);
    std::vector<Script> scripts;
    for (std::size_t i = 0; i < flows; ++i) {
        scripts.push_back(script_of(i));
        capture.see(scripts[i].handshake());
        capture.see(scripts[i].data(kClient, "GET"));
    }
    for (const auto lively : std::array<std::size_t, 3>{0, 2, 4})
        capture.see(scripts[lively].data(kServer, "200"));
    CHECK(capture.recorder.ended_clients.empty());
    CHECK(capture.budget.used() == flows * kFlow);

    Script one_more = script_of(flows);
    capture.see(one_more.syn());
    // An eighth and one: the silent ones from the front, in the order of their last packets.
    CHECK(capture.recorder.ended_clients ==
          std::vector<std::uint16_t>{1001, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013});
    CHECK(capture.told(1001).client == "GET|timeout");
    CHECK(capture.told(1000).client == "GET");
    CHECK(capture.budget.used() == (flows - 11 + 1) * kFlow);
    CHECK(capture.tracker.streams() == flows + 1);
}

TEST_CASE("tcp/tracker: under memory pressure what a flow waits for is handed on before it ends") {
    Capture capture(3 * kFlow + 1000);
    Script script = script_of(0);
    capture.see(script.handshake());
    script.lose(kClient, "lost");
    capture.see(script.data(kClient, std::string(500, 'x')));
    for (std::size_t i = 1; i < 20; ++i) capture.see(script_of(i).syn());
    CHECK(capture.told(1000).client == "[4]" + std::string(500, 'x') + "|timeout");
    CHECK(capture.budget.used() <= capture.budget.limit());
}

TEST_CASE("tcp/tracker: tombstones are forgotten before living flows end") {
    constexpr std::size_t flows = 10;
    Capture capture(flows * kFlow);
    std::vector<Script> scripts;
    for (std::size_t i = 0; i < flows; ++i) {
        scripts.push_back(script_of(i));
        capture.see(scripts[i].handshake());
        capture.see(scripts[i].data(kClient, "GET"));
    }
    capture.see(scripts[7].rst(kClient));
    capture.see(script_of(flows).syn());
    CHECK(capture.recorder.ended_clients == std::vector<std::uint16_t>{1007});
    CHECK(capture.budget.used() == flows * kFlow);
}

TEST_CASE("tcp/tracker: an ignored flow is seen to end, also by a FIN with what made it ignored, or before") {
    Capture capture(8 * kFlow);
    capture.recorder.on_octets = [&](Flow& flow, Direction, Bytes octets) {
        if (as_text(octets) == "SSH") capture.tracker.ignore(flow);
        return octets.size();
    };
    Script silent = script_of(0), ignored = script_of(1);
    capture.see(silent.handshake());
    capture.see(silent.data(kClient, "GET"));
    capture.see(ignored.handshake());
    const Sent octets = ignored.data(kClient, "SSH");
    const Sent fin = ignored.fin(kClient);
    SUBCASE("later") { capture.see(Sents{octets, fin}); }
    SUBCASE("before") { capture.see(Sents{fin, octets}); }
    SUBCASE("with them") {
        Sent both = octets;
        both.flags.octet |= TcpFlags::kFin;
        capture.see(both);
    }
    capture.see(ignored.fin(kServer));
    CHECK(capture.budget.used() == 2 * kFlow);
    // A tombstone would make room for others first; a flow that goes on would be spared as the younger one.
    for (std::size_t i = 2; i < 9; ++i) capture.see(script_of(i).syn());
    CHECK(capture.told(1000).client == "GET");
    capture.see(script_of(9).syn());
    CHECK(capture.told(1000).client == "GET|timeout");
}

TEST_CASE("tcp/tracker: no more than kMaxTombstones are kept, the latest") {
    Capture capture;
    const auto open_and_reset = [&](std::size_t number, std::uint32_t isn) {
        Script script = script_of(number, isn);
        capture.see(script.syn());
        capture.see(script.rst(kClient));
    };
    for (std::size_t i = 0; i < kMaxTombstones; ++i) open_and_reset(i, 1000);
    CHECK(capture.budget.used() == kMaxTombstones * kFlow);
    for (std::size_t i = 0; i < 500; ++i) open_and_reset(kMaxTombstones + i, 1000);
    CHECK(capture.budget.used() == kMaxTombstones * kFlow);
    CHECK(capture.tracker.streams() == kMaxTombstones + 500);
    capture.see(script_of(500).syn());  // the oldest that is kept: late, so no new connection
    CHECK(capture.tracker.streams() == kMaxTombstones + 500);
    capture.see(script_of(499).syn());  // the youngest that is forgotten
    CHECK(capture.tracker.streams() == kMaxTombstones + 501);
}

TEST_CASE("tcp/tracker: one packet may open one flow more often than there are tombstones") {
    // As the segments of one aggregated frame do: they share the packet, so that nothing but their flow tells
    // them apart.
    MemoryBudget budget(std::uint64_t{1} << 30);
    Recorder recorder;
    Tracker tracker(recorder, budget, {0x5EED, 0});
    const PacketStamp packet{1, {}};
    std::vector<Sent> sent;
    for (std::uint32_t i = 0; i < 2 * kMaxTombstones; ++i)
        sent.push_back(Script({.client_isn = 1000 * i}).syn());
    std::vector<Segment> segments;
    for (const Sent& each : sent) segments.push_back(each.segment(packet));
    tracker.on_segments(segments);
    for (std::size_t i = 0; i < 100; ++i) {
        Script script = script_of(i);
        const Sent syn = script.syn();
        tracker.on_segments(std::array{syn.segment(PacketStamp{2 + i, {}})});
    }
    CHECK(tracker.streams() == 2 * kMaxTombstones + 100);
    CHECK(budget.used() == 101 * kFlow);
}

TEST_CASE("tcp/tracker: more connections than there are tombstones may end with the capture") {
    constexpr std::size_t flows = kMaxTombstones + 300;
    Capture capture;
    for (std::size_t i = 0; i < flows; ++i) {
        Script script = script_of(i);
        capture.see(script.syn("GET"));
    }
    capture.finish();
    CHECK(capture.recorder.ended_clients.size() == flows);
    CHECK(capture.budget.used() == kMaxTombstones * kFlow);
}

TEST_CASE("tcp/tracker: endpoints that are reused over and over leave no more than one record") {
    Capture capture;
    for (std::uint32_t i = 1; i <= 3 * kMaxTombstones; ++i) {
        Script script = script_of(0, i * 1000);
        capture.see(script.syn());
        capture.see(script.rst(kClient));
    }
    CHECK(capture.budget.used() == kFlow);
    CHECK(capture.tracker.streams() == 3 * kMaxTombstones);
    Script last = script_of(0, 7);
    capture.see(last.handshake());
    capture.see(last.data(kClient, "GET"));
    CHECK(capture.told(1000).client == "GET");
}

TEST_CASE("tcp/tracker: the budget's limit holds whatever comes, but for one flow") {
    for (const std::uint64_t limit : {std::uint64_t{0}, kFlow, 2 * kFlow + 400, std::uint64_t{30'000}}) {
        CAPTURE(limit);
        Capture capture(limit);
        std::mt19937_64 random(limit);
        const auto any = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); };
        bool may_take = true;
        capture.recorder.on_octets = [&](Flow&, Direction, Bytes octets) {
            return may_take ? octets.size() : octets.size() / 2;
        };
        for (int i = 0; i < 20'000; ++i) {
            Script script = script_of(any(300));
            may_take = any(4) != 0;
            const Direction from = any(2) == 0 ? kClient : kServer;
            const std::string octets(any(300), 'x');
            constexpr std::array<std::uint8_t, 6> flags{0x10, 0x10, 0x10, 0x11, 0x02, 0x04};
            Sent sent = script.at(from, any(2000), octets, flags[any(6)]);
            sent.acknowledgment = sent.sequence + any(3000);
            capture.see(sent);
            REQUIRE(capture.budget.used() <= limit + kFlow);
        }
        CHECK(capture.tracker.streams() >= 300);
        capture.finish();
        CHECK(capture.budget.used() <= limit + kFlow);
        CHECK(capture.budget.used() % kFlow == 0);
    }
}

/// The most that one direction costs while segments of `octets` wait, each with a hole before it.
std::uint64_t most_waiting(Capture& capture, Script& script, std::uint32_t octets) {
    capture.see(script.handshake());
    std::uint64_t most = 0;
    for (std::uint32_t i = 1; i < 3'000; ++i) {
        capture.see(script.at(kClient, 2 * octets * i, std::string(octets, 'x')));
        most = std::max(most, capture.budget.used());
    }
    return most;
}

TEST_CASE("tcp/tracker: octets that wait one by one wait in so many pieces") {
    Script script;
    Capture capture;
    const std::uint64_t most = most_waiting(capture, script, 1);
    CHECK(most == kFlow + kPendingCost + kMaxPieces * (kPieceCost + 1));
}

TEST_CASE("tcp/tracker: octets that wait cost what they take, and stay below a mebibyte") {
    Script script;
    Capture capture;
    const std::uint64_t most = most_waiting(capture, script, 1448);
    CHECK(most <= kFlow + kMaxPending);
    CHECK(most > kMaxPending - 1600);
}

TEST_CASE("tcp/tracker: a hole that is filled before piece by piece") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    for (std::uint32_t i = 1; i < 1'000; ++i) capture.see(script.at(kClient, 2 * i, "x"));
    capture.see(script.at(kClient, 0, std::string(40'000, 'y')));
    CHECK(capture.budget.used() == kFlow);
}
