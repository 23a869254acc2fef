#include "wsdissect/tcp/flow.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "tests/tcp/script.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

Endpoint endpoint(std::initializer_list<std::uint8_t> octets, std::uint16_t port) {
    Endpoint endpoint;
    std::copy(octets.begin(), octets.end(), endpoint.address.octets.begin());
    endpoint.address.family = octets.size() == 4 ? AddressFamily::ipv4 : AddressFamily::ipv6;
    endpoint.port = port;
    return endpoint;
}

Segment segment(const Endpoint& source, const Endpoint& destination, std::uint64_t network = 0) {
    Segment segment;
    segment.source = source;
    segment.destination = destination;
    segment.network = network;
    return segment;
}

}  // namespace

TEST_CASE("tcp/flow: both directions have one key, its ends told apart, and it gives the endpoints back") {
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
        const auto there = key_of(segment(test.one, test.two));
        const auto back = key_of(segment(test.two, test.one));
        CHECK(there.key == back.key);
        CHECK(there.sender == other(back.sender));
        CHECK(there.key.endpoint(there.sender) == test.one);
        CHECK(there.key.endpoint(back.sender) == test.two);
    }
}

TEST_CASE("tcp/flow: whatever differs makes another key") {
    const Segment plain = segment(endpoint({10, 0, 0, 1}, 1000), endpoint({10, 0, 0, 2}, 80));
    std::vector<Segment> others(6, plain);
    others[0].source.port = 1001;
    others[1].destination.port = 81;
    others[2].source.address.octets[3] = 3;
    others[3].destination.address.octets[0] = 11;
    others[4].network = 1;
    std::swap(others[5].source.port, others[5].destination.port);
    for (const Segment& one : others) CHECK_FALSE(key_of(one).key == key_of(plain).key);
    // ::0a00:0001 and 10.0.0.1 have the same octets.
    Segment v6 = plain;
    v6.source.address.family = v6.destination.address.family = AddressFamily::ipv6;
    CHECK_FALSE(key_of(v6).key == key_of(plain).key);
}

TEST_CASE("tcp/flow: a sequence number's offset is the one nearest to the next octet") {
    struct Case {
        std::uint32_t base;
        std::uint64_t next;
        std::uint32_t sequence;
        std::uint64_t offset;
    };
    constexpr std::uint64_t k4Gi = std::uint64_t{1} << 32;
    const std::vector<Case> cases{
        {1000, 0, 1000, 0},
        {1000, 0, 1005, 5},
        {1000, 0, 999, ~std::uint64_t{0}},
        {0xFFFFFFFE, 0, 1, 3},
        {0xFFFFFFFE, 3, 0xFFFFFFFE, 0},
        {7, k4Gi, 7, k4Gi},
        {7, k4Gi, 6, k4Gi - 1},
        {7, 5 * k4Gi - 1, 8, 5 * k4Gi + 1},
        {0, k4Gi, 0x7FFFFFFF, k4Gi + 0x7FFFFFFF},
        {0, k4Gi, 0x80000000, k4Gi - 0x80000000},
    };
    for (const Case& test : cases) {
        HalfFlow half;
        half.base = {test.base};
        half.next = test.next;
        CHECK(half.offset_of({test.sequence}) == test.offset);
    }
    CHECK(is_before(~std::uint64_t{0}, 0));
    CHECK(is_before(1, 2));
    CHECK_FALSE(is_before(2, 2));
    CHECK_FALSE(is_before(3, 2));
}
