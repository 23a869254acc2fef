#include "src/base/blanks.hpp"

#include <doctest/doctest.h>

using namespace wsdissect;

TEST_CASE("base/blanks: spaces and tabs are taken off at the ends alone, and nothing else is") {
    CHECK(without_blanks(" \t a\tb \t") == "a\tb");
    CHECK(without_leading_blanks(" \ta ") == "a ");
    CHECK(without_trailing_blanks(" a\t ") == " a");
    CHECK(without_blanks("\r\na\v") == "\r\na\v");
}

TEST_CASE("base/blanks: of nothing and of blanks alone, nothing is left") {
    for (const std::string_view text : {"", " ", "\t \t"}) {
        CHECK(without_blanks(text).empty());
        CHECK(without_leading_blanks(text).empty());
        CHECK(without_trailing_blanks(text).empty());
    }
}
