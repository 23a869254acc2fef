#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/cooked: IPv4 and IPv6 in both versions") {
    const Tcp segment = over_ipv6(kSegment);
    expect_segment(LinkType::linux_cooked, linux_cooked(ipv4(kSegment)), kSegment);
    expect_segment(LinkType::linux_cooked, linux_cooked(ipv6(segment)), segment);
    expect_segment(LinkType::linux_cooked_v2, linux_cooked_v2(ipv4(kSegment)), kSegment);
    expect_segment(LinkType::linux_cooked_v2, linux_cooked_v2(ipv6(segment)), segment);
}

TEST_CASE("wire/cooked: a protocol that is not an EtherType is other") {
    struct Case {
        const char* name;
        std::uint16_t arphrd;
    };
    const Case cases[] = {{"frame relay", 770}, {"radiotap", 803}, {"netlink", 824}};
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const std::initializer_list<std::uint8_t> arphrd = {static_cast<std::uint8_t>(c.arphrd >> 8),
                                                            static_cast<std::uint8_t>(c.arphrd)};
        expect_outcome(LinkType::linux_cooked, patched(linux_cooked(ipv4(kSegment)), 2, arphrd),
                       Outcome::other);
        expect_outcome(LinkType::linux_cooked_v2, patched(linux_cooked_v2(ipv4(kSegment)), 8, arphrd),
                       Outcome::other);
    }
}

TEST_CASE("wire/cooked: Linux's own protocol numbers are other, also before what looks like SNAP") {
    const Octets snap = ethernet_snap(ipv4(kSegment));
    for (const std::uint8_t protocol : std::initializer_list<std::uint8_t>{0x01, 0x03, 0x0c}) {
        CAPTURE(protocol);
        const Octets header = {0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0, protocol};
        expect_outcome(LinkType::linux_cooked, joined({header, Octets(snap.begin() + 14, snap.end())}),
                       Outcome::other);
    }
}

TEST_CASE("wire/cooked: a header cut short on the wire") {
    expect_error(LinkType::linux_cooked, Octets(15), {ErrorKind::link_header_short, 0, 15, 16});
    expect_error(LinkType::linux_cooked_v2, Octets(19), {ErrorKind::link_header_short, 0, 19, 20});
    expect_error(LinkType::linux_cooked, Octets(), {ErrorKind::link_header_short, 0, 0, 16});
}
