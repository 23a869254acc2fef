#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/erspan: types I, II and III") {
    const Octets frame = ethernet(ipv4(kSegment), {{5}});
    const Octets session = {0x10, 0x64, 0x00, 0x01, 0, 0, 0, 7};
    const Octets session3 = {0x20, 0x64, 0x00, 0x01, 1, 2, 3, 4, 0, 0, 0, 0};
    expect_segment(LinkType::raw, tunnel_ipv4(47, gre(0, 0x88be, {}, frame)), kSegment, 5);
    expect_segment(LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x88be, Octets(4), joined({session, frame}))),
                   kSegment, 5);
    expect_segment(LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x22eb, Octets(4), joined({session3, frame}))),
                   kSegment, 5);
    const Octets with_subheader = joined({patched(session3, 11, {1}), Octets(8), frame});
    expect_segment(LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x22eb, Octets(4), with_subheader)), kSegment,
                   5);
    const Octets of_ip = joined({patched(session3, 10, {2 << 2}), ipv4(kSegment)});
    expect_segment(LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x22eb, Octets(4), of_ip)), kSegment);
}

TEST_CASE("wire/erspan: other versions and frame types are other") {
    const Octets frame = ethernet(ipv4(kSegment));
    const Octets session = {0x20, 0x64, 0x00, 0x01, 0, 0, 0, 7};
    const Octets session3 = {0x10, 0x64, 0x00, 0x01, 1, 2, 3, 4, 0, 0, 0, 0};
    expect_outcome(LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x88be, Octets(4), joined({session, frame}))),
                   Outcome::other);
    expect_outcome(LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x22eb, Octets(4), joined({session3, frame}))),
                   Outcome::other);
    const Octets infiniband = joined({patched(session3, 0, {0x20}), frame});
    expect_outcome(LinkType::raw,
                   tunnel_ipv4(47, gre(0x1000, 0x22eb, Octets(4), patched(infiniband, 10, {1 << 2}))),
                   Outcome::other);
}

TEST_CASE("wire/erspan: headers cut short") {
    expect_error(LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x88be, Octets(4), Octets(7, 0x10))),
                 {ErrorKind::encapsulation_short, 28, 7, 8});
    expect_error(LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x22eb, Octets(4), Octets(11, 0x20))),
                 {ErrorKind::encapsulation_short, 28, 11, 12});
    expect_error(LinkType::raw,
                 tunnel_ipv4(47, gre(0x1000, 0x22eb, Octets(4),
                                     patched(Octets(19, 0), 0, {0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}))),
                 {ErrorKind::encapsulation_short, 28, 19, 20});
}
