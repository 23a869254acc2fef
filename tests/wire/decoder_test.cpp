// What holds for every link type: packets cut at every octet, and packets with every octet changed.

#include <random>

#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

struct Sample {
    const char* name;
    LinkType link_type;
    Octets packet;
    Tcp segment;
    std::size_t ip_offset;
    std::size_t tcp_offset;
    std::size_t padding = 0;

    [[nodiscard]] std::size_t ip_end() const { return packet.size() - padding; }
    [[nodiscard]] std::size_t payload_offset() const { return ip_end() - segment.payload.size(); }
    [[nodiscard]] std::size_t min_ip_header() const {
        return segment.source.address.family == AddressFamily::ipv4 ? 20 : 40;
    }
};

const std::vector<Sample>& samples() {
    static const Tcp v4{.options = Octets(12, 1), .payload = "payload"};
    static const Tcp v6 = over_ipv6(v4);
    static const std::vector<Extension> extensions = {
        {0, {0, 1, 4, 0, 0, 0, 0}}, {44, {0, 0, 0, 0, 0, 0, 7}}, {51, {1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1}}};
    static const std::vector<Sample> all = {
        {"Ethernet, IPv4", LinkType::ethernet, ethernet(ipv4(v4)), v4, 14, 34},
        {"Ethernet, IPv4, padding", LinkType::ethernet, padded(ethernet(ipv4(v4)), 9), v4, 14, 34, 9},
        {"Ethernet, IPv4 options", LinkType::ethernet, ethernet(ipv4(v4, {.options = Octets(16, 1)})), v4, 14,
         50},
        {"Ethernet, two tags, IPv6", LinkType::ethernet, ethernet(ipv6(v6), {{7, 0x88a8}, {5}}), v6, 22, 62},
        {"Ethernet, SNAP, IPv4", LinkType::ethernet, ethernet_snap(ipv4(v4)), v4, 22, 42},
        {"Ethernet, IPv6 extensions", LinkType::ethernet, ethernet(ipv6(v6, extensions)), v6, 14, 82},
        {"SLL, tag, IPv4", LinkType::linux_cooked, linux_cooked(ipv4(v4), {{5}}), v4, 20, 40},
        {"SLL2, IPv6", LinkType::linux_cooked_v2, linux_cooked_v2(ipv6(v6)), v6, 20, 60},
        {"null, IPv4", LinkType::null, loopback({2, 0, 0, 0}, ipv4(v4)), v4, 4, 24},
        {"loop, IPv6", LinkType::loop, loopback({0, 0, 0, 24}, ipv6(v6)), v6, 4, 44},
        {"raw, IPv4", LinkType::raw, ipv4(v4), v4, 0, 20},
        {"raw, IPv6", LinkType::raw, ipv6(v6, extensions), v6, 0, 68},
        {"IPv4", LinkType::ipv4, ipv4(v4), v4, 0, 20},
        {"IPv6", LinkType::ipv6, ipv6(v6), v6, 0, 40},
    };
    return all;
}

/// A buffer of exactly that length: the sanitizer sees a read past it.
Octets cut(const Octets& packet, std::size_t length) {
    return {packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(length)};
}

/// The segment of a packet that holds `length` octets of `sample`.
void check_cut_segment(const Segment& segment, const Sample& sample, std::size_t length) {
    check_header(segment, sample.segment);
    const std::size_t captured =
        length < sample.payload_offset() ? 0 : std::min(length, sample.ip_end()) - sample.payload_offset();
    CHECK(as_text(segment.payload) == sample.segment.payload.substr(0, captured));
}

void check_snapped(const Sample& sample, std::size_t length) {
    const Octets packet = cut(sample.packet, length);
    const wire::Decoded decoded =
        wire::decode(sample.link_type, packet, static_cast<std::uint32_t>(sample.packet.size()), {});
    const bool usable = length >= sample.tcp_offset + 20;
    CHECK(decoded.outcome == (usable ? Outcome::segment : Outcome::snapped));
    REQUIRE(decoded.usable == usable);
    if (usable) check_cut_segment(decoded.segment, sample, length);
}

