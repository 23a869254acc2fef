#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/gtp: with and without optional fields and extension headers") {
    const Tcp v6 = over_ipv6(kSegment);
    struct Case {
        const char* name;
        std::uint8_t flags;
        Octets optional;
    };
    const Case cases[] = {
        {"none", 0, {}},
        {"sequence number", 2, {0, 1, 0, 0}},
        // The next type means nothing without the flag.
        {"N-PDU number", 1, {0, 0, 9, 0x85}},
        {"flag E, no extension", 4, {0, 0, 0, 0}},
        {"one extension", 4, {0, 0, 0, 0x85, 1, 0x10, 9, 0}},
        {"two extensions", 7, {0, 1, 2, 0xc0, 1, 9, 4, 0x85, 2, 1, 2, 3, 4, 5, 6, 0}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        expect_segment(LinkType::raw, udp(2152, gtp_u(c.flags, c.optional, ipv4(kSegment))), kSegment);
        expect_segment(LinkType::raw, udp(2152, gtp_u(c.flags, c.optional, ipv6(v6))), v6);
    }
}

TEST_CASE("wire/gtp: tunnel endpoint ids, which differ by direction, make no network") {
    const Octets tunnel = gtp_u(0, {}, ipv4(kSegment));
    expect_segment(LinkType::raw, udp(2152, patched(tunnel, 4, {9, 9, 9, 9})), kSegment);
}

TEST_CASE("wire/gtp: other messages, versions and payloads, and extensions that do not fit, are other") {
    const Octets tunnel = gtp_u(0, {}, ipv4(kSegment));
    expect_outcome(LinkType::raw, udp(2152, patched(tunnel, 1, {1})), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, patched(tunnel, 0, {0x50})), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, patched(tunnel, 0, {0x20})), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, patched(tunnel, 8, {0x00})), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, gtp_u(0, {}, {})), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, gtp_u(4, {0, 0, 0, 0x85, 0}, ipv4(kSegment))), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, gtp_u(4, {0, 0, 0, 0x85, 255}, ipv4(kSegment))), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, gtp_u(4, {0, 0, 0, 0x85}, {})), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, gtp_u(2, {0, 0, 0}, {})), Outcome::other);
}
