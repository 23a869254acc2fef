#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

TEST_CASE("wire/tcp_header: every field") {
    const Tcp segment{.source = endpoint("203.0.113.255", 65535),
                      .destination = endpoint("10.20.30.40", 1),
                      .sequence = 0xfffefdfc,
                      .acknowledgment = 0x01020304,
                      .flags = 0xff,
                      .payload = "hello"};
    expect_segment(LinkType::ipv4, ipv4(segment), segment);
    const Tcp without_payload{.flags = TcpFlags::kSyn};
    expect_segment(LinkType::ipv4, ipv4(without_payload), without_payload);
}

TEST_CASE("wire/tcp_header: options are gone past") {
    for (const std::size_t octets : std::initializer_list<std::size_t>{4, 12, 40}) {
        CAPTURE(octets);
        const Tcp segment{.options = Octets(octets, 1), .payload = "hello"};
        expect_segment(LinkType::ipv4, ipv4(segment), segment);
    }
}

TEST_CASE("wire/tcp_header: malformed headers") {
    const Octets packet = ethernet(ipv4(Tcp{.payload = "hello"}));  // TCP begins at 34, with 25 octets
    struct Case {
        const char* name;
        Octets packet;
        wire::Error error;
    };
    const Case cases[] = {
        {"data offset 0", patched(packet, 46, {0x00}), {ErrorKind::tcp_data_offset, 34, 0, 20}},
        {"data offset 4", patched(packet, 46, {0x40}), {ErrorKind::tcp_data_offset, 34, 16, 20}},
        {"data offset past the end", patched(packet, 46, {0x70}), {ErrorKind::tcp_data_offset, 34, 28, 25}},
        {"data offset into the padding",
         patched(padded(packet, 20), 46, {0xb0}),
         {ErrorKind::tcp_data_offset, 34, 44, 25}},
        {"19 octets", patched(packet, 16, {0, 39}), {ErrorKind::tcp_header_short, 34, 19, 20}},
        {"no octet", patched(packet, 16, {0, 20}), {ErrorKind::tcp_header_short, 34, 0, 20}},
        {"19 octets, total length 0",
         patched(Octets(packet.begin(), packet.begin() + 53), 16, {0, 0}),
         {ErrorKind::tcp_header_short, 34, 19, 20}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        expect_error(LinkType::ethernet, c.packet, c.error);
    }
}

TEST_CASE("wire/tcp_header: a data offset at the segment's very end leaves no payload") {
    const Tcp segment{.payload = "hello!!!"};
    const Tcp expected;
    expect_segment(LinkType::ipv4, patched(ipv4(segment), 32, {0x70}), expected);
}

TEST_CASE("wire/tcp_header: options cut by the snap length are not missed") {
    const Tcp segment{.options = Octets(12, 1), .payload = "hello"};
    const Octets packet = ipv4(segment);
    const wire::Decoded decoded = wire::decode(LinkType::ipv4, Bytes(packet).first(45), 57, {});
    CHECK(decoded.outcome == Outcome::segment);
    CHECK(decoded.usable);
    check_header(decoded.segment, segment);
    CHECK(decoded.segment.payload.empty());
}

TEST_CASE("wire/tcp_header: payload is a view of the packet") {
    const Octets packet = ipv4(Tcp{.payload = "hello"});
    const wire::Decoded decoded = decode_whole(LinkType::ipv4, packet);
    CHECK(decoded.segment.payload.data() == packet.data() + 40);
}
