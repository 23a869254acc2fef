#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment = over_ipv6({.payload = "hello"});

// Octets after Next Header.
const Extension kHopByHop{0, {0, 1, 4, 0, 0, 0, 0}};
const Extension kRouting{43, {2, 4, 0, 0, 0, 0, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}};
const Extension kAtomicFragment{44, {0, 0, 0, 0, 0, 0, 7}};
const Extension kAuthentication{51, {4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
const Extension kDestinationOptions{60, {1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
const Extension kMobility{135, {0, 0, 0, 0, 0, 0, 0}};

}  // namespace

TEST_CASE("wire/ipv6: extension headers are gone past") {
    struct Case {
        const char* name;
        std::vector<Extension> extensions;
    };
    const Case cases[] = {
        {"none", {}},
        {"hop-by-hop options", {kHopByHop}},
        {"routing", {kRouting}},
        {"destination options", {kDestinationOptions}},
        {"authentication", {kAuthentication}},
        {"mobility", {kMobility}},
        {"atomic fragment (RFC 6946)", {kAtomicFragment}},
        {"fragment header whose reserved bits are set", {{44, {0xff, 0, 6, 0, 0, 0, 7}}}},
        {"fragment header whose reserved octet is no length", {{44, {9, 0, 0, 0, 0, 0, 7}}}},
        {"all, in the order of RFC 8200 section 4.1",
         {kHopByHop, kDestinationOptions, kRouting, kAtomicFragment, kAuthentication, kMobility}},
        {"twenty of them", std::vector<Extension>(20, kDestinationOptions)},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        expect_segment(LinkType::ipv6, ipv6(kSegment, c.extensions), kSegment);
        expect_segment(LinkType::ethernet, padded(ethernet(ipv6(kSegment, c.extensions)), 4), kSegment);
    }
}

TEST_CASE("wire/ipv6: fragments are told as such") {
    const Tcp segment = over_ipv6({.payload = "twelve octet"});
    expect_outcome(LinkType::ipv6, ipv6(segment, {{44, {0, 0, 1, 0, 0, 0, 7}}}), Outcome::fragment);
    expect_outcome(LinkType::ipv6, ipv6(segment, {{44, {0, 0, 8, 0, 0, 0, 7}}}), Outcome::fragment);
    // Behind a fragment header no extension is looked for: what stands there belongs to another packet.
    const Extension past_the_end{60, {200, 0, 0, 0, 0, 0, 0}};
    expect_outcome(LinkType::ipv6, ipv6(segment, {{44, {0, 0, 0x10, 0, 0, 0, 7}}, past_the_end}),
                   Outcome::fragment);
}

TEST_CASE("wire/ipv6: a fragment is described") {
    const Tcp segment = over_ipv6({.payload = "twelve octet"});
    const Octets packet = ipv6(segment, {kHopByHop, {44, {0, 0x12, 0x39, 1, 2, 3, 4}}});
    const wire::Fragment fragment =
        wire::read_fragment(LinkType::ipv6, packet, static_cast<std::uint32_t>(packet.size()), {});
    CHECK(to_text(fragment.key.source) == "2001:db8::1");
    CHECK(to_text(fragment.key.destination) == "2001:db8::2");
    CHECK(fragment.key.identification == 0x01020304);
    CHECK(fragment.key.protocol == 0);
    CHECK(fragment.protocol == 6);
    CHECK(fragment.more);
    CHECK(fragment.offset == 0x1238);
    CHECK(fragment.length == 32);
    CHECK(fragment.at_destination);
}

TEST_CASE("wire/ipv6: a fragment underway to another destination is told as such") {
    Octets routing{2, 4, 1, 0, 0, 0, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9};
    for (const std::uint8_t segments_left : std::initializer_list<std::uint8_t>{1, 0}) {
        routing[2] = segments_left;
        const Octets packet =
            ipv6(over_ipv6({.payload = "twelve octet"}), {{43, routing}, {44, {0, 0x12, 0x39, 1, 2, 3, 4}}});
        const wire::Fragment fragment =
            wire::read_fragment(LinkType::ipv6, packet, static_cast<std::uint32_t>(packet.size()), {});
        CHECK(fragment.length == 32);
        CHECK(fragment.at_destination == (segments_left == 0));
    }
}

TEST_CASE("wire/ipv6: encrypted payload and no next header are other") {
    expect_outcome(LinkType::ipv6, ipv6(kSegment, {{50, {0, 0, 0, 0, 0, 0, 7}}}), Outcome::other);
    expect_outcome(LinkType::ipv6, ipv6(kSegment, {kHopByHop, {59, {}}}), Outcome::other);
}

TEST_CASE("wire/ipv6: payload length 0 reaches to the packet's end") {
    expect_segment(LinkType::ipv6, patched(ipv6(kSegment), 4, {0, 0}), kSegment);
    const Extension jumbo{0, {0, 0xc2, 4, 0, 1, 0x86, 0xbc}};  // RFC 2675 section 2: 100,028 octets
    const Tcp large = over_ipv6({.payload = std::string(100'000, 'x')});
    expect_segment(LinkType::ethernet, patched(ethernet(ipv6(large, {jumbo})), 18, {0, 0}), large);
}

TEST_CASE("wire/ipv6: malformed headers") {
    const Octets packet = ethernet(ipv6(kSegment));  // IPv6 begins at 14, with 25 octets of payload
    const Octets extended = ethernet(ipv6(kSegment, {kHopByHop, kAuthentication}));
    struct Case {
        const char* name;
        Octets packet;
        wire::Error error;
    };
    const Case cases[] = {
        {"version 4", patched(packet, 14, {0x45}), {ErrorKind::ip_version, 14, 4, 6}},
        {"39 octets", Octets(packet.begin(), packet.begin() + 53), {ErrorKind::ip_header_short, 14, 39, 40}},
        {"longer than the packet, TCP header not there",
         Octets(packet.begin(), packet.begin() + 73),
         {ErrorKind::ip_longer_than_packet, 14, 65, 59}},
        {"no octet of an extension", patched(extended, 18, {0, 8}), {ErrorKind::extension_short, 62, 0, 8}},
        {"extension past the end", patched(extended, 55, {7}), {ErrorKind::extension_short, 54, 57, 64}},
        {"authentication header past the end",
         patched(extended, 63, {13}),
         {ErrorKind::extension_short, 62, 49, 60}},
        {"7 octets of an extension", patched(extended, 18, {0, 15}), {ErrorKind::extension_short, 62, 7, 8}},
        {"TCP header cut by the payload length",
         patched(extended, 18, {0, 51}),
         {ErrorKind::tcp_header_short, 86, 19, 20}},
        {"the first error counts",
         patched(patched(extended, 18, {0, 78}), 55, {7}),
         {ErrorKind::ip_longer_than_packet, 14, 118, 97}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        expect_error(LinkType::ethernet, c.packet, c.error);
    }
}

TEST_CASE("wire/ipv6: a packet longer than what the wire carried is usable, its end is missing") {
    const Octets packet = patched(ethernet(ipv6(kSegment)), 18, {0, 125});
    const wire::Decoded decoded = decode_whole(LinkType::ethernet, packet);
    check_error(decoded, {ErrorKind::ip_longer_than_packet, 14, 165, 65});
    CHECK(decoded.usable);
    CHECK(as_text(decoded.segment.payload) == "hello");
    CHECK(decoded.segment.payload_length == 105);
}
