// What segments come together makes no difference, although their flows are looked up before the first of
// them is followed.

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tcp/flow_table.hpp"
#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr std::uint64_t kFlow = FlowTable::kCostPerFlow;

/// Segments of some flows, all of which begin, send and end again and again.
Sents any_segments(std::mt19937& random, std::size_t count, std::uint32_t flows) {
    const auto any = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); };
    constexpr std::array<std::uint8_t, 8> flags{0x10, 0x10, 0x10, 0x18, 0x11, 0x02, 0x12, 0x04};
    Sents sents;
    while (sents.size() < count) {
        const Script script(
            {.client_isn = any(3) * 100'000, .client_port = static_cast<std::uint16_t>(any(flows))});
        const Direction from = any(2) == 0 ? Direction::client : Direction::server;
        const std::uint8_t flag = flags[any(8)];
        sents.push_back(script.at(from, any(6) * 10, std::string(any(3) * 10, 'x'), flag));
        sents.back().acknowledgment = {5000 + any(60)};
    }
    return sents;
}

void check_same(Capture& one, Capture& other, std::uint32_t flows) {
    CHECK(one.tracker.streams() == other.tracker.streams());
    CHECK(one.budget.used() == other.budget.used());
    CHECK(one.recorder.ended_clients == other.recorder.ended_clients);
    REQUIRE(one.recorder.pieces.size() == other.recorder.pieces.size());
    for (std::uint32_t port = 0; port < flows; ++port) {
        const auto client = static_cast<std::uint16_t>(port);
        REQUIRE(one.told(client).client == other.told(client).client);
        REQUIRE(one.told(client).server == other.told(client).server);
    }
}

}  // namespace

TEST_CASE("tcp/tracker: segments together are followed as one by one, while flows come and go") {
    struct Case {
        std::uint32_t flows;
        std::uint64_t memory;
    };
    // With all the memory, so that no flow is forgotten; with so little that some are with each batch.
    for (const Case& test :
         {Case{40, 1U << 30}, Case{40, 20 * kFlow}, Case{400, 100 * kFlow}, Case{3, kFlow}}) {
        CAPTURE(test.flows);
        CAPTURE(test.memory);
        std::mt19937 random(test.flows);
        Capture single(test.memory), together(test.memory);
        std::vector<std::size_t> sizes{1, 2, 31, 32, 33, 100};
        for (int round = 0; round < 300; ++round) {
            const Sents sents = any_segments(random, sizes[random() % sizes.size()], test.flows);
            for (const Sent& sent : sents) single.see(sent);
            together.see(sents);
        }
        check_same(single, together, test.flows);
        single.finish();
        together.finish();
        check_same(single, together, test.flows);
    }
}

TEST_CASE(
    "tcp/tracker: a flow may be forgotten and another take its record among segments that come together") {
    // More connections end than are remembered, so each end forgets one.
    Capture single, together;
    const auto see = [&](const Sents& sents) {
        for (const Sent& sent : sents) single.see(sent);
        together.see(sents);
    };
    const std::uint32_t flows = kMaxTombstones + 100;
    const auto segments_of = [](std::uint32_t flow) {
        Script script({.client_port = static_cast<std::uint16_t>(flow)});
        return Sents{script.syn("GET"), script.rst(Direction::client)};
    };
    for (std::uint32_t flow = 0; flow < kMaxTombstones; ++flow) see(segments_of(flow));
    for (std::uint32_t flow = kMaxTombstones; flow < flows; ++flow) {
        // Those that are forgotten next are asked for before and after they are.
        const std::uint32_t forgotten = flow - kMaxTombstones;
        see(segments_of(forgotten) + segments_of(flow) + segments_of(forgotten) + segments_of(forgotten + 1));
    }
    check_same(single, together, flows);
    CHECK(together.tracker.streams() > flows);
}
