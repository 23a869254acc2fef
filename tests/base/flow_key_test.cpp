#include "wsdissect/base/flow_key.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "wsdissect/base/segment.hpp"

using namespace wsdissect;

namespace {

Endpoint endpoint(std::initializer_list<std::uint8_t> octets, std::uint16_t port) {
    Endpoint endpoint;
    std::copy(octets.begin(), octets.end(), endpoint.address.octets.begin());
    endpoint.address.family = octets.size() == 4 ? AddressFamily::ipv4 : AddressFamily::ipv6;
    endpoint.port = port;
    return endpoint;
}

/// Between whom a segment goes, as its packet says it.
struct Way {
    Endpoint source;
    Endpoint destination;
    std::uint64_t network = 0;
};

Segment segment(const Way& way) {
    Segment segment;
    segment.set_ends(way.source, way.destination);
    segment.key.network = way.network;
    return segment;
}

}  // namespace

TEST_CASE(
    "base/flow_key: both directions have one key, its ends told apart, and it gives the endpoints back") {
    const auto v6 = [](std::uint8_t first, std::uint8_t last, std::uint16_t port) {
        return endpoint({first, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last}, port);
    };
    struct Case {
        Endpoint one;
        Endpoint two;
    };
    const std::vector<Case> cases{
        {endpoint({192, 0, 2, 1}, 50000), endpoint({198, 51, 100, 2}, 80)},
        {endpoint({10, 0, 0, 1}, 80), endpoint({10, 0, 0, 2}, 80)},
        {endpoint({1, 2, 3, 4}, 1), endpoint({4, 3, 2, 1}, 2)},
        {endpoint({127, 0, 0, 1}, 65535), endpoint({127, 0, 0, 1}, 0)},
        {endpoint({127, 0, 0, 1}, 0x0102), endpoint({127, 0, 0, 1}, 0x0201)},
        {v6(0x20, 1, 443), v6(0x20, 2, 443)},
        {v6(0x20, 1, 443), v6(0x21, 1, 443)},
        {v6(0, 1, 9), v6(0, 1, 10)},
    };
    for (const Case& test : cases) {
        const Segment there = segment({test.one, test.two});
        const Segment back = segment({test.two, test.one});
        CHECK(there.key == back.key);
        CHECK(there.sender == other(back.sender));
        CHECK(there.source() == test.one);
        CHECK(there.destination() == test.two);
        CHECK(back.source() == test.two);
        CHECK(back.destination() == test.one);
    }
}

TEST_CASE("base/flow_key: whatever differs makes another key") {
    const Way plain{endpoint({10, 0, 0, 1}, 1000), endpoint({10, 0, 0, 2}, 80)};
    std::vector<Way> others(7, plain);
    others[0].source.port = 1001;
    others[1].destination.port = 81;
    others[2].source.address.octets[3] = 3;
    others[3].destination.address.octets[0] = 11;
    others[4].network = 1;
    std::swap(others[5].source.port, others[5].destination.port);
    // ::0a00:0001 and 10.0.0.1 have the same octets.
    others[6].source.address.family = others[6].destination.address.family = AddressFamily::ipv6;
    for (const Way& one : others) CHECK_FALSE(segment(one).key == segment(plain).key);
}