void check_short_on_wire(const Sample& sample, std::size_t length) {
    const Octets packet = cut(sample.packet, length);
    const wire::Decoded decoded = decode_whole(sample.link_type, packet);
    const bool usable = length >= sample.tcp_offset + 20;
    REQUIRE(decoded.usable == usable);
    if (usable) check_cut_segment(decoded.segment, sample, length);

    if (length >= sample.ip_end()) {
        CHECK(decoded.outcome == Outcome::segment);
    } else if (length >= sample.ip_offset + sample.min_ip_header()) {
        check_error(decoded, {ErrorKind::ip_longer_than_packet, sample.ip_offset,
                              sample.ip_end() - sample.ip_offset, length - sample.ip_offset});
    } else if (length >= sample.ip_offset) {
        REQUIRE(decoded.outcome == Outcome::malformed);
        CHECK(decoded.error.kind == ErrorKind::ip_header_short);
        CHECK(decoded.error.offset == sample.ip_offset);
        CHECK(decoded.error.found == length - sample.ip_offset);
    } else if (decoded.outcome != Outcome::other) {  // An 802.3 frame too short for SNAP.
        REQUIRE(decoded.outcome == Outcome::malformed);
        CHECK(decoded.error.kind == ErrorKind::link_header_short);
        CHECK(decoded.error.found == length - decoded.error.offset);
        CHECK(decoded.error.found < decoded.error.expected);
    }
}

void check_sound(const wire::Decoded& decoded, Bytes packet) {
    if (decoded.outcome == Outcome::malformed) CHECK(decoded.error.offset <= packet.size());
    if (decoded.outcome == Outcome::segment) CHECK(decoded.usable);
    if (!decoded.usable) return;
    const Segment& segment = decoded.segment;
    CHECK(segment.payload.size() <= segment.payload_length);
    if (segment.payload.empty()) return;
    CHECK(&segment.payload.front() >= &packet.front());
    CHECK(&segment.payload.back() <= &packet.back());
}

}  // namespace

TEST_CASE("wire/decoder: a packet cut by the snap length is usable from the TCP header on") {
    for (const Sample& sample : samples()) {
        for (std::size_t length = 0; length <= sample.packet.size(); ++length) {
            CAPTURE(sample.name);
            CAPTURE(length);
            check_snapped(sample, length);
        }
    }
}

TEST_CASE("wire/decoder: a packet cut on the wire is malformed, and usable from the TCP header on") {
    for (const Sample& sample : samples()) {
        for (std::size_t length = 0; length <= sample.packet.size(); ++length) {
            CAPTURE(sample.name);
            CAPTURE(length);
            check_short_on_wire(sample, length);
        }
    }
}

TEST_CASE("wire/decoder: whatever an octet is, the segment stays inside the packet") {
    for (const Sample& sample : samples()) {
        for (std::size_t offset = 0; offset < sample.payload_offset(); ++offset) {
            for (int value = 0; value < 256; ++value) {
                const Octets packet = patched(sample.packet, offset, {static_cast<std::uint8_t>(value)});
                check_sound(decode_whole(sample.link_type, packet, {.verify_checksums = true}), packet);
                check_sound(decode_whole(sample.link_type, packet), packet);
            }
        }
    }
}

TEST_CASE("wire/decoder: link types that are not known are other") {
    const Octets packet = ethernet(ipv4(Tcp{}));
    for (const int link_type : {2, 106, 128, 147, 275, 65535}) {
        CAPTURE(link_type);
        expect_outcome(static_cast<LinkType>(link_type), packet, Outcome::other);
    }
    expect_outcome(static_cast<LinkType>(147), {}, Outcome::other);
}

TEST_CASE("wire/decoder: an original length below what the capture holds is not believed") {
    const Tcp segment{.payload = "hello"};
    const Octets packet = ethernet(ipv4(segment));
    const wire::Decoded decoded = wire::decode(LinkType::ethernet, packet, 20, {});
    CHECK(decoded.outcome == Outcome::segment);
    CHECK(as_text(decoded.segment.payload) == "hello");
}

