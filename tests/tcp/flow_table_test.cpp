#include "tcp/flow_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
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
                Flow& flow = table.insert(key(number), table.hash(key(number)), {});
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

namespace {

/// The key with one of its 384 bits changed.
FlowKey flipped(FlowKey changed, std::size_t bit) {
    const std::uint64_t mask = std::uint64_t{1} << bit % 64;
    const std::size_t word = bit / 64;
    if (word < 4) changed.addresses[word] ^= mask;
    if (word == 4) changed.ports_and_family ^= mask;
    if (word == 5) changed.network ^= mask;
    return changed;
}

}  // namespace

TEST_CASE("tcp/flow_table: the hash depends on the seed and on every part of the key") {
    const FlowTable one(1), two(2);
    CHECK(one.hash(key(1)) != two.hash(key(1)));
    FlowKey long_key = key(12345);
    long_key.ports_and_family |= static_cast<std::uint64_t>(AddressFamily::ipv6) << 32;
    std::set<std::uint64_t> hashes;
    std::size_t bits = 0;
    for (std::size_t bit = 0; bit < 6 * 64; ++bit) {
        if (bit / 64 == 4 && bit % 64 >= 48) continue;  // behind the ports and the family there is nothing
        hashes.insert(one.hash(flipped(long_key, bit)));
        ++bits;
    }
    CHECK(hashes.size() == bits);
}

TEST_CASE("tcp/flow_table: of IPv4 the hash depends on every octet of both ends and on the network") {
    const FlowTable table(1);
    const std::array<std::uint8_t, 12> ends = {10, 1, 2, 3, 10, 1, 2, 4, 0x1f, 0x90, 0xc0, 0x01};
    const auto key_of = [](const std::array<std::uint8_t, 12>& octets) {
        Endpoint lower, higher;
        std::copy_n(octets.begin(), 4, lower.address.octets.begin());
        std::copy_n(octets.begin() + 4, 4, higher.address.octets.begin());
        lower.port = static_cast<std::uint16_t>(octets[8] << 8 | octets[9]);
        higher.port = static_cast<std::uint16_t>(octets[10] << 8 | octets[11]);
        FlowKey made;
        (void)made.set_ends(lower, higher);
        return made;
    };
    std::set<std::uint64_t> hashes;
    for (std::size_t bit = 0; bit < 8 * ends.size(); ++bit) {
        auto changed = ends;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1U << bit % 8);
        hashes.insert(table.hash(key_of(changed)));
    }
    for (std::size_t bit = 5 * 64; bit < 6 * 64; ++bit) hashes.insert(table.hash(flipped(key_of(ends), bit)));
    CHECK(hashes.size() == 8 * ends.size() + 64);
}
