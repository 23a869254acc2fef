#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

TEST_CASE("wire/ethernet: IPv4 and IPv6") {
    const Tcp segment{.payload = "hello"};
    expect_segment(LinkType::ethernet, ethernet(ipv4(segment)), segment);
    expect_segment(LinkType::ethernet, ethernet(ipv6(over_ipv6(segment))), over_ipv6(segment));
}

TEST_CASE("wire/ethernet: padding is not payload") {
    const Tcp empty;
    expect_segment(LinkType::ethernet, padded(ethernet(ipv4(empty)), 6), empty);
    const Tcp one_octet = over_ipv6({.payload = "x"});
    expect_segment(LinkType::ethernet, padded(ethernet(ipv6(one_octet)), 40), one_octet);
}

TEST_CASE("wire/ethernet: other EtherTypes are other") {
    const Octets packet = ethernet(ipv4(Tcp{.payload = "hello"}));
    for (const std::uint8_t high : std::initializer_list<std::uint8_t>{0x06, 0x05, 0x08, 0x88, 0xff}) {
        CAPTURE(high);  // ARP and 0x8847 (MPLS) among them, and numbers that are neither type nor length
        expect_outcome(LinkType::ethernet, patched(packet, 12, {high, 0xdd}), Outcome::other);
    }
    expect_outcome(LinkType::ethernet, patched(packet, 12, {0x08, 0x06}), Outcome::other);
}

TEST_CASE("wire/ethernet: a header cut short on the wire") {
    const Octets packet = ethernet(ipv4(Tcp{}));
    for (const std::size_t length : std::initializer_list<std::size_t>{0, 1, 13}) {
        CAPTURE(length);
        const Octets cut(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(length));
        expect_error(LinkType::ethernet, cut, {ErrorKind::link_header_short, 0, length, 14});
    }
}
