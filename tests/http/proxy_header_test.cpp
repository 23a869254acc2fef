#include "wsdissect/http/proxy_header.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect;
using http::ProxyEvent;
using http::ProxyHeaderReader;

namespace {

using namespace std::string_literals;

const std::string kSignature = "\r\n\r\n\0\r\nQUIT\n"s;

std::string binary(std::uint8_t command, std::uint8_t family, const std::string& body) {
    return kSignature + static_cast<char>(command) + static_cast<char>(family) +
           static_cast<char>(body.size() >> 8) + static_cast<char>(body.size()) + body;
}

const std::string kEnds4 = "\xc0\x00\x02\x01\xc6\x33\x64\x02\x9c\x40\x00\x50"s;
const std::string kEnds6 =
    "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01"s + std::string(16, '\x02') + "\x9c\x40\x00\x50"s;

struct Case {
    const char* name;
    std::string octets;
    std::string client;  ///< Empty: none is said.
};

const std::vector<Case>& headers() {
    static const std::vector<Case> all = {
        {"TCP4", "PROXY TCP4 192.0.2.1 198.51.100.2 40000 80\r\n", "192.0.2.1:40000"},
        {"TCP6", "PROXY TCP6 2001:db8::1 2001:db8::2 40000 80\r\n", "[2001:db8::1]:40000"},
        {"the longest line",
         "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 65535 "
         "65535\r\n",
         "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"},
        {"UNKNOWN", "PROXY UNKNOWN\r\n", ""},
        {"UNKNOWN with more", "PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", ""},
        {"version 2, TCP over IPv4", binary(0x21, 0x11, kEnds4), "192.0.2.1:40000"},
        {"version 2, TCP over IPv6", binary(0x21, 0x21, kEnds6), "[2001:db8::1]:40000"},
        {"version 2, more fields behind", binary(0x21, 0x11, kEnds4 + std::string(300, 'x')),
         "192.0.2.1:40000"},
        {"version 2, LOCAL", binary(0x20, 0x00, ""), ""},
        {"version 2, LOCAL with addresses", binary(0x20, 0x11, kEnds4), ""},
        {"version 2, unspecified", binary(0x21, 0x00, "1234"), ""},
        {"version 2, UDP", binary(0x21, 0x12, kEnds4), ""},
        {"version 2, Unix socket", binary(0x21, 0x31, std::string(216, '/')), ""},
        {"version 2, the longest", binary(0x20, 0x00, std::string(16'384, 'x')), ""},
    };
    return all;
}

void check_header(const Case& c, std::size_t cut, std::string_view behind) {
    const std::string octets = c.octets + std::string(behind);
    ProxyHeaderReader reader;
    std::size_t consumed = 0;
    ProxyEvent event = ProxyEvent::need_more;
    for (const std::string_view part :
         {std::string_view(octets).substr(0, cut), std::string_view(octets).substr(cut)}) {
        if (event != ProxyEvent::need_more) break;
        const auto step = reader.read(as_bytes(part));
        event = step.event;
        consumed += step.consumed;
    }
    REQUIRE(event == ProxyEvent::header);
    REQUIRE(consumed == c.octets.size());
    REQUIRE((reader.client() ? to_text(*reader.client()) : "") == c.client);
}

}  // namespace

TEST_CASE("http/proxy_header: headers of both versions, cut at every octet") {
    for (const Case& c : headers()) {
        CAPTURE(c.name);
        const std::size_t step = c.octets.size() > 1000 ? 97 : 1;
        for (std::size_t cut = 0; cut <= c.octets.size(); cut += step) {
            check_header(c, cut, "GET / HTTP/1.1\r\n");
            check_header(c, cut, "");
        }
    }
}

TEST_CASE("http/proxy_header: every front of a header may begin one") {
    for (const Case& c : headers())
        for (std::size_t length = 0; length <= c.octets.size(); length += c.octets.size() > 1000 ? 97 : 1)
            REQUIRE(http::may_begin_proxy_header(as_bytes(std::string_view(c.octets).substr(0, length))));
    for (const std::string_view text :
         {"GET ", "PRI * HTTP/2.0", "POST /", "proxy ", "\r\nGET", "\r\n\r\nGET"})
        CHECK_FALSE(http::may_begin_proxy_header(as_bytes(text)));
}

TEST_CASE("http/proxy_header: what is none gives all its octets back") {
    const std::string too_long = "PROXY TCP4 " + std::string(100, '1');
    const std::string cases[] = {
        "PRI * HTTP/2.0\r\n\r\n",
        "PROXY TCP5 192.0.2.1 198.51.100.2 40000 80\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 40000\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 40000 80 \r\n",
        "PROXY TCP4 192.0.2.256 198.51.100.2 40000 80\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 65536 80\r\n",
        "PROXY TCP4 2001:db8::1 2001:db8::2 40000 80\r\n",
        "PROXY TCP6 192.0.2.1 198.51.100.2 40000 80\r\n",
        "PROXY / HTTP/1.1\r\n",
        too_long,
        binary(0x11, 0x11, kEnds4),
        binary(0x22, 0x11, kEnds4),
        binary(0x21, 0x11, kEnds4.substr(1)),
        binary(0x21, 0x21, kEnds4),
        binary(0x20, 0x00, std::string(16'385, 'x')),
    };
    for (const std::string& octets : cases) {
        CAPTURE(octets);
        ProxyHeaderReader reader;
        const auto step = reader.read(as_bytes(octets));
        CHECK(step.event == ProxyEvent::not_one);
        CHECK(as_text(reader.held()) == std::string_view(octets).substr(0, step.consumed));
        CHECK(step.consumed <= http::kMaxProxyLine);
        CHECK_FALSE(reader.client());
    }
}
