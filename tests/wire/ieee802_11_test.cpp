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

TEST_CASE("wire/ieee802_11: the first packet of several in one frame") {
    const Tcp second{.payload = "another"};
    const auto subframe = [](const Tcp& segment) {
        const Octets inside = llc(ipv4(segment));
        Octets octets = joined({Octets(13, 2), {static_cast<std::uint8_t>(inside.size())}, inside});
        octets[12] = 0;
        octets.resize((octets.size() + 3) / 4 * 4);
        return octets;
    };
    Octets packet = frame(0x88, 0x01, 26, joined({subframe(kSegment), subframe(second)}));
    packet[24] = 0x80;
    expect_segment(LinkType::ieee802_11, packet, kSegment);
    expect_error(LinkType::ieee802_11, Octets(packet.begin(), packet.begin() + 39),
                 {ErrorKind::link_header_short, 26, 13, 14});
}

TEST_CASE("wire/ieee802_11: what is encrypted, a fragment, or no data is other") {
    const Octets inside = llc(ipv4(kSegment));
    expect_outcome(LinkType::ieee802_11, frame(0x08, 0x41, 24, inside), Outcome::other);
    expect_outcome(LinkType::ieee802_11, frame(0x08, 0x05, 24, inside), Outcome::other);
    expect_outcome(LinkType::ieee802_11, patched(frame(0x08, 0x01, 24, inside), 22, {0x01}), Outcome::other);
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
