#include "filter/escape_sequence.hpp"

#include <doctest/doctest.h>

using namespace wsdissect::filter;

TEST_CASE("filter/escape_sequence: letters, two hexadecimal digits, up to three octal ones") {
    struct Case {
        std::string_view text;
        char character;
        std::size_t length;
    };
    const Case cases[] = {{R"(\\x)", '\\', 2},  {R"(\")", '"', 2},      {R"(\'a)", '\'', 2},
                          {R"(\n)", '\n', 2},   {R"(\t)", '\t', 2},     {R"(\b)", '\b', 2},
                          {R"(\x41B)", 'A', 4}, {R"(\xfF)", '\xff', 4}, {R"(\0)", '\0', 2},
                          {R"(\1018)", 'A', 4}, {R"(\377)", '\xff', 4}, {R"(\78)", '\7', 2}};
    for (const Case& each : cases) {
        CAPTURE(each.text);
        const auto got = escape_sequence(each.text);
        REQUIRE(got);
        CHECK(got->character == each.character);
        CHECK(got->length == each.length);
    }
    for (const std::string_view none : {"\\", "\\q", "\\x", "\\x4", "\\xg1", "\\400", "\\8", "\\x-1"})
        CHECK_FALSE(escape_sequence(none));
}
