#include "print/text_builder.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

std::string built(const std::function<void(TextBuilder&)>& add) {
    TextBuffer out;
    out.append("before ");
    TextBuilder builder(out);
    add(builder);
    return std::string(out.text().substr(7));
}

}  // namespace

TEST_CASE("print/text_builder: pieces arrive in order, whatever their length") {
    const std::string piece(100, 'p'), large(5000, 'l');
    std::string expected;
    const std::string got = built([&](TextBuilder& text) {
        for (int i = 0; i < 50; ++i) {
            text.add(piece, 'c', "literal");
            if (i % 10 == 0) text.add(large);
        }
    });
    for (int i = 0; i < 50; ++i) {
        expected += piece + "cliteral";
        if (i % 10 == 0) expected += large;
    }
    CHECK(got == expected);
}

TEST_CASE("print/text_builder: decimals") {
    const struct {
        std::uint64_t value;
        std::string_view text;
    } cases[] = {{0, "0"},         {9, "9"},
                 {10, "10"},       {99, "99"},
                 {100, "100"},     {1234567, "1234567"},
                 {65535, "65535"}, {18446744073709551615U, "18446744073709551615"}};
    for (const auto& c : cases) {
        CHECK(built([&](TextBuilder& text) { text.add_decimal(c.value); }) == c.text);
    }
    for (std::uint64_t power = 1; power < 10'000'000'000'000'000'000U; power *= 10) {
        for (const std::uint64_t value : {power - 1, power, power + 1}) {
            CHECK(built([&](TextBuilder& text) { text.add_decimal(value); }) == std::to_string(value));
        }
    }
    CHECK(built([](TextBuilder& text) { text.add_decimal(42, 6); }) == "    42");
    CHECK(built([](TextBuilder& text) { text.add_decimal(1234567, 6); }) == "1234567");
    CHECK(built([](TextBuilder& text) { text.add_decimal_left(42, 4); }) == "42  ");
    CHECK(built([](TextBuilder& text) { text.add_decimal_left(42, 1); }) == "42");
    CHECK(built([](TextBuilder& text) { text.add_count(1, "byte"); }) == "1 byte");
    CHECK(built([](TextBuilder& text) { text.add_count(0, "byte"); }) == "0 bytes");
}

TEST_CASE("print/text_builder: seconds are exact") {
    const struct {
        std::int64_t nanoseconds;
        std::size_t digits, width;
        std::string_view text;
    } cases[] = {
        {731'000, 6, 10, "  0.000731"},
        {731'000, 9, 0, "0.000731000"},
        {1'999'999'999, 6, 0, "1.999999"},
        {1'999'999'999, 0, 0, "1"},
        {1'999'999'999, 1, 0, "1.9"},
        {-1, 9, 0, "-0.000000001"},
        {-1'000'500'000, 6, 10, " -1.000500"},
        {std::numeric_limits<std::int64_t>::min(), 9, 0, "-9223372036.854775808"},
        {std::numeric_limits<std::int64_t>::max(), 9, 0, "9223372036.854775807"},
    };
    for (const auto& c : cases) {
        CHECK(built([&](TextBuilder& text) { text.add_seconds(c.nanoseconds, c.digits, c.width); }) ==
              c.text);
    }
}

TEST_CASE("print/text_builder: spaces, hexadecimal, escaped text") {
    CHECK(built([](TextBuilder& text) { text.add_spaces(200); }) == std::string(200, ' '));
    CHECK(built([](TextBuilder& text) { text.add_hex(as_bytes("\x0F\xA0z")); }) == "0fa07a");
    CHECK(built([](TextBuilder& text) { text.add_escaped("plain \x1b[m \xC3\xA9"); }) ==
          "plain \\u{1b}[m \xC3\xA9");
}
