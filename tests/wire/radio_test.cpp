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

Octets frame() { return joined({{0x08, 0x01}, Octets(22), llc(ipv4(kSegment))}); }
/// QoS: 26 octets, filled up to 28.
Octets padded_frame() { return joined({{0x88, 0x01}, Octets(26), llc(ipv4(kSegment))}); }

}  // namespace

TEST_CASE("wire/radio: radiotap headers, with and without padding behind the frame's header") {
    expect_segment(LinkType::ieee802_11_radiotap, joined({{0, 0, 8, 0, 0, 0, 0, 0}, frame()}), kSegment);
    const Octets flags_only = {0, 0, 9, 0, 0x02, 0, 0, 0, 0x20};
    expect_segment(LinkType::ieee802_11_radiotap, joined({flags_only, padded_frame()}), kSegment);
    // A second word of what is present, then the time stamp at the next multiple of 8 octets.
    const Octets all = joined({{0, 0, 25, 0, 0x03, 0, 0, 0x80, 0, 0, 0, 0}, Octets(12), {0x20}});
    expect_segment(LinkType::ieee802_11_radiotap, joined({all, padded_frame()}), kSegment);
    const Octets not_padded = patched(all, 24, {0x10});
    expect_segment(LinkType::ieee802_11_radiotap, joined({not_padded, frame()}), kSegment);
}

TEST_CASE("wire/radio: a frame whose check sequence was wrong is not decoded") {
    for (const std::uint8_t flags : std::initializer_list<std::uint8_t>{0x40, 0x50, 0x70}) {
        CAPTURE(int{flags});
        const Octets header = {0, 0, 9, 0, 0x02, 0, 0, 0, flags};
        expect_outcome(LinkType::ieee802_11_radiotap, joined({header, frame(), Octets(4)}),
                       Outcome::wrong_checksum);
    }
    // Where there is no field Flags, the octet is of another one.
    expect_segment(LinkType::ieee802_11_radiotap, joined({{0, 0, 9, 0, 0x04, 0, 0, 0, 0x40}, frame()}),
                   kSegment);
}

TEST_CASE("wire/radio: present words without end, and fields past the header, are not read") {
    const Octets endless = {0, 0, 16, 0, 2, 0, 0, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0x80};
    expect_segment(LinkType::ieee802_11_radiotap, joined({endless, frame()}), kSegment);
    expect_segment(LinkType::ieee802_11_radiotap, joined({{0, 0, 8, 0, 3, 0, 0, 0}, frame()}), kSegment);
}

TEST_CASE("wire/radio: other versions, and lengths that cannot be") {
    expect_outcome(LinkType::ieee802_11_radiotap, joined({{1, 0, 8, 0, 0, 0, 0, 0}, frame()}),
                   Outcome::other);
    expect_outcome(LinkType::ieee802_11_radiotap, joined({{0, 0, 7, 0, 0, 0, 0, 0}, frame()}),
                   Outcome::other);
    expect_error(LinkType::ieee802_11_radiotap, {0, 0, 9, 0, 0, 0, 0, 0},
                 {ErrorKind::link_header_short, 0, 8, 9});
    expect_error(LinkType::ieee802_11_radiotap, {0, 0, 8}, {ErrorKind::link_header_short, 0, 3, 8});
    expect_error(LinkType::ieee802_11_prism, {0, 0, 0, 0x44, 0, 0, 0, 0x90},
                 {ErrorKind::link_header_short, 0, 8, 144});
}

TEST_CASE("wire/radio: Prism in either byte order, and AVS under both link types") {
    const Octets prism = joined({{0x44, 0, 0, 0, 144, 0, 0, 0}, Octets(136), frame()});
    expect_segment(LinkType::ieee802_11_prism, prism, kSegment);
    expect_segment(LinkType::ieee802_11_prism, patched(prism, 0, {0, 0, 0, 0x44, 0, 0, 0, 144}), kSegment);
    const Octets avs = joined({{0x80, 0x21, 0x10, 0x01, 0, 0, 0, 64}, Octets(56), frame()});
    expect_segment(LinkType::ieee802_11_avs, avs, kSegment);
    expect_segment(LinkType::ieee802_11_prism, avs, kSegment);
}
