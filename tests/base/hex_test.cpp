#include "wsdissect/base/hex.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace wsdissect;

TEST_CASE("base/hex: two lower-case digits an octet") {
    CHECK(to_hex({}).empty());
    CHECK(to_hex(as_bytes("Zeek")) == "5a65656b");
    CHECK(to_hex(std::vector<std::uint8_t>{0x00, 0x0f, 0xf0, 0xab, 0xcd, 0xef, 0xff}) == "000ff0abcdefff");
}

TEST_CASE("base/hex: every octet reads back as itself") {
    for (unsigned octet = 0; octet < 256; ++octet) {
        const std::string text = to_hex(std::vector{static_cast<std::uint8_t>(octet)});
        REQUIRE(text.size() == 2);
        REQUIRE(std::stoul(text, nullptr, 16) == octet);
    }
}

TEST_CASE("base/hex: appending keeps what was there") {
    std::string text = "key ";
    append_hex(text, as_bytes("\x12\x34"));
    append_hex(text, {});
    append_hex(text, as_bytes("\x56"));
    CHECK(text == "key 123456");
}
