#include "wire/network.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <vector>

using wsdissect::wire::Network;

namespace {

using Kind = Network::Kind;

struct Id {
    Kind kind;
    std::uint32_t number;
};

std::uint64_t word_of(const std::vector<Id>& ids) {
    Network network;
    for (const Id& id : ids) {
        if (id.kind == Kind::vlan) {
            network.add_vlan(static_cast<std::uint16_t>(id.number));
        } else {
            network.add_virtual(id.kind, id.number);
        }
    }
    return network.word();
}

/// Every way to nest up to `depth` of these.
void nest(const std::vector<Id>& ids, std::size_t depth, std::vector<Id>& nested,
          std::vector<std::uint64_t>& words) {
    words.push_back(word_of(nested));
    if (depth == 0) return;
    for (const Id& id : ids) {
        nested.push_back(id);
        nest(ids, depth - 1, nested, words);
        nested.pop_back();
    }
}

}  // namespace

TEST_CASE("wire/network: the word spells the ids, as far as it has room") {
    CHECK(word_of({}) == 0);
    CHECK(word_of({{Kind::vlan, 5}}) == 5);
    CHECK(word_of({{Kind::vlan, 7}, {Kind::vlan, 5}}) == 0x007'005);
    CHECK(
        word_of({{Kind::vlan, 1}, {Kind::vlan, 2}, {Kind::vlan, 3}, {Kind::vlan, 4}, {Kind::vlan, 0xfff}}) ==
        0x001'002'003'004'fff);
    CHECK(word_of({{Kind::vxlan, 5}}) == 0x1'000'000'000005'000);
    CHECK(word_of({{Kind::geneve, 0}}) == 0x2'000'000'000000'000);
    CHECK(word_of({{Kind::vlan, 7}, {Kind::vlan, 8}, {Kind::geneve, 0xabcdef}, {Kind::vlan, 9}}) ==
          0x2'007'008'abcdef'009);
}

TEST_CASE("wire/network: what is nested deeper shows in the first bit") {
    CHECK((word_of({{Kind::vxlan, 5}, {Kind::vlan, 6}, {Kind::vlan, 7}}) >> 63) == 1);
    CHECK((word_of({{Kind::vxlan, 5}, {Kind::vxlan, 5}}) >> 63) == 1);
    CHECK((word_of({{Kind::vlan, 1}, {Kind::vlan, 2}, {Kind::vlan, 3}, {Kind::vxlan, 5}}) >> 63) == 1);
    CHECK((word_of(std::vector<Id>(6, {Kind::vlan, 1})) >> 63) == 1);
}

TEST_CASE("wire/network: different ids, kinds, orders and depths never look alike") {
    const std::vector<Id> ids = {{Kind::vlan, 1},  {Kind::vlan, 5},   {Kind::vxlan, 0},
                                 {Kind::vxlan, 5}, {Kind::geneve, 5}, {Kind::geneve, 0}};
    std::vector<std::uint64_t> words;
    std::vector<Id> nested;
    nest(ids, 6, nested, words);
    const std::set<std::uint64_t> different(words.begin(), words.end());
    CHECK(words.size() == 55987);  // (6^7 - 1) / 5
    CHECK(different.size() == words.size());
}
