#include "wire/checksum.hpp"

#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::Outcome;

namespace {

constexpr wire::Options kVerify{.verify_checksums = true};
const Tcp kSegment{.payload = "hello"};  // An odd number of octets.

/// With the octet at `offset` changed.
Octets broken(Octets packet, std::size_t offset) {
    packet.at(offset) ^= 0x10;
    return packet;
}

}  // namespace

TEST_CASE("wire/checksum: the example of RFC 1071 section 3") {
    CHECK(wire::ipv4_checksum_right(Octets{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7, 0x22, 0x0d}));
    CHECK_FALSE(
        wire::ipv4_checksum_right(Octets{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7, 0x22, 0x0e}));
}

TEST_CASE("wire/checksum: right ones pass") {
    for (const std::size_t length : std::initializer_list<std::size_t>{0, 1, 2, 3, 4, 5, 1459, 1460}) {
        CAPTURE(length);
        const Tcp segment{.payload = std::string(length, '\xff')};
        expect_segment(LinkType::ipv4, ipv4(segment, {.options = Octets(8, 1)}), segment, 0, kVerify);
        expect_segment(LinkType::ethernet, padded(ethernet(ipv4(segment)), 7), segment, 0, kVerify);
        expect_segment(LinkType::ipv6, ipv6(over_ipv6(segment)), over_ipv6(segment), 0, kVerify);
    }
}

TEST_CASE("wire/checksum: any octet that is changed shows") {
    struct Case {
        const char* name;
        LinkType link_type;
        Octets packet;
        std::vector<std::size_t> offsets;
    };
    const Octets extended = ipv6(over_ipv6(kSegment), {{60, {0, 1, 4, 0, 0, 0, 0}}});
    const Case cases[] = {
        {"IPv4 header: type of service, identification, checksum, addresses",
         LinkType::ipv4,
         ipv4(kSegment),
         {1, 4, 5, 8, 10, 11, 12, 19}},
        {"TCP over IPv4", LinkType::ipv4, ipv4(kSegment), {20, 23, 27, 32, 33, 36, 40, 44}},
        {"IPv6 addresses", LinkType::ipv6, ipv6(over_ipv6(kSegment)), {8, 23, 24, 39}},
        {"TCP over IPv6", LinkType::ipv6, ipv6(over_ipv6(kSegment)), {40, 52, 56, 60, 64}},
        {"TCP behind an extension", LinkType::ipv6, extended, {48, 60, 72}},
    };
    for (const Case& c : cases) {
        for (const std::size_t offset : c.offsets) {
            CAPTURE(c.name);
            CAPTURE(offset);
            expect_outcome(c.link_type, broken(c.packet, offset), Outcome::wrong_checksum, kVerify);
        }
    }
}

TEST_CASE("wire/checksum: wrong ones pass when nobody asked") {
    expect_segment(LinkType::ipv4, broken(ipv4(kSegment), 10), kSegment);
    expect_segment(LinkType::ipv4, broken(ipv4(kSegment), 36), kSegment);
}

TEST_CASE("wire/checksum: a wrong header checksum counts for every protocol") {
    expect_outcome(LinkType::ipv4, broken(ipv4(kSegment, {.protocol = 17}), 10), Outcome::wrong_checksum,
                   kVerify);
    expect_outcome(LinkType::ipv4, broken(ipv4(kSegment, {.protocol = 17}), 36), Outcome::other, kVerify);
}

TEST_CASE("wire/checksum: a packet that the capture cut is not verified") {
    const Octets packet = broken(broken(ipv4(kSegment), 10), 36);
    const wire::Decoded decoded = wire::decode(LinkType::ipv4, Bytes(packet).first(44), 45, kVerify);
    CHECK(decoded.outcome == Outcome::segment);
    CHECK(as_text(decoded.segment.payload) == "hell");
}

TEST_CASE("wire/checksum: without a length there is none") {
    expect_segment(LinkType::ipv4, patched(ipv4(kSegment), 2, {0, 0}), kSegment, 0, kVerify);
    const Tcp segment = over_ipv6(kSegment);
    expect_segment(LinkType::ipv6, patched(broken(ipv6(segment), 56), 4, {0, 0}), segment, 0, kVerify);
}

TEST_CASE("wire/checksum: underway to another destination it cannot be told") {
    // RFC 8200 section 8.1: with Segments Left, the pseudo header has the final destination.
    const Tcp segment = over_ipv6(kSegment);
    Octets routing{2, 4, 1, 0, 0, 0, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9};
    const Octets underway = ipv6(segment, {{43, routing}});
    expect_segment(LinkType::ipv6, broken(underway, 80), segment, 0, kVerify);
    routing[2] = 0;
    const Octets arrived = ipv6(segment, {{43, routing}});
    expect_segment(LinkType::ipv6, arrived, segment, 0, kVerify);
    expect_outcome(LinkType::ipv6, broken(arrived, 80), Outcome::wrong_checksum, kVerify);
}

namespace {

/// What the fragments of a packet make up, of which `octets` is the payload.
wire::WholePacket whole_of(const Tcp& segment, const Octets& octets) {
    return {.key = {.source = segment.source.address, .destination = segment.destination.address},
            .protocol = 6,
            .length = static_cast<std::uint32_t>(octets.size()),
            .payload = octets,
            .slow = true};
}

wire::Outcome outcome_of(const wire::WholePacket& packet) {
    Segment segment;
    return wire::decode_into(segment, packet, {}).outcome;
}

}  // namespace

TEST_CASE("wire/checksum: that of a segment which came in fragments is verified unasked") {
    for (const Tcp& segment : {kSegment, over_ipv6(kSegment)}) {
        const Octets right = tcp(segment);
        const Octets wrong = broken(right, 22);
        CHECK(outcome_of(whole_of(segment, right)) == Outcome::segment);
        CHECK(outcome_of(whole_of(segment, wrong)) == Outcome::wrong_checksum);
        // Cut by the capture, or underway to another destination, it cannot be told.
        wire::WholePacket cut = whole_of(segment, wrong);
        cut.payload = cut.payload.first(24);
        CHECK(outcome_of(cut) == Outcome::segment);
        wire::WholePacket at_once = whole_of(segment, wrong);
        at_once.slow = false;
        CHECK(outcome_of(at_once) == Outcome::segment);
        wire::WholePacket underway = whole_of(segment, wrong);
        underway.at_destination = false;
        CHECK(outcome_of(underway) == Outcome::segment);
    }
}
