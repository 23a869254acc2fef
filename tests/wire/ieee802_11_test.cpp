#include <array>
#include <string>
#include <vector>

#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

namespace {

/// A frame header of these octets of frame control, `length` octets long, around LLC.
Octets frame(std::uint8_t first, std::uint8_t second, std::size_t length, const Octets& payload) {
    Octets header(length);
    header[0] = first;
    header[1] = second;
    return joined({header, payload});
}

}  // namespace

TEST_CASE("wire/ieee802_11: data frames of every shape") {
    const Tcp v6 = over_ipv6(kSegment);
    struct Case {
        const char* name;
        std::uint8_t first, second;
        std::size_t length;
    };
    const Case cases[] = {
        {"from a station", 0x08, 0x01, 24},
        {"to a station", 0x08, 0x02, 24},
        {"QoS", 0x88, 0x01, 26},
        {"four addresses", 0x08, 0x03, 30},
        {"four addresses, QoS", 0x88, 0x03, 32},
        {"HT control", 0x88, 0x82, 30},
        {"four addresses, HT", 0x88, 0x83, 36},
        {"retry, power, more data", 0x88, 0x39, 26},
        {"the order bit alone", 0x08, 0x81, 24},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        expect_segment(LinkType::ieee802_11, frame(c.first, c.second, c.length, llc(ipv4(kSegment))),
                       kSegment);
        expect_segment(LinkType::ieee802_11, frame(c.first, c.second, c.length, llc(ipv6(v6))), v6);
    }
}

namespace {

/// One packet of several in a frame, filled up to a multiple of four octets.
Octets subframe(const Octets& inside) {
    Octets octets = joined(
        {Octets(12, 2),
         {static_cast<std::uint8_t>(inside.size() >> 8), static_cast<std::uint8_t>(inside.size() & 0xFF)},
         inside});
    octets.resize((octets.size() + 3) / 4 * 4);
    return octets;
}

Octets aggregate(std::initializer_list<Octets> subframes) {
    return patched(frame(0x88, 0x01, 26, joined(subframes)), 24, {0x80});
}

/// The payloads of all packets in `packet`, of which the wire had `length` octets; `-` where there is none.
std::vector<std::string> payloads_of(Bytes packet, std::size_t length) {
    std::vector<std::string> payloads;
    const auto on_wire = static_cast<std::uint32_t>(length);
    Segment segment;
    wire::Reading reading = wire::decode_by_layers(segment, LinkType::ieee802_11, packet, on_wire, {});
    while (true) {
        payloads.emplace_back(reading.usable ? as_text(segment.payload) : "-");
        if (reading.next_subframe == 0) return payloads;
        reading = wire::decode_subframe(segment, reading.next_subframe, packet, on_wire, {});
    }
}

std::vector<std::string> payloads_of(const Octets& packet) { return payloads_of(packet, packet.size()); }

using Payloads = std::vector<std::string>;

}  // namespace

TEST_CASE("wire/ieee802_11: several packets in one frame") {
    const Tcp second{.payload = "another"}, third{.payload = "and one more"};
    const Octets packet = aggregate(
        {subframe(llc(ipv4(kSegment))), subframe(llc(ipv6(over_ipv6(second)))), subframe(llc(ipv4(third)))});
    expect_segment(LinkType::ieee802_11, packet, kSegment);
    CHECK(payloads_of(packet) == Payloads{"hello", "another", "and one more"});
    // A check sequence behind them is no packet, nor is what fills the last one up.
    CHECK(payloads_of(joined({packet, Octets(4, 0xFC)})) == Payloads{"hello", "another", "and one more"});
    const Octets other(40, 7);  // what is not TCP is gone past
    CHECK(payloads_of(aggregate({subframe(other), subframe(llc(ipv4(second)))})) == Payloads{"-", "another"});
    expect_error(LinkType::ieee802_11, Octets(packet.begin(), packet.begin() + 39),
                 {ErrorKind::link_header_short, 26, 13, 14});
}

TEST_CASE("wire/ieee802_11: the packets of a frame that the capture cut are those that it holds") {
    const Tcp second{.payload = "another"};
    const Octets packet = aggregate({subframe(llc(ipv4(kSegment))), subframe(llc(ipv4(second)))});
    for (std::size_t held = 0; held <= packet.size(); ++held) {
        const Payloads payloads = payloads_of(Bytes(packet).first(held), packet.size());
        REQUIRE(payloads.size() <= 2);
        for (const std::string& payload : payloads)
            CHECK((payload == "-" || std::string_view("hello").starts_with(payload) ||
                   std::string_view("another").starts_with(payload)));
    }
    CHECK(payloads_of(packet).size() == 2);
}

TEST_CASE("wire/ieee802_11: a length that is too long or none ends the packets") {
    Octets packet = aggregate({subframe(llc(ipv4(kSegment))), subframe(llc(ipv4(kSegment)))});
    CHECK(payloads_of(patched(packet, 26 + 12, {0xFF, 0xFF})) == Payloads{"hello"});
    CHECK(payloads_of(aggregate({Octets(16), Octets(16), Octets(16)})) == Payloads{"-", "-", "-"});
}

