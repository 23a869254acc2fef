#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/vxlan: the network id tells connections apart, with the VLANs on both sides of it") {
    const Octets frame = ethernet(ipv4(kSegment), {{5}});
    expect_segment(LinkType::ethernet, ethernet(udp(4789, vxlan(0xabcdef, frame)), {{3}}), kSegment,
                   0x1'000'003'abcdef'005);
    expect_segment(LinkType::ethernet, ethernet(udp(4789, vxlan(0xabcdef, frame)), {{3}}), kSegment,
                   0x1'000'000'abcdef'000, {.ignore_vlan = true});
}

TEST_CASE("wire/vxlan: without the flag of a valid network id it is something else") {
    const Octets tunnel = vxlan(7, ethernet(ipv4(kSegment)));
    expect_outcome(LinkType::raw, udp(4789, patched(tunnel, 0, {0xf7})), Outcome::other);
    // Flags that extensions define.
    expect_segment(LinkType::raw, udp(4789, patched(tunnel, 0, {0x88, 0, 0x12, 0x34})), kSegment,
                   0x1'000'000'000007'000);
}

TEST_CASE("wire/vxlan: the protocol extension names what follows") {
    const Tcp v6 = over_ipv6(kSegment);
    struct Case {
        std::uint8_t next_protocol;
        Octets payload;
        Tcp segment;
    };
    const Case cases[] = {
        {1, ipv4(kSegment), kSegment},
        {2, ipv6(v6), v6},
        {3, ethernet(ipv4(kSegment)), kSegment},
        {5, mpls(1, ipv4(kSegment)), kSegment},
    };
    for (const Case& c : cases) {
        CAPTURE(c.next_protocol);
        const Octets tunnel = patched(vxlan(7, c.payload), 0, {0x0c, 0, 0, c.next_protocol});
        expect_segment(LinkType::raw, udp(4790, tunnel), c.segment, 0x1'000'000'000007'000);
        expect_segment(LinkType::raw, udp(4790, patched(tunnel, 0, {0x04})), c.segment);
    }
    const Octets nsh = patched(vxlan(7, ipv4(kSegment)), 0, {0x0c, 0, 0, 4});
    expect_outcome(LinkType::raw, udp(4790, nsh), Outcome::other);
    expect_segment(LinkType::raw, udp(4790, vxlan(7, ethernet(ipv4(kSegment)))), kSegment,
                   0x1'000'000'000007'000);
}
