#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/null_loop: IPv4 in either byte order") {
    expect_segment(LinkType::null, loopback({2, 0, 0, 0}, ipv4(kSegment)), kSegment);
    expect_segment(LinkType::null, loopback({0, 0, 0, 2}, ipv4(kSegment)), kSegment);
    expect_segment(LinkType::loop, loopback({0, 0, 0, 2}, ipv4(kSegment)), kSegment);
}

TEST_CASE("wire/null_loop: every system's number for IPv6") {
    const Tcp segment = over_ipv6(kSegment);
    for (const std::uint8_t family : std::initializer_list<std::uint8_t>{10, 23, 24, 28, 30}) {
        CAPTURE(family);
        expect_segment(LinkType::null, loopback({family, 0, 0, 0}, ipv6(segment)), segment);
        expect_segment(LinkType::null, loopback({0, 0, 0, family}, ipv6(segment)), segment);
        expect_segment(LinkType::loop, loopback({0, 0, 0, family}, ipv6(segment)), segment);
    }
}

TEST_CASE("wire/null_loop: other families are other") {
    expect_outcome(LinkType::null, loopback({7, 0, 0, 0}, ipv4(kSegment)), Outcome::other);
    expect_outcome(LinkType::null, loopback({0, 2, 0, 0}, ipv4(kSegment)), Outcome::other);
    expect_outcome(LinkType::loop, loopback({2, 0, 0, 0}, ipv4(kSegment)), Outcome::other);
}

TEST_CASE("wire/null_loop: the family's version is the packet's") {
    expect_error(LinkType::null, loopback({2, 0, 0, 0}, ipv6(over_ipv6(kSegment))),
                 {ErrorKind::ip_version, 4, 6, 4});
    expect_error(LinkType::loop, loopback({0, 0, 0, 24}, padded(ipv4(kSegment), 20)),
                 {ErrorKind::ip_version, 4, 4, 6});
}

TEST_CASE("wire/null_loop: a header cut short on the wire") {
    expect_error(LinkType::null, {2, 0, 0}, {ErrorKind::link_header_short, 0, 3, 4});
    expect_error(LinkType::loop, {}, {ErrorKind::link_header_short, 0, 0, 4});
}
