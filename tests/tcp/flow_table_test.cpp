#include "tcp/flow_table.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <vector>

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

FlowKey key(std::uint64_t number) {
    FlowKey key;
    key.addresses = {number, 0, number >> 3, 0};
    key.ports_and_family = number & 7;
    key.network = number % 5;
    return key;
}

}  // namespace

TEST_CASE("tcp/flow_table: does what a map does, and records never move") {
    for (const auto seed : std::array<std::uint64_t, 3>{0, 1, 99}) {
        FlowTable table(seed);
        std::map<std::uint64_t, Flow*> model;
        std::mt19937_64 random(seed + 5);
        // Grows over its first sizes, shrinks to almost nothing, and so on: the fill changes with the phase.
        for (int step = 0; step < 60'000; ++step) {
            const std::uint64_t number = random() % 4000;
            const bool growing = step / 10'000 % 2 == 0;
            Flow* found = table.find(key(number), table.hash(key(number)));
            const auto known = model.find(number);
            REQUIRE(found == (known == model.end() ? nullptr : known->second));
            if (found == nullptr && (growing || random() % 8 == 0)) {
                Flow& flow = table.insert(key(number), table.hash(key(number)));
                CHECK(flow.state == FlowState::live);
                CHECK(flow.packets == 0);
                flow.packets = static_cast<std::uint32_t>(number);
                model[number] = &flow;
            } else if (found != nullptr && (!growing || random() % 8 == 0)) {
                REQUIRE(found->packets == number);
                table.erase(*found);
                model.erase(known);
            }
            REQUIRE(table.size() == model.size());
        }
        std::set<Flow*> visited;
        table.for_each([&](Flow& flow) { visited.insert(&flow); });
        std::set<Flow*> expected;
        for (const auto& [number, flow] : model) expected.insert(flow);
        CHECK(visited == expected);
    }
}

TEST_CASE("tcp/flow_table: the hash depends on the seed and on every part of the key") {
    const FlowTable one(1), two(2);
    CHECK(one.hash(key(1)) != two.hash(key(1)));
    std::set<std::uint64_t> hashes;
    for (std::size_t part = 0; part < 6; ++part)
        for (int bit = 0; bit < 64; ++bit) {
            FlowKey changed = key(12345);
            const std::uint64_t mask = std::uint64_t{1} << bit;
            if (part < 4) changed.addresses[part] ^= mask;
            if (part == 4) changed.ports_and_family ^= mask;
            if (part == 5) changed.network ^= mask;
            hashes.insert(one.hash(changed));
        }
    CHECK(hashes.size() == 6 * 64);
}
