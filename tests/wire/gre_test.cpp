#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/gre: version 0 with every option") {
    struct Case {
        const char* name;
        std::uint16_t flags;
        Octets options;
    };
    const Octets route = {0x08, 0x00, 4, 4, 192, 0, 2, 1, 0, 0, 0, 0};
    const Case cases[] = {
        {"none", 0, {}},
        {"checksum", 0x8000, Octets(4)},
        {"key", 0x2000, Octets(4, 9)},
        {"sequence number", 0x1000, Octets(4, 9)},
        {"all three", 0xb000, Octets(12, 9)},
        {"routing", 0x4000, joined({Octets(4), route})},
        {"all four", 0xf000, joined({Octets(12), route})},
        {"routing without an entry", 0x4000, Octets(8)},
    };
    const Tcp v6 = over_ipv6(kSegment);
    for (const Case& c : cases) {
        CAPTURE(c.name);
        expect_segment(LinkType::raw, tunnel_ipv4(47, gre(c.flags, 0x0800, c.options, ipv4(kSegment))),
                       kSegment);
        expect_segment(LinkType::raw, tunnel_ipv6(47, gre(c.flags, 0x86dd, c.options, ipv6(v6))), v6);
        expect_segment(LinkType::raw,
                       tunnel_ipv4(47, gre(c.flags, 0x6558, c.options, ethernet(ipv4(kSegment), {{5}}))),
                       kSegment, 5);
        expect_segment(LinkType::raw,
                       tunnel_ipv4(47, gre(c.flags, 0x8847, c.options, mpls(1, ipv4(kSegment)))), kSegment);
    }
}

TEST_CASE("wire/gre: version 1 carries PPP") {
    const Octets ppp = joined({{0xff, 0x03, 0x00, 0x21}, ipv4(kSegment)});
    expect_segment(LinkType::raw, tunnel_ipv4(47, gre(0x3001, 0x880b, Octets(8, 9), ppp)), kSegment);
    expect_segment(LinkType::raw, tunnel_ipv4(47, gre(0x3081, 0x880b, Octets(12, 9), ppp)), kSegment);
    // Only an acknowledgement.
    expect_outcome(LinkType::raw, tunnel_ipv4(47, gre(0x2081, 0x880b, Octets(8, 9), {})), Outcome::other);
}

TEST_CASE("wire/gre: what it does not know is other") {
    expect_outcome(LinkType::raw, tunnel_ipv4(47, gre(2, 0x0800, {}, ipv4(kSegment))), Outcome::other);
    expect_outcome(LinkType::raw, tunnel_ipv4(47, gre(0, 0x0806, {}, ipv4(kSegment))), Outcome::other);
    // No length of an 802.3 frame.
    expect_outcome(LinkType::raw, tunnel_ipv4(47, gre(0, 0x0010, {}, llc(ipv4(kSegment)))), Outcome::other);
}

TEST_CASE("wire/gre: headers cut short") {
    expect_error(LinkType::raw, tunnel_ipv4(47, {0, 0, 8}), {ErrorKind::encapsulation_short, 20, 3, 4});
    expect_error(LinkType::raw, tunnel_ipv4(47, gre(0xb000, 0x0800, Octets(11), {})),
                 {ErrorKind::encapsulation_short, 20, 15, 16});
    expect_error(LinkType::raw, tunnel_ipv4(47, gre(0x4000, 0x0800, Octets(7), {})),
                 {ErrorKind::encapsulation_short, 28, 3, 4});
    expect_error(LinkType::raw, tunnel_ipv4(47, gre(0x4000, 0x0800, {0, 0, 0, 0, 8, 0, 0, 255, 1}, {})),
                 {ErrorKind::encapsulation_short, 28, 5, 259});
}
