#include "print/pieces.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

/// What a piece writes, into room of just the octets that it asks for: the sanitizers see writing beyond.
std::string text_of(const auto& piece) {
    std::vector<char> room(most_of(piece), '#');
    const char* const end = put(room.data(), piece);
    return {static_cast<const char*>(room.data()), end};
}

}  // namespace

TEST_CASE("print/pieces: literals, characters and text") {
    CHECK(text_of("literal") == "literal");
    CHECK(text_of('c') == "c");
    CHECK(text_of(std::string_view()).empty());
    CHECK(text_of(std::string_view("text of the network")) == "text of the network");
}

TEST_CASE("print/pieces: the rows of a table have their own lengths") {
    CHECK(text_of(FixedText<8>()).empty());
    CHECK(text_of(FixedText<8>("12345678")) == "12345678");
    CHECK(text_of(FixedText<16>("a").append("b").append("").append_decimal(0).append_decimal(255)) ==
          "ab0255");
}

TEST_CASE("print/pieces: aligned text") {
    CHECK(text_of(Left{"ab", 5}) == "ab   ");
    CHECK(text_of(Left{"abcdef", 5}) == "abcdef");
    CHECK(text_of(Left{"", 0}).empty());
    for (std::size_t width = 0; width < 150; ++width) {
        CHECK(text_of(Left{"x", width}) == "x" + std::string(std::max<std::size_t>(width, 1) - 1, ' '));
        CHECK(text_of(Spaces{width}) == std::string(width, ' '));
    }
    CHECK(text_of(LeftDecimal{42, 4}) == "42  ");
    CHECK(text_of(LeftDecimal{42, 1}) == "42");
    CHECK(text_of(LeftDecimal{18446744073709551615U, 25}) == "18446744073709551615     ");
    CHECK(text_of(RightDecimal{42, 6}) == "    42");
    CHECK(text_of(RightDecimal{1234567, 6}) == "1234567");
    CHECK(text_of(RightDecimal{0, 1}) == "0");
    CHECK(text_of(RightDecimal{123456789, 6}) == "123456789");
    for (unsigned width = 1; width <= 8; ++width) {
        for (std::uint64_t value = 0, digits = 1; digits <= 9; value = value * 10 + digits++) {
            const std::string plain = std::to_string(value);
            const std::size_t spaces = width - std::min<std::size_t>(width, plain.size());
            CHECK(text_of(RightDecimal{value, width}) == std::string(spaces, ' ') + plain);
        }
    }
}

TEST_CASE("print/pieces: counts have their noun") {
    CHECK(text_of(Count{0, " byte"}) == "0 bytes");
    CHECK(text_of(Count{1, " byte"}) == "1 byte");
    CHECK(text_of(Count{2, " TCP stream"}) == "2 TCP streams");
    CHECK(text_of(Count{18446744073709551615U, " byte"}) == "18446744073709551615 bytes");
}

TEST_CASE("print/pieces: seconds are exact") {
    const struct {
        std::int64_t nanoseconds;
        std::size_t digits;
        unsigned width;
        std::string_view text;
    } cases[] = {
        {731'000, 6, 3, "  0.000731"},
        {731'000, 9, 1, "0.000731000"},
        {1'999'999'999, 6, 1, "1.999999"},
        {1'999'999'999, 0, 1, "1"},
        {1'999'999'999, 1, 1, "1.9"},
        {-1, 9, 1, "-0.000000001"},
        {-1'000'500'000, 6, 3, " -1.000500"},
        {-1'000'500'000, 6, 2, "-1.000500"},
        {-100'000'500'000'000, 6, 3, "-100000.500000"},
        {12'345'000'000'000, 6, 3, "12345.000000"},
        {std::numeric_limits<std::int64_t>::min(), 9, 1, "-9223372036.854775808"},
        {std::numeric_limits<std::int64_t>::max(), 9, 1, "9223372036.854775807"},
    };
    for (const auto& c : cases) CHECK(text_of(Seconds{c.nanoseconds, c.digits, c.width}) == c.text);
    CHECK(text_of(Decimals{123'456'789, 0}).empty());
    CHECK(text_of(Decimals{1, 9}) == ".000000001");
    CHECK(text_of(Decimals{999'999'999, 3}) == ".999");
}

TEST_CASE("print/pieces: hexadecimal") {
    CHECK(text_of(Hex{Bytes()}).empty());
    CHECK(text_of(Hex{as_bytes("\x0F\xA0z")}) == "0fa07a");
    CHECK(text_of(Hex{std::array<std::uint8_t, 4>{0x00, 0xff, 0x10, 0x9a}}) == "00ff109a");
}
