#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/ip: raw packets say their version themselves") {
    const Tcp segment = over_ipv6(kSegment);
    for (const LinkType link_type : {LinkType::raw, LinkType::raw_bsd_12, LinkType::raw_openbsd_14}) {
        CAPTURE(static_cast<int>(link_type));
        expect_segment(link_type, ipv4(kSegment), kSegment);
        expect_segment(link_type, ipv6(segment), segment);
        expect_error(link_type, patched(ipv4(kSegment), 0, {0x55}), {ErrorKind::ip_version, 0, 5, 0});
        expect_error(link_type, Octets(19, 0x45), {ErrorKind::ip_header_short, 0, 19, 20});
        expect_error(link_type, Octets(39, 0x60), {ErrorKind::ip_header_short, 0, 39, 40});
        expect_error(link_type, {}, {ErrorKind::ip_header_short, 0, 0, 20});
    }
}

TEST_CASE("wire/ip: link types that announce the version") {
    const Tcp segment = over_ipv6(kSegment);
    expect_segment(LinkType::ipv4, ipv4(kSegment), kSegment);
    expect_segment(LinkType::ipv6, ipv6(segment), segment);
    expect_error(LinkType::ipv4, ipv6(segment), {ErrorKind::ip_version, 0, 6, 4});
    expect_error(LinkType::ipv6, ipv4(kSegment), {ErrorKind::ip_version, 0, 4, 6});
}

TEST_CASE("wire/ip: other protocols are other, whatever they hold") {
    for (const std::uint8_t protocol : std::initializer_list<std::uint8_t>{0, 1, 17, 50, 132, 255}) {
        CAPTURE(protocol);
        expect_outcome(LinkType::ipv4, ipv4(kSegment, {.protocol = protocol}), Outcome::other);
    }
    for (const std::uint8_t protocol : std::initializer_list<std::uint8_t>{1, 17, 50, 58, 59, 255}) {
        CAPTURE(protocol);
        const Tcp segment = over_ipv6(kSegment);
        expect_outcome(LinkType::ipv6,
                       ipv6(segment.source.address, segment.destination.address, {1, 2}, protocol),
                       Outcome::other);
    }
}

TEST_CASE("wire/ip: what an Authentication Header stands before") {
    const Octets authentication = {6, 4, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    const auto behind = [](const Octets& headers) {
        return ipv4(kSegment.source.address, kSegment.destination.address, joined({headers, tcp(kSegment)}),
                    {.protocol = 51});
    };
    expect_segment(LinkType::raw, behind(authentication), kSegment);
    expect_segment(LinkType::raw, behind(authentication), kSegment, 0, {.verify_checksums = true});
    expect_segment(LinkType::raw, behind(joined({patched(authentication, 0, {51}), authentication})),
                   kSegment);
    expect_segment(LinkType::raw, tunnel_ipv4(51, joined({patched(authentication, 0, {4}), ipv4(kSegment)})),
                   kSegment);
    expect_outcome(LinkType::raw, behind(patched(authentication, 0, {50})), Outcome::other);
    expect_error(LinkType::raw, tunnel_ipv4(51, {6, 4, 0}), {ErrorKind::encapsulation_short, 20, 3, 12});
    expect_error(LinkType::raw, tunnel_ipv4(51, Octets(12, 6)), {ErrorKind::encapsulation_short, 20, 12, 32});
}

TEST_CASE("wire/ip: IP in IP, each version in each") {
    const Tcp v6 = over_ipv6(kSegment);
    expect_segment(LinkType::raw, tunnel_ipv4(4, ipv4(kSegment)), kSegment);
    expect_segment(LinkType::raw, tunnel_ipv4(41, ipv6(v6)), v6);
    expect_segment(LinkType::raw, tunnel_ipv6(4, ipv4(kSegment)), kSegment);
    expect_segment(LinkType::raw, tunnel_ipv6(41, ipv6(v6)), v6);
    expect_error(LinkType::raw, tunnel_ipv4(4, ipv6(v6)), {ErrorKind::ip_version, 20, 6, 4});
}

TEST_CASE("wire/ip: an IP packet that does not fit into the one around it") {
    const Octets packet = tunnel_ipv4(4, ipv4(kSegment));
    const wire::Decoded decoded = decode_whole(LinkType::raw, patched(packet, 22, {0x05, 0xdc}));
    check_error(decoded, {ErrorKind::ip_longer_than_packet, 20, 1500, packet.size() - 20});
    CHECK(decoded.usable);
}

TEST_CASE("wire/ip: sixteen encapsulations are followed, and no more") {
    Octets packet = ipv4(kSegment);
    for (int depth = 0; depth < 16; ++depth) packet = tunnel_ipv4(4, packet);
    expect_segment(LinkType::raw, packet, kSegment);
    expect_outcome(LinkType::raw, tunnel_ipv4(4, packet), Outcome::other);
    expect_outcome(LinkType::raw, tunnel_ipv4(47, gre(0, 0x0800, {}, packet)), Outcome::other);
    expect_outcome(LinkType::ethernet, ethernet_of(0x8847, mpls(1, packet)), Outcome::other);
    expect_outcome(LinkType::ppp_ether, pppoe(joined({{0, 0x21}, packet})), Outcome::other);
    expect_outcome(LinkType::raw, udp(2152, gtp_u(0, {}, packet)), Outcome::other);
}
