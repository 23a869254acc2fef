#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/ppp: with and without HDLC framing, with whole and compressed protocol numbers") {
    const Tcp v6 = over_ipv6(kSegment);
    struct Case {
        const char* name;
        Octets header;
        Octets packet;
        Tcp segment;
    };
    const Case cases[] = {
        {"IPv4", {0x00, 0x21}, ipv4(kSegment), kSegment},
        {"IPv6", {0x00, 0x57}, ipv6(v6), v6},
        {"compressed", {0x21}, ipv4(kSegment), kSegment},
        {"compressed, IPv6", {0x57}, ipv6(v6), v6},
        {"framed", {0xff, 0x03, 0x00, 0x21}, ipv4(kSegment), kSegment},
        {"framed, compressed", {0xff, 0x03, 0x21}, ipv4(kSegment), kSegment},
        {"MPLS", {0x02, 0x81}, mpls(2, ipv4(kSegment)), kSegment},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const Octets ppp = joined({c.header, c.packet});
        expect_segment(LinkType::ppp, ppp, c.segment);
        expect_segment(LinkType::ppp_hdlc, ppp, c.segment);
        expect_segment(LinkType::ppp_with_direction, joined({{1}, ppp}), c.segment);
        expect_segment(LinkType::ppp_ether, pppoe(ppp), c.segment);
        expect_segment(LinkType::ethernet, ethernet_of(0x8864, pppoe(ppp)), c.segment);
    }
}

TEST_CASE("wire/ppp: other protocols, PPPoE codes and versions are other") {
    expect_outcome(LinkType::ppp, joined({{0xc0, 0x21}, ipv4(kSegment)}), Outcome::other);
    const Octets session = pppoe(joined({{0x00, 0x21}, ipv4(kSegment)}));
    expect_outcome(LinkType::ppp_ether, patched(session, 1, {0xa7}), Outcome::other);
    expect_outcome(LinkType::ppp_ether, patched(session, 0, {0x21}), Outcome::other);
}

TEST_CASE("wire/ppp: headers cut short") {
    expect_error(LinkType::ppp, {0x00}, {ErrorKind::encapsulation_short, 0, 1, 2});
    expect_error(LinkType::ppp, {0xff, 0x03, 0x21}, {ErrorKind::encapsulation_short, 2, 1, 2});
    expect_error(LinkType::ppp_ether, {0x11, 0, 0, 1, 0}, {ErrorKind::encapsulation_short, 0, 5, 6});
    expect_error(LinkType::ppp_with_direction, {}, {ErrorKind::link_header_short, 0, 0, 1});
    expect_error(LinkType::cisco_hdlc, {0x0f, 0, 8}, {ErrorKind::link_header_short, 0, 3, 4});
}

TEST_CASE("wire/ppp: Cisco's HDLC") {
    const Octets packet = joined({{0x0f, 0x00, 0x08, 0x00}, ipv4(kSegment)});
    expect_segment(LinkType::cisco_hdlc, packet, kSegment);
    expect_segment(LinkType::ppp_hdlc, packet, kSegment);
    expect_segment(LinkType::ppp_hdlc, patched(packet, 0, {0x8f}), kSegment);
    expect_outcome(LinkType::cisco_hdlc, patched(packet, 2, {0x80, 0x35}), Outcome::other);
}
