#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/mpls: IPv4 and IPv6 under any number of labels, which make no network") {
    const Tcp v6 = over_ipv6(kSegment);
    for (const int labels : {1, 2, 3, 40}) {
        CAPTURE(labels);
        expect_segment(LinkType::ethernet, ethernet_of(0x8847, mpls(labels, ipv4(kSegment))), kSegment);
        expect_segment(LinkType::ethernet, ethernet_of(0x8848, mpls(labels, ipv6(v6))), v6);
        expect_segment(LinkType::mpls, mpls(labels, ipv4(kSegment)), kSegment);
        expect_segment(LinkType::raw, tunnel_ipv4(137, mpls(labels, ipv4(kSegment))), kSegment);
    }
}

TEST_CASE("wire/mpls: Ethernet behind a control word, with and without a sequence number") {
    const Octets frame = ethernet(ipv4(kSegment), {{5}});
    expect_segment(LinkType::mpls, mpls(1, joined({{0, 0, 0, 0}, frame})), kSegment, 5);
    expect_segment(LinkType::mpls, mpls(1, joined({{0, 0, 0x12, 0x34}, frame})), kSegment, 5);
}

TEST_CASE("wire/mpls: what may be an Ethernet address is not taken for a control word") {
    const Octets frame = ethernet(ipv4(kSegment));
    for (const std::uint8_t first : std::initializer_list<std::uint8_t>{0x01, 0x02, 0x10, 0x33, 0x50, 0xff}) {
        CAPTURE(first);
        expect_outcome(LinkType::mpls, mpls(1, joined({{first, 0, 0, 0}, frame})), Outcome::other);
    }
    // A vendor's prefix that begins with 0.
    expect_outcome(LinkType::mpls, mpls(1, joined({{0, 0x0c, 0x29, 0}, frame})), Outcome::other);
    expect_outcome(LinkType::mpls, mpls(1, joined({{0, 0x80, 0, 0}, frame})), Outcome::other);
}

TEST_CASE("wire/mpls: a stack cut short") {
    const Octets stack = mpls(2, {});
    expect_error(LinkType::mpls, {}, {ErrorKind::encapsulation_short, 0, 0, 4});
    expect_error(LinkType::mpls, Octets(stack.begin(), stack.begin() + 7),
                 {ErrorKind::encapsulation_short, 4, 3, 4});
    expect_error(LinkType::mpls, stack, {ErrorKind::encapsulation_short, 8, 0, 1});
    expect_error(LinkType::mpls, joined({stack, {0, 0, 0}}), {ErrorKind::encapsulation_short, 8, 3, 4});
}
