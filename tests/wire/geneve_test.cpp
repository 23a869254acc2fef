#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/geneve: options are gone past, the network id tells connections apart") {
    const Tcp v6 = over_ipv6(kSegment);
    const std::uint64_t network = 0x2'000'000'000009'000;
    for (const std::size_t options : std::initializer_list<std::size_t>{0, 4, 252}) {
        CAPTURE(options);
        expect_segment(LinkType::raw, udp(6081, geneve(9, 0x6558, Octets(options), ethernet(ipv4(kSegment)))),
                       kSegment, network);
        expect_segment(LinkType::raw, udp(6081, geneve(9, 0x0800, Octets(options), ipv4(kSegment))), kSegment,
                       network);
        expect_segment(LinkType::raw, udp(6081, geneve(9, 0x86dd, Octets(options), ipv6(v6))), v6, network);
    }
}

TEST_CASE("wire/geneve: other versions and protocols, and options past the end, are other") {
    const Octets tunnel = geneve(9, 0x0800, {}, ipv4(kSegment));
    expect_outcome(LinkType::raw, udp(6081, patched(tunnel, 0, {0x40})), Outcome::other);
    expect_outcome(LinkType::raw, udp(6081, patched(tunnel, 2, {0x88, 0xcc})), Outcome::other);
    expect_outcome(LinkType::raw, udp(6081, patched(tunnel, 0, {0x3f})), Outcome::other);
}

TEST_CASE("wire/geneve: what is wrong behind a header that fits is wrong") {
    const Octets tunnel = geneve(9, 0x0800, {}, patched(ipv4(kSegment), 0, {0x55}));
    expect_error(LinkType::raw, udp(6081, tunnel), {ErrorKind::ip_version, 36, 5, 4});
}
