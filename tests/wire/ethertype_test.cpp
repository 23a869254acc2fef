#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

Octets tagged(const VlanTags& tags) { return ethernet(ipv4(kSegment), tags); }

}  // namespace

TEST_CASE("wire/ethertype: VLAN tags make the network") {
    struct Case {
        const char* name;
        VlanTags tags;
        std::uint64_t network;
    };
    const Case cases[] = {
        {"one tag", {{5}}, 0x005},
        {"greatest id", {{0xfff}}, 0xfff},
        {"priority and drop bits do not count", {{0xf005}}, 0x005},
        {"id 0 is as if untagged", {{0xe000}}, 0},
        {"two tags", {{7, 0x88a8}, {5}}, 0x007005},
        {"order counts", {{5, 0x88a8}, {7}}, 0x005007},
        {"id 0 within a service tag", {{7, 0x88a8}, {0}}, 0x007},
        {"old switches", {{1, 0x9100}, {2, 0x9200}, {3, 0x9300}, {4}}, 0x001002003004},
        {"the same id twice is not the same as once", {{5}, {5}}, 0x005005},
        {"eight tags", {{0}, {0}, {0}, {1}, {2}, {3}, {4}, {5}}, 0x001002003004005},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        expect_segment(LinkType::ethernet, tagged(c.tags), kSegment, c.network);
        expect_segment(LinkType::linux_cooked, linux_cooked(ipv4(kSegment), c.tags), kSegment, c.network);
        expect_segment(LinkType::linux_cooked_v2, linux_cooked_v2(ipv4(kSegment), c.tags), kSegment,
                       c.network);
        expect_segment(LinkType::ethernet, tagged(c.tags), kSegment, 0, {.ignore_vlan = true});
    }
}

TEST_CASE("wire/ethertype: a tagged IPv6 packet") {
    const Tcp segment = over_ipv6(kSegment);
    expect_segment(LinkType::ethernet, ethernet(ipv6(segment), {{9}}), segment, 9);
}

TEST_CASE("wire/ethertype: nine tags are not followed") {
    expect_outcome(LinkType::ethernet, tagged(VlanTags(9, VlanTag{5})), Outcome::other);
}

TEST_CASE("wire/ethertype: a tag cut short on the wire") {
    const Octets packet = tagged({{7, 0x88a8}, {5}});
    for (const std::size_t left : std::initializer_list<std::size_t>{0, 1, 3}) {
        CAPTURE(left);
        const auto end_of_ethernet = packet.begin() + 14;
        const auto end_of_tag = packet.begin() + 18;
        const auto cut = static_cast<std::ptrdiff_t>(left);
        expect_error(LinkType::ethernet, Octets(packet.begin(), end_of_ethernet + cut),
                     {ErrorKind::link_header_short, 14, left, 4});
        expect_error(LinkType::ethernet, Octets(packet.begin(), end_of_tag + cut),
                     {ErrorKind::link_header_short, 18, left, 4});
    }
}

TEST_CASE("wire/ethertype: an 802.3 frame with LLC and SNAP") {
    expect_segment(LinkType::ethernet, ethernet_snap(ipv4(kSegment)), kSegment);
    const Tcp segment = over_ipv6(kSegment);
    expect_segment(LinkType::ethernet, ethernet_snap(ipv6(segment)), segment);
    expect_segment(LinkType::ethernet, padded(ethernet_snap(ipv4(kSegment)), 3), kSegment);
}

TEST_CASE("wire/ethertype: 1500 is a frame's length, 1501 is nothing") {
    const Octets packet = ethernet_snap(ipv4(kSegment));
    expect_segment(LinkType::ethernet, patched(packet, 12, {0x05, 0xdc}), kSegment);
    expect_outcome(LinkType::ethernet, patched(packet, 12, {0x05, 0xdd}), Outcome::other);
}

TEST_CASE("wire/ethertype: SNAP in a cooked capture") {
    const Octets snap = ethernet_snap(ipv4(kSegment));
    const Octets cooked_header = {0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0, 4};
    expect_segment(LinkType::linux_cooked, joined({cooked_header, Octets(snap.begin() + 14, snap.end())}),
                   kSegment);
}

TEST_CASE("wire/ethertype: other LLC frames are other") {
    const Octets packet = ethernet_snap(ipv4(kSegment));
    expect_outcome(LinkType::ethernet, patched(packet, 14, {0x42, 0x42, 0x03}), Outcome::other);
    expect_outcome(LinkType::ethernet, patched(packet, 17, {0x00, 0x00, 0x0c}), Outcome::other);
    // SNAP does not announce a length.
    expect_outcome(LinkType::ethernet, patched(packet, 20, {0x00, 0x40}), Outcome::other);
    for (const std::ptrdiff_t length : std::initializer_list<std::ptrdiff_t>{14, 17, 21}) {
        CAPTURE(length);
        expect_outcome(LinkType::ethernet, Octets(packet.begin(), packet.begin() + length), Outcome::other);
    }
}