TEST_CASE("wire/ieee802_11: what is encrypted or no data is other") {
    const Octets inside = llc(ipv4(kSegment));
    expect_outcome(LinkType::ieee802_11, frame(0x08, 0x41, 24, inside), Outcome::other);
    expect_segment(LinkType::ieee802_11, patched(frame(0x08, 0x01, 24, inside), 22, {0x10, 1}), kSegment);
    for (const std::uint8_t first : std::initializer_list<std::uint8_t>{0x80, 0xb4, 0x48, 0xc8, 0x09, 0x0c}) {
        CAPTURE(first);
        expect_outcome(LinkType::ieee802_11, frame(first, 0x01, 26, inside), Outcome::other);
    }
}

TEST_CASE("wire/ieee802_11: headers cut short") {
    expect_error(LinkType::ieee802_11, {0x08}, {ErrorKind::link_header_short, 0, 1, 2});
    expect_error(LinkType::ieee802_11, frame(0x88, 0x03, 31, {}), {ErrorKind::link_header_short, 0, 31, 32});
}

namespace {

/// Of a packet in an 802.11 frame with these two octets of frame control and this QoS octet.
Octets fragment_frame(std::uint8_t first, std::uint8_t second, std::uint8_t number, const Octets& payload,
                      std::uint8_t qos = 0) {
    const bool has_qos = (first & 0x80) != 0;
    Octets octets = frame(first, second, has_qos ? 26 : 24, payload);
    for (std::size_t i = 4; i < 16; ++i)
        octets[i] = static_cast<std::uint8_t>(i);  // receiver and transmitter
    octets[22] = static_cast<std::uint8_t>(0xB0 | number);
    octets[23] = 0x12;
    if (has_qos) octets[24] = qos;
    return octets;
}

wire::Fragment fragment_in(LinkType link_type, const Octets& packet) {
    return wire::read_fragment(link_type, packet, static_cast<std::uint32_t>(packet.size()), {});
}

}  // namespace

TEST_CASE(
    "wire/ieee802_11: a fragment is described by stations, sequence number, traffic and its own number") {
    const Octets packet = fragment_frame(0x88, 0x0D, 3, {1, 2, 3}, 0x65);
    CHECK(wire::decode(LinkType::ieee802_11, packet, 29, {}).outcome == Outcome::fragment);
    const wire::Fragment fragment = fragment_in(LinkType::ieee802_11, packet);
    CHECK(fragment.key.by == wire::FragmentedBy::ieee802_11);
    CHECK(fragment.key.stations == std::array<std::uint8_t, 12>{4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
    CHECK(fragment.key.identification == 0x5012B);
    CHECK(fragment.number == std::uint8_t{3});
    CHECK(fragment.more);
    CHECK(fragment.sent_again);
    CHECK(fragment.length == 3);
    CHECK(Octets(fragment.payload.begin(), fragment.payload.end()) == Octets{1, 2, 3});

    const wire::Fragment last = fragment_in(LinkType::ieee802_11, fragment_frame(0x08, 0x01, 1, {9}));
    CHECK(last.key.identification == 0x10012B);  // no traffic identifier is not the identifier 0
    CHECK_FALSE(last.more);
    CHECK_FALSE(last.sent_again);
}

TEST_CASE(
    "wire/ieee802_11: fragments that are encrypted, or of a frame of several packets, are passed over") {
    for (const Octets& packet : {fragment_frame(0x88, 0x45, 0, llc(ipv4(kSegment))),
                                 fragment_frame(0x88, 0x41, 1, llc(ipv4(kSegment))),
                                 fragment_frame(0x88, 0x05, 0, llc(ipv4(kSegment)), 0x80)})
        CHECK(wire::decode(LinkType::ieee802_11, packet, static_cast<std::uint32_t>(packet.size()), {})
                  .outcome == Outcome::other);
}

TEST_CASE("wire/ieee802_11: a check sequence that radiotap tells of is no part of a fragment") {
    const Octets inside = fragment_frame(0x08, 0x05, 0, {1, 2, 3, 0xFC, 0xFC, 0xFC, 0xFC});
    for (const std::uint8_t flags : std::initializer_list<std::uint8_t>{0x00, 0x10}) {
        const Octets packet = joined({{0, 0, 9, 0, 2, 0, 0, 0, flags}, inside});
        CHECK(fragment_in(LinkType::ieee802_11_radiotap, packet).length == (flags == 0 ? 7 : 3));
    }
}

TEST_CASE("wire/ieee802_11: a packet that came in fragments is what one frame would carry") {
    const Octets carried = llc(ipv4(kSegment));
    wire::WholePacket whole;
    whole.key.by = wire::FragmentedBy::ieee802_11;
    whole.length = static_cast<std::uint32_t>(carried.size());
    whole.payload = carried;
    Segment segment;
    const wire::Reading reading = wire::decode_into(segment, whole, {});
    CHECK(reading.outcome == Outcome::segment);
    CHECK(as_text(segment.payload) == "hello");
}
