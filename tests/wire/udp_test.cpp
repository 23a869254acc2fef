#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/udp: only the ports of tunnels are looked into") {
    const Octets tunnel = vxlan(7, ethernet(ipv4(kSegment)));
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{4789, 8472}) {
        CAPTURE(port);
        const std::uint64_t network = 0x1'000'000'000007'000;
        expect_segment(LinkType::raw, udp(port, tunnel), kSegment, network);
    }
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{53, 2151, 4788, 4791, 6082, 50000})
        expect_outcome(LinkType::raw, udp(port, tunnel), Outcome::other);
}

TEST_CASE("wire/udp: what does not fit the port's tunnel is other, and no error") {
    for (const std::uint16_t port : std::initializer_list<std::uint16_t>{2152, 4789, 4790, 6081, 8472}) {
        CAPTURE(port);
        for (std::size_t length = 0; length < 8; ++length)
            expect_outcome(LinkType::raw, udp(port, Octets(length, 0x38)), Outcome::other);
        expect_outcome(LinkType::raw, udp(port, Octets(100, 0)), Outcome::other);
    }
    expect_outcome(LinkType::raw, tunnel_ipv4(17, {0xc3, 0x50, 0x12}), Outcome::other);
}
