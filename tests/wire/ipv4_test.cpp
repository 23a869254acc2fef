#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};  // 45 octets with IPv4 and TCP headers

}  // namespace

TEST_CASE("wire/ipv4: options are gone past") {
    for (const std::size_t octets : std::initializer_list<std::size_t>{4, 24, 40}) {
        CAPTURE(octets);
        expect_segment(LinkType::ipv4, ipv4(kSegment, {.options = Octets(octets, 1)}), kSegment);
    }
}

TEST_CASE("wire/ipv4: total length 0 reaches to the packet's end") {
    expect_segment(LinkType::ipv4, patched(ipv4(kSegment), 2, {0, 0}), kSegment);
    const Tcp large{.payload = std::string(100'000, 'x')};
    expect_segment(LinkType::ethernet, patched(ethernet(ipv4(large)), 16, {0, 0}), large);
}

TEST_CASE("wire/ipv4: total length 0 reaches to the end on the wire, not that of the capture") {
    const Octets packet = patched(ipv4(kSegment), 2, {0, 0});
    const wire::Decoded decoded = wire::decode(LinkType::ipv4, Bytes(packet).first(42), 45, {});
    CHECK(decoded.outcome == Outcome::segment);
    CHECK(as_text(decoded.segment.payload) == "he");
    CHECK(decoded.segment.payload_length == 5);
}

TEST_CASE("wire/ipv4: fragments are told as such") {
    struct Case {
        const char* name;
        std::uint16_t fragment_field;
        bool fragment;
    };
    const Case cases[] = {
        {"don't fragment", 0x4000, false}, {"reserved bit", 0x8000, false}, {"first", 0x2000, true},
        {"middle", 0x20b9, true},          {"last", 0x0172, true},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const Tcp segment{.payload = "twelve octet"};  // 32 octets with the header
        const Octets packet = ipv4(segment, {.fragment_field = c.fragment_field});
        if (c.fragment) {
            expect_outcome(LinkType::ipv4, packet, Outcome::fragment);
        } else {
            expect_segment(LinkType::ipv4, packet, segment);
        }
    }
}

TEST_CASE("wire/ipv4: a fragment is described") {
    const Tcp segment{.payload = "twelve octet"};
    const Octets packet = ethernet(ipv4(segment, {.fragment_field = 0x20b9}), {{5}});
    const wire::Fragment fragment =
        wire::read_fragment(LinkType::ethernet, Bytes(packet).first(packet.size() - 2),
                            static_cast<std::uint32_t>(packet.size()), {});
    CHECK(to_text(fragment.key.source) == "192.0.2.1");
    CHECK(to_text(fragment.key.destination) == "198.51.100.2");
    CHECK(fragment.key.identification == 0x1234);
    CHECK(fragment.key.protocol == 6);
    CHECK(fragment.key.network == 5);
    CHECK(fragment.protocol == 6);
    CHECK(fragment.encapsulations == 0);
    CHECK(fragment.more);
    CHECK(fragment.offset == 0xb9 * 8);
    CHECK(fragment.length == 32);
    CHECK(fragment.payload.size() == 30);
}

TEST_CASE("wire/ipv4: fragments that can be of no packet") {
    // 25 octets of payload each.
    expect_error(LinkType::ipv4, ipv4(kSegment, {.fragment_field = 0x2001}),
                 {ErrorKind::fragment_length, 20, 25, 8});
    expect_error(LinkType::ipv4, ipv4(kSegment, {.fragment_field = 0x1fff}),
                 {ErrorKind::fragment_end, 20, 65553, 65535});
    expect_outcome(LinkType::ipv4, ipv4(kSegment, {.fragment_field = 0x1ffc}), Outcome::fragment);
}

TEST_CASE("wire/ipv4: fragments of what carries no segment are other") {
    for (const std::uint8_t protocol : std::initializer_list<std::uint8_t>{1, 50, 89, 132})
        expect_outcome(LinkType::ipv4, ipv4(kSegment, {.protocol = protocol, .fragment_field = 1}),
                       Outcome::other);
    for (const std::uint8_t protocol : std::initializer_list<std::uint8_t>{4, 17, 41, 47, 137})
        expect_outcome(LinkType::ipv4, ipv4(kSegment, {.protocol = protocol, .fragment_field = 1}),
                       Outcome::fragment);
}

TEST_CASE("wire/ipv4: malformed headers") {
    const Octets packet = ethernet(ipv4(kSegment), {{5}});  // IPv4 begins at 18
    struct Case {
        const char* name;
        Octets packet;
        wire::Error error;
    };
    const Case cases[] = {
        {"version 6", patched(packet, 18, {0x65}), {ErrorKind::ip_version, 18, 6, 4}},
        {"version 0", patched(packet, 18, {0x05}), {ErrorKind::ip_version, 18, 0, 4}},
        {"IHL 0", patched(packet, 18, {0x40}), {ErrorKind::ip_header_length, 18, 0, 20}},
        {"IHL 4", patched(packet, 18, {0x44}), {ErrorKind::ip_header_length, 18, 16, 20}},
        {"total length 19", patched(packet, 20, {0, 19}), {ErrorKind::ip_total_length, 18, 19, 20}},
        {"total length below IHL", patched(packet, 18, {0x4c}), {ErrorKind::ip_total_length, 18, 45, 48}},
        {"IHL past the end, total length 0",
         patched(packet, 18, {0x4c, 0, 0, 0}),
         {ErrorKind::ip_header_short, 18, 45, 48}},
        {"19 octets", Octets(packet.begin(), packet.begin() + 37), {ErrorKind::ip_header_short, 18, 19, 20}},
        {"no octet", Octets(packet.begin(), packet.begin() + 18), {ErrorKind::ip_header_short, 18, 0, 20}},
        {"longer than the packet, TCP header not there",
         Octets(packet.begin(), packet.begin() + 57),
         {ErrorKind::ip_longer_than_packet, 18, 45, 39}},
        {"longer than the packet, options not there",
         patched(Octets(packet.begin(), packet.begin() + 40), 18, {0x46}),
         {ErrorKind::ip_longer_than_packet, 18, 45, 22}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        expect_error(LinkType::ethernet, c.packet, c.error);
    }
}

TEST_CASE("wire/ipv4: a packet longer than what the wire carried is usable, its end is missing") {
    const Octets packet = patched(ethernet(ipv4(kSegment)), 16, {0, 145});
    const wire::Decoded decoded = decode_whole(LinkType::ethernet, packet);
    check_error(decoded, {ErrorKind::ip_longer_than_packet, 14, 145, 45});
    CHECK(decoded.usable);
    CHECK(as_text(decoded.segment.payload) == "hello");
    CHECK(decoded.segment.payload_length == 105);
    CHECK(decoded.segment.sequence.value == kSegment.sequence);
}

TEST_CASE("wire/ipv4: another protocol longer than what the wire carried is malformed, too") {
    expect_error(LinkType::ipv4, patched(ipv4(kSegment, {.protocol = 17}), 2, {0, 46}),
                 {ErrorKind::ip_longer_than_packet, 0, 46, 45});
}
