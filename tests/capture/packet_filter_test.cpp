#include "wsdissect/capture/packet_filter.hpp"

#include <doctest/doctest.h>

#include "tests/support/octet_writer.hpp"

namespace wsdissect::capture {

namespace {

/// IPv4 and TCP headers from 192.0.2.1 port 40000 to 192.0.2.2 port 80.
test::OctetWriter& append_ip(test::OctetWriter& out) {
    out.u8(0x45).u8(0).u16(40).u32(0).u8(64).u8(6).u16(0).u32(0xc0000201).u32(0xc0000202);
    return out.u16(40000).u16(80).u32(0).u32(0).u16(0x5010).u16(0).u32(0);
}

std::vector<std::uint8_t> packet_of(LinkType link_type) {
    test::OctetWriter out;
    if (link_type == LinkType::ethernet) out.u32(0).u32(0).u32(0).u16(0x0800);
    if (link_type == LinkType::loop) out.u32(2);
    if (link_type == LinkType::linux_cooked) out.u32(0).u32(0).u32(0).u16(0).u16(0x0800);
    if (link_type == LinkType::linux_cooked_v2) out.u16(0x0800).u16(0).u32(1).u32(0).u32(0).u32(0);
    return append_ip(out).octets();
}

bool matches(PacketFilter& filter, LinkType link_type, std::uint32_t original_length = 1000) {
    const auto data = packet_of(link_type);
    return filter.matches(
        {.stamp = {}, .link_type = link_type, .original_length = original_length, .data = data});
}

}  // namespace

TEST_CASE("capture/packet_filter: one expression serves packets of every link type") {
    auto match = PacketFilter::compile("tcp port 80 and src host 192.0.2.1");
    auto miss = PacketFilter::compile("tcp port 81");
    REQUIRE(match);
    REQUIRE(miss);
    for (const LinkType link_type :
         {LinkType::ethernet, LinkType::raw, LinkType::raw_bsd_12, LinkType::raw_openbsd_14, LinkType::loop,
          LinkType::linux_cooked, LinkType::linux_cooked_v2, LinkType::ipv4, LinkType::ethernet}) {
        CAPTURE(static_cast<int>(link_type));
        CHECK(matches(*match, link_type));
        CHECK_FALSE(matches(*miss, link_type));
    }
}

TEST_CASE("capture/packet_filter: an expression may have a meaning for some link types only") {
    auto filter = PacketFilter::compile("ether src 00:00:00:00:00:00");
    REQUIRE(filter);
    CHECK(matches(*filter, LinkType::ethernet));
    CHECK(filter->inapplicable().empty());
    CHECK_FALSE(matches(*filter, LinkType::raw));
    CHECK_FALSE(matches(*filter, LinkType::raw));
    REQUIRE(filter->inapplicable().size() == 1);
    CHECK(filter->inapplicable().front().link_type == LinkType::raw);
    CHECK(filter->inapplicable().front().packets == 2);
    CHECK(!filter->inapplicable().front().message.empty());
}

TEST_CASE("capture/packet_filter: a link type that libpcap does not know passes nothing") {
    auto filter = PacketFilter::compile("tcp port 80");
    REQUIRE(filter);
    CHECK_FALSE(matches(*filter, static_cast<LinkType>(65000)));
}

TEST_CASE("capture/packet_filter: lengths are those on the wire") {
    auto filter = PacketFilter::compile("greater 1500");
    REQUIRE(filter);
    CHECK(matches(*filter, LinkType::ethernet, 1500));
    CHECK_FALSE(matches(*filter, LinkType::ethernet, 1499));
}

TEST_CASE("capture/packet_filter: a packet cut before what is asked for does not pass") {
    auto filter = PacketFilter::compile("tcp port 80");
    REQUIRE(filter);
    const auto data = packet_of(LinkType::ethernet);
    for (std::size_t octets = 0; octets < 38; ++octets) {
        const Bytes cut = Bytes(data).first(octets);
        CHECK_FALSE(filter->matches(
            {.stamp = {}, .link_type = LinkType::ethernet, .original_length = 54, .data = cut}));
    }
}

TEST_CASE("capture/packet_filter: the empty expression passes everything") {
    auto filter = PacketFilter::compile("");
    REQUIRE(filter);
    CHECK(matches(*filter, LinkType::ethernet));
    CHECK(matches(*filter, LinkType::raw));
}

TEST_CASE("capture/packet_filter: what is no expression is refused in libpcap's words") {
    const auto filter = PacketFilter::compile("tcp prot 80");
    REQUIRE_FALSE(filter);
    CHECK(filter.error().message.find("syntax error") != std::string::npos);
}

}  // namespace wsdissect::capture