namespace {

struct Carried {
    LinkType link_type;
    Octets packet;
};

/// A packet in each encapsulation, and in some of them at once.
std::vector<Carried> carried() {
    const Tcp segment{.payload = "payload"};
    const Octets v4 = ipv4(segment);
    const Octets v6 = ipv6(over_ipv6(segment), {{0, {0, 1, 4, 0, 0, 0, 0}}});
    const Octets frame = ethernet(v4, {{5}});
    const Octets ppp = joined({{0xff, 0x03, 0x00, 0x21}, v4});
    const Octets erspan3 = joined({{0x20, 0x64, 0, 1, 1, 2, 3, 4, 0, 0, 0, 1}, Octets(8), frame});
    const Octets radiotap = {0, 0, 25, 0, 3, 0, 0, 0x80, 0, 0, 0, 0,   0,
                             0, 0, 0,  0, 0, 0, 0, 0,    0, 0, 0, 0x20};
    const Octets frame80211 = joined({{0x88, 0x03}, Octets(30), llc(v4)});
    const Octets nflog = {2, 0, 0, 7, 9, 0, 10, 0, 'a', 'b', 'c', 'd', 0, 0, 0, 0, 49, 0, 9, 0};
    const Octets route = {0, 0, 0, 0, 8, 0, 4, 4, 192, 0, 2, 1, 0, 0, 0, 0};
    return {
        {LinkType::ethernet, ethernet_of(0x8847, mpls(3, v4))},
        {LinkType::mpls, mpls(2, joined({Octets(4), frame}))},
        {LinkType::ethernet, ethernet_of(0x8864, pppoe(ppp))},
        {LinkType::ppp, ppp},
        {LinkType::ppp_hdlc, joined({{0x0f, 0, 8, 0}, v4})},
        {LinkType::raw, tunnel_ipv4(41, tunnel_ipv6(41, v6))},
        {LinkType::raw, tunnel_ipv4(47, gre(0x4000, 0x6558, route, frame))},
        {LinkType::raw, tunnel_ipv4(47, gre(0x3081, 0x880b, Octets(12), ppp))},
        {LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x88be, Octets(4), joined({{0x10}, Octets(7), frame})))},
        {LinkType::raw, tunnel_ipv4(47, gre(0x1000, 0x22eb, Octets(4), erspan3))},
        {LinkType::ethernet, ethernet(udp(4789, vxlan(7, ethernet(udp(8472, vxlan(8, frame))))))},
        {LinkType::raw, udp(4790, patched(vxlan(7, v6), 0, {0x0c, 0, 0, 2}))},
        {LinkType::raw, udp(6081, geneve(7, 0x6558, Octets(12), frame))},
        {LinkType::raw, udp(2152, gtp_u(7, {0, 1, 2, 0xc0, 1, 9, 4, 0x85, 1, 1, 2, 0}, v6))},
        {LinkType::ieee802_11_radiotap, joined({radiotap, frame80211})},
        {LinkType::ieee802_11_prism, joined({{0x44, 0, 0, 0, 16, 0, 0, 0}, Octets(8), frame80211})},
        {LinkType::nflog, joined({nflog, v4})},
    };
}

}  // namespace

TEST_CASE(
    "wire/decoder: tunnels cut at each octet stay inside the packet, and only their whole is a segment") {
    for (const Carried& sample : carried()) {
        CAPTURE(static_cast<int>(sample.link_type));
        REQUIRE(decode_whole(sample.link_type, sample.packet).outcome == Outcome::segment);
        for (std::size_t length = 0; length < sample.packet.size(); ++length) {
            const Octets packet = cut(sample.packet, length);
            check_sound(decode_whole(sample.link_type, packet), packet);
            const wire::Decoded snapped =
                wire::decode(sample.link_type, packet, static_cast<std::uint32_t>(sample.packet.size()), {});
            check_sound(snapped, packet);
            REQUIRE(snapped.outcome != Outcome::malformed);
        }
    }
}

TEST_CASE("wire/decoder: tunnels changed at random stay inside the packet, and so do their fragments") {
    std::mt19937 random(11);
    const auto any = [&](std::size_t below) { return random() % below; };
    for (const Carried& sample : carried()) {
        for (int round = 0; round < 5'000; ++round) {
            Octets packet = sample.packet;
            for (std::size_t changes = 1 + any(4); changes > 0; --changes)
                packet[any(packet.size())] = static_cast<std::uint8_t>(any(3) == 0 ? 0xff : any(256));
            if (any(3) == 0) packet = cut(packet, any(packet.size() + 1));
            const wire::Options options{.verify_checksums = any(4) == 0, .ignore_vlan = any(4) == 0};
            const auto length = static_cast<std::uint32_t>(packet.size() + any(2) * any(100));
            const wire::Decoded decoded = wire::decode(sample.link_type, packet, length, options);
            check_sound(decoded, packet);
            if (decoded.outcome != Outcome::fragment) continue;
            const wire::Fragment fragment = wire::read_fragment(sample.link_type, packet, length, options);
            REQUIRE(fragment.payload.size() <= fragment.length);
            REQUIRE(fragment.offset + fragment.length <= 65'535);
            wire::WholePacket whole{fragment.key, fragment.protocol, fragment.encapsulations, fragment.length,
                                    fragment.payload};
            Segment segment;
            (void)wire::decode_into(segment, whole, options);
        }
    }
}
