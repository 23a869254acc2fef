#include "wsdissect/http/head_parser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace wsdissect;
using namespace wsdissect::http;

TEST_CASE("http/head_parser: a head that grows by one octet a call is the same head") {
    const std::string_view wire = "\r\nGET / HTTP/1.1\r\nA: 1\r\n 2 \r\n \r\nB : 3\n\r\nrest";
    const std::size_t length = wire.size() - 4;
    HeadParser parser;
    for (std::size_t octets = 0; octets < length; ++octets) {
        const auto complete = parser.advance(as_bytes(wire.substr(0, octets)));
        REQUIRE(complete);
        REQUIRE(!*complete);
    }
    const auto complete = parser.advance(as_bytes(wire));
    REQUIRE(complete);
    REQUIRE(*complete);
    CHECK(parser.head().text.size() == length);
    REQUIRE(parser.head().fields.size() == 2);
    CHECK(parser.head().fields[0].value == "1\r\n 2");
    CHECK(parser.head().fields[1].name == "B");
    CHECK(parser.head().fields[1].value == "3");
}

TEST_CASE("http/head_parser: nothing of the head before stays after a restart") {
    HeadParser parser;
    REQUIRE(parser.advance(as_bytes("HTTP/1.1 404 Not Found\r\nA: 1\r\n\r\n")));
    parser.restart();
    const auto complete = parser.advance(as_bytes("GET / HTTP/1.0\r\n\r\n"));
    REQUIRE(complete);
    REQUIRE(*complete);
    CHECK(parser.head().is_request());
    CHECK(parser.head().status == 0);
    CHECK(parser.head().reason.empty());
    CHECK(parser.head().fields.empty());
    CHECK(parser.head().text.size() == 18);
}
