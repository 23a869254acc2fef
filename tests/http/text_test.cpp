#include "http/text.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

using namespace wsdissect::http;

TEST_CASE("http/text: each character of a token counts, at every place of every length") {
    for (std::size_t length = 1; length <= 24; ++length) {
        for (std::size_t at = 0; at < length; ++at) {
            for (int octet = 0; octet < 256; ++octet) {
                std::string text(length, '-');
                text[at] = static_cast<char>(octet);
                if (is_token(text) != is_token({&text[at], 1})) FAIL("octet ", octet, " at ", at);
            }
        }
    }
}

TEST_CASE("http/text: a token has the characters of RFC 9110 section 5.6.2, and one at least") {
    CHECK(is_token("!#$%&'*+-.^_`|~09azAZ"));
    CHECK(!is_token(""));
    std::string others;
    for (int octet = 0; octet < 256; ++octet) {
        const char character = static_cast<char>(octet);
        if (!is_token({&character, 1})) others += character;
    }
    CHECK(others.size() == 256 - 77);
    for (const char delimiter : std::string_view("\"(),/:;<=>?@[\\]{} \t\r\n\x7f"))
        CHECK(others.find(delimiter) != std::string::npos);
}
