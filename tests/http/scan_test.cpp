#include "http/scan.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wsdissect::http;

TEST_CASE("http/scan: the first octet looked for is found at every place") {
    for (std::size_t length = 0; length <= 70; ++length) {
        for (std::size_t from = 0; from <= length; ++from) {
            std::string text(length, '\x0b');  // differs from a line feed in one bit
            CHECK(find_near(text, '\n', from) == std::string::npos);
            for (std::size_t at = length; at-- > 0;) {  // the later ones stay
                text[at] = '\n';
                const std::size_t expected = text.find('\n', from);
                if (find_near(text, '\n', from) != expected) FAIL("at ", at, " from ", from);
            }
        }
    }
}

TEST_CASE("http/scan: octets above 127 are looked for and passed over like others") {
    const std::string text = "\xff\x8a\x0a\x80" + std::string(20, '\xba') + ":";
    CHECK(find_near(text, '\n', 0) == 2);
    CHECK(find_near(text, '\x80', 0) == 3);
    CHECK(find_near(text, ':', 0) == 24);
}
