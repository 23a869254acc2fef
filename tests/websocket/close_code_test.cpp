#include "wsdissect/websocket/close_code.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect;
using namespace wsdissect::websocket;

TEST_CASE("websocket/close_code: names are Wireshark's, and the registry's beyond them") {
    const std::vector<CloseCode> expected = {
        {1000, "Normal Closure"},   {1001, "Going Away"},
        {1002, "Protocol error"},   {1003, "Unsupported Data"},
        {1004, "---Reserved----"},  {1005, "No Status Rcvd"},
        {1006, "Abnormal Closure"}, {1007, "Invalid frame payload data"},
        {1008, "Policy Violation"}, {1009, "Message Too Big"},
        {1010, "Mandatory Ext."},   {1011, "Internal Server"},
        {1012, "Service Restart"},  {1013, "Try Again Later"},
        {1014, "Bad Gateway"},      {1015, "TLS handshake"},
        {3000, "Unauthorized"},     {3003, "Forbidden"},
        {3008, "Timeout"},
    };
    REQUIRE(close_codes().size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(close_codes()[i].code == expected[i].code);
        CHECK(close_codes()[i].name == expected[i].name);
        CHECK(close_code_name(expected[i].code) == expected[i].name);
    }
}

TEST_CASE("websocket/close_code: all other codes have no name") {
    std::size_t named = 0;
    for (unsigned code = 0; code <= 0xFFFF; ++code)
        if (!close_code_name(static_cast<std::uint16_t>(code)).empty()) ++named;
    CHECK(named == close_codes().size());
    for (const unsigned code : {0U, 999U, 1016U, 2999U, 3001U, 3009U, 4000U, 65535U}) {
        CAPTURE(code);
        CHECK(close_code_name(static_cast<std::uint16_t>(code)).empty());
    }
}

TEST_CASE("websocket/close_code: bodies of Close frames") {
    struct Case {
        std::vector<std::uint8_t> payload;
        std::optional<std::uint16_t> code;
        std::optional<std::string_view> reason;
    };
    const std::vector<Case> cases = {
        {{}, {}, {}},
        {{0x03}, {}, {}},
        {{0x03, 0xe8}, 1000, {}},
        {{0x03, 0xe8, 'b', 'y', 'e'}, 1000, "bye"},
        {{0x0f, 0xa0, '!'}, 4000, "!"},
        {{0xff, 0xff, 0xff, 0x00}, 65535, std::string_view("\xff\0", 2)},
        {{0x00, 0x00}, 0, {}},
    };
    for (const Case& row : cases) {
        CAPTURE(row.payload.size());
        const CloseBody body = parse_close_body(row.payload);
        CHECK(body.code == row.code);
        CHECK(body.reason == row.reason);
    }
}
