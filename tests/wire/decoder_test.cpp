// What holds for every link type: packets cut at every octet, and packets with every octet changed.

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
    for (const int link_type : {2, 105, 127, 147, 275, 65535}) {
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
