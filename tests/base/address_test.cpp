#include "wsdissect/base/address.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace wsdissect;

namespace {

IpAddress ipv6(std::array<std::uint16_t, 8> groups) {
    IpAddress address{.family = AddressFamily::ipv6};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        address.octets[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8);
        address.octets[2 * i + 1] = static_cast<std::uint8_t>(groups[i] & 0xFF);
    }
    return address;
}

IpAddress ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    return {.octets = {a, b, c, d}, .family = AddressFamily::ipv4};
}

struct Case {
    std::array<std::uint16_t, 8> groups;
    std::string_view text;
};

}  // namespace

TEST_CASE("base/address: IPv6 is written as RFC 5952 recommends") {
    const Case cases[] = {
        {{0x2001, 0xdb8, 0, 0, 1, 0, 0, 1}, "2001:db8::1:0:0:1"},       // section 1, first of equals
        {{0x2001, 0x0db8, 0, 0, 0, 0, 2, 1}, "2001:db8::2:1"},          // section 4.2.1
        {{0x2001, 0xdb8, 0, 1, 1, 1, 1, 1}, "2001:db8:0:1:1:1:1:1"},    // section 4.2.2, one group
        {{0x2001, 0, 0, 1, 0, 0, 0, 1}, "2001:0:0:1::1"},               // section 4.2.3, the longest
        {{0x2001, 0xdb8, 0, 0, 0, 0, 0, 0xaaaa}, "2001:db8::aaaa"},     // section 4.3, lower case
        {{0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201}, "::ffff:192.0.2.1"},  // section 5
        {{0, 0, 0, 0, 0, 0xffff, 0, 0}, "::ffff:0.0.0.0"},
        {{0, 0, 0, 0, 0, 0, 0, 0}, "::"},
        {{0, 0, 0, 0, 0, 0, 0, 1}, "::1"},
        {{1, 0, 0, 0, 0, 0, 0, 0}, "1::"},
        {{0, 0, 0, 0, 1, 0xffff, 0xc000, 0x0201}, "::1:ffff:c000:201"},
        {{0x2001, 0xdb8, 0xfff, 0xff, 0xf, 0x10, 0x100, 0x1000}, "2001:db8:fff:ff:f:10:100:1000"},
    };
    for (const Case& c : cases) CHECK(to_text(ipv6(c.groups)) == c.text);
}

TEST_CASE("base/address: IPv4 is dotted decimal") {
    CHECK(to_text(ipv4(192, 0, 2, 1)) == "192.0.2.1");
    CHECK(to_text(ipv4(0, 0, 0, 0)) == "0.0.0.0");
    CHECK(to_text(ipv4(255, 255, 255, 255)) == "255.255.255.255");
}

TEST_CASE("base/address: an endpoint has its port behind a colon, IPv6 in brackets") {
    CHECK(to_text(Endpoint{ipv4(192, 0, 2, 1), 80}) == "192.0.2.1:80");
    CHECK(to_text(Endpoint{ipv6({0x2001, 0xdb8, 0, 0, 0, 0, 0, 1}), 65535}) == "[2001:db8::1]:65535");
}
