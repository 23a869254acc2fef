// What is read in one go has to be what the layers say, whatever the packet.

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/wire/expect.hpp"
#include "wire/layers.hpp"

using namespace wsdissect;
using namespace wsdissect::test;

namespace {

void check_same(const Octets& packet, std::uint32_t original_length, const wire::Options& options) {
    const wire::Decoded decoded = wire::decode(LinkType::ethernet, packet, original_length, options);
    Segment expected;
    const wire::Reading reading =
        wire::decode_by_layers(expected, LinkType::ethernet, packet, original_length, options);
    REQUIRE(decoded.outcome == reading.outcome);
    REQUIRE(decoded.usable == reading.usable);
    if (reading.outcome == wire::Outcome::malformed) check_error(decoded, reading.error);
    if (!reading.usable) return;
    const Segment& segment = decoded.segment;
    REQUIRE(segment.key == expected.key);
    REQUIRE(segment.sender == expected.sender);
    REQUIRE(segment.sequence == expected.sequence);
    REQUIRE(segment.acknowledgment == expected.acknowledgment);
    REQUIRE(segment.flags.octet == expected.flags.octet);
    REQUIRE(segment.payload_length == expected.payload_length);
    REQUIRE(segment.payload.size() == expected.payload.size());
    if (!segment.payload.empty()) REQUIRE(segment.payload.data() == expected.payload.data());
}

std::vector<Octets> samples() {
    const Tcp v4{.payload = "payload"};
    const Tcp back{.source = v4.destination, .destination = v4.source, .options = Octets(12, 1)};
    const Tcp v6 = over_ipv6(v4);
    return {
        ethernet(ipv4(v4)),
        ethernet(ipv4(back)),
        padded(ethernet(ipv4(v4)), 9),
        ethernet(ipv4(v4), {{0x6005}}),
        ethernet(ipv4(v4), {{0}}),
        ethernet(ipv4(v4), {{7, 0x88a8}, {5}}),
        ethernet(ipv4(v4, {.options = Octets(8, 1)})),
        ethernet(ipv4(v4, {.fragment_field = 0x2000})),
        ethernet(ipv4(v4, {.fragment_field = 0x4000})),
        ethernet(ipv6(v6)),
        ethernet(ipv6(v6), {{9}}),
        ethernet(ipv6(v6, {{0, {0, 1, 4, 0, 0, 0, 0}}})),
        ethernet_snap(ipv4(v4)),
    };
}

}  // namespace

TEST_CASE("wire/plain: packets changed at random are read as the layers read them") {
    std::mt19937 random(7);
    const auto any = [&](std::size_t below) { return static_cast<std::uint32_t>(random() % below); };
    for (const Octets& sample : samples()) {
        check_same(sample, static_cast<std::uint32_t>(sample.size()), {});
        for (int round = 0; round < 20'000; ++round) {
            Octets packet = sample;
            // Of few bits, for most of what differs in more is nothing at all.
            for (std::uint32_t changes = any(4); changes > 0; --changes)
                packet[any(packet.size())] ^= static_cast<std::uint8_t>(1U << any(8));
            if (any(3) == 0) packet.resize(any(packet.size() + 1));
            const std::uint32_t longer = any(2) == 0 ? 0 : any(100);
            check_same(packet, static_cast<std::uint32_t>(packet.size()) + longer,
                       {.verify_checksums = any(8) == 0, .ignore_vlan = any(4) == 0});
        }
    }
}

TEST_CASE("wire/plain: packets cut at each octet, and headers with each value, are read as the layers do") {
    for (const Octets& sample : samples()) {
        const auto length = static_cast<std::uint32_t>(sample.size());
        for (std::size_t kept = 0; kept <= sample.size(); ++kept) {
            const Octets packet(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(kept));
            check_same(packet, length, {});
            check_same(packet, static_cast<std::uint32_t>(kept), {});
        }
        for (std::size_t offset = 12; offset < sample.size(); ++offset)
            for (int value = 0; value < 256; ++value)
                check_same(patched(sample, offset, {static_cast<std::uint8_t>(value)}), length, {});
    }
}
