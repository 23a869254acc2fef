#include "wsdissect/base/base64.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect;

TEST_CASE("base/base64: the test vectors of RFC 4648 section 10, both ways") {
    struct Case {
        std::string_view octets;
        std::string_view text;
    };
    const std::vector<Case> cases = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"the sample nonce", "dGhlIHNhbXBsZSBub25jZQ=="},  // RFC 6455 section 1.3
        {"\xfb\xff\xbf", "+/+/"},
    };
    for (const Case& row : cases) {
        CAPTURE(row.text);
        CHECK(to_base64(as_bytes(row.octets)) == row.text);
        const auto octets = from_base64(row.text);
        REQUIRE(octets);
        CHECK(as_text(*octets) == row.octets);
    }
}

TEST_CASE("base/base64: octets of every value and length come back") {
    for (std::size_t length = 0; length <= 300; ++length) {
        std::vector<std::uint8_t> octets;
        for (std::size_t i = 0; i < length; ++i) octets.push_back(static_cast<std::uint8_t>(i * 97 + length));
        const std::string text = to_base64(octets);
        REQUIRE(text.size() == (length + 2) / 3 * 4);
        REQUIRE(from_base64(text) == octets);
    }
}

TEST_CASE("base/base64: appending keeps what was there") {
    std::string text = "=";
    append_base64(text, as_bytes("foob"));
    append_base64(text, {});
    append_base64(text, as_bytes("fo"));
    CHECK(text == "=Zm9vYg==Zm8=");
}

TEST_CASE("base/base64: text that is not canonical is not decoded") {
    const std::vector<std::string_view> texts = {
        "Z",
        "Zg",
        "Zg=",
        "Zm8",
        "=",
        "==",
        "===",
        "====",
        "Z===",
        "Zg=A",
        "Z=g=",
        "=Zg=",
        "Zg===",
        "Zg==Zg==",
        "Zm9v====",
        "Zm9vZg=",
        "Zm9v=",
        "Zm9v Zg=",
        " Zg=",
        "Zg= ",
        "Zg==\n",
        "Zm9v\n",
        "Zm\n9",
        "Zh==",
        "Zm9=",
        "Zn==",
        "Z/==",
        "-_-_",
        "Zm9!",
        "Zm\xc3\xa9",
        "AAAAA===",
        "Zm8=Zm8=",
        std::string_view("Zg\0=", 4),
        std::string_view("Zm9\0", 4),
    };
    for (const std::string_view text : texts) {
        CAPTURE(text);
        CHECK_FALSE(from_base64(text));
    }
}

TEST_CASE("base/base64: each last octet has one text only") {
    // RFC 4648 section 3.5: of 64 * 64 texts `xx==` those whose last four bits are zero, of as many `Axx=`
    // those whose last two are.
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    int one_octet = 0;
    int two_octets = 0;
    for (const char a : kAlphabet)
        for (const char b : kAlphabet) {
            if (from_base64(std::string{a, b, '=', '='})) ++one_octet;
            if (from_base64(std::string{'A', a, b, '='})) ++two_octets;
        }
    CHECK(one_octet == 256);
    CHECK(two_octets == 1024);
}
