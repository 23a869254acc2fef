#include "filter/constant.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace wsdissect;
using namespace wsdissect::filter;

namespace {

std::optional<Constant> word(std::string_view text, FieldType type, const Field* names = nullptr) {
    return parse_constant({TokenKind::word, 0, 0, std::string(text)}, type, names);
}

}  // namespace

TEST_CASE("filter/constant: numbers as in C, and characters") {
    struct Case {
        std::string_view text;
        std::uint64_t number;
    };
    for (const Case& each :
         {Case{"0", 0}, Case{"126", 126}, Case{"0x7E", 126}, Case{"0b101", 5}, Case{"017", 15},
          Case{"18446744073709551615", std::numeric_limits<std::uint64_t>::max()}}) {
        CAPTURE(each.text);
        REQUIRE(word(each.text, FieldType::number));
        CHECK(word(each.text, FieldType::number)->number == each.number);
    }
    for (const std::string_view none :
         {"", "0x", "08", "-1", "1.0", "18446744073709551616", "abc", "0xg", "1 "})
        CHECK_FALSE(word(none, FieldType::number));
    CHECK(parse_constant({TokenKind::character, 0, 0, "a"}, FieldType::number, nullptr)->number == 'a');
    CHECK_FALSE(parse_constant({TokenKind::text, 0, 0, "1"}, FieldType::number, nullptr));
}

TEST_CASE("filter/constant: names stand for numbers where the field has them") {
    CHECK(word("Text", FieldType::number, find_field("websocket.opcode"))->number == 1);
    CHECK(word("Connection Close", FieldType::number, find_field("websocket.opcode"))->number == 8);
    for (const std::string_view any_case : {"text", "TEXT", "tEXT"})
        CHECK(word(any_case, FieldType::number, find_field("websocket.opcode"))->number == 1);
    for (const std::string_view none : {"tex", "texts", "", "t\xA5xt"})
        CHECK_FALSE(word(none, FieldType::number, find_field("websocket.opcode")));
    CHECK(word("Going Away", FieldType::number, find_field("websocket.payload.close.status_code"))->number ==
          1001);
    CHECK(word("going away", FieldType::number, find_field("websocket.payload.close.status_code"))->number ==
          1001);
    CHECK(word("Client", FieldType::choice, find_field("websocket.direction"))->number == 0);
    CHECK(word("server", FieldType::choice, find_field("websocket.direction"))->number == 1);
    CHECK(word("error", FieldType::choice, find_field("websocket.severity"))->number == 2);
    CHECK(word("incomplete", FieldType::choice, find_field("websocket.handshake.verdict"))->number == 3);
    CHECK_FALSE(word("1", FieldType::choice, find_field("websocket.direction")));
}

TEST_CASE("filter/constant: Booleans by their names or as numbers") {
    for (const std::string_view yes : {"True", "TRUE", "true", "1", "2"})
        CHECK(word(yes, FieldType::boolean)->number == 1);
    for (const std::string_view no : {"False", "FALSE", "false", "0"})
        CHECK(word(no, FieldType::boolean)->number == 0);
    CHECK_FALSE(word("yes", FieldType::boolean));
}

TEST_CASE("filter/constant: times to the nanosecond") {
    const auto time = [](std::string_view text) { return word(text, FieldType::time); };
    CHECK(time("1749801600")->number == ordered(Timestamp{1'749'801'600'000'000'000}));
    CHECK(time("1.5")->number == ordered(Timestamp{1'500'000'000}));
    CHECK(time("0.000000001")->number == ordered(Timestamp{1}));
    CHECK(ordered(Timestamp{-1}) < ordered(Timestamp{0}));
    for (const std::string_view none : {"", ".", "1.", ".5", "1.0000000001", "-1", "9223372037", "1e9"})
        CHECK_FALSE(time(none));
}

TEST_CASE("filter/constant: octets with one separator, or none") {
    for (const std::string_view text : {"61:62:63", "61-62-63", "61.62.63", "616263"}) {
        REQUIRE(word(text, FieldType::octets));
        CHECK(word(text, FieldType::octets)->octets == "abc");
    }
    CHECK(word("fF", FieldType::octets)->octets == "\xff");
    CHECK(word("0x61", FieldType::octets)->octets == "a");
    CHECK(word("a", FieldType::octets)->octets == "\n");
    for (const std::string_view none :
         {"", "61:", "61:62-63", "61:6", "x", "xx", ":61", "0x6", "0x6162", "616", "61::62"})
        CHECK_FALSE(word(none, FieldType::octets));
    CHECK(parse_constant({TokenKind::text, 0, 0, "61"}, FieldType::octets, nullptr)->octets == "61");
}

TEST_CASE("filter/constant: addresses and prefixes") {
    CHECK(word("192.0.2.1", FieldType::ipv4)->octets == std::string("\xc0\x00\x02\x01", 4));
    CHECK(word("192.0.2.1", FieldType::ipv4)->prefix == 32);
    CHECK(word("10.0.0.0/8", FieldType::ipv4)->prefix == 8);
    CHECK(word("2001:db8::1", FieldType::ipv6)->octets.size() == 16);
    CHECK(word("2001:db8::/32", FieldType::ipv6)->prefix == 32);
    for (const std::string_view none :
         {"", "1.2.3", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/x", "::1", "localhost"})
        CHECK_FALSE(word(none, FieldType::ipv4));
    for (const std::string_view none : {"1.2.3.4", "::1/129", ":::"})
        CHECK_FALSE(word(none, FieldType::ipv6));
}

TEST_CASE("filter/constant: what is expected is said for each type") {
    CHECK(expected_of(FieldType::choice, find_field("websocket.direction")) == "one of client, server");
    CHECK(expected_of(FieldType::number, nullptr) == "a number such as 8 or 0x7e");
}
