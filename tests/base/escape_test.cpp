#include "wsdissect/base/escape.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <random>

#include "tests/base/utf8.hpp"
#include "wsdissect/base/code_point.hpp"

using namespace wsdissect;
using test::utf8;

namespace {

struct Case {
    std::string_view raw;
    std::string_view shown;
};

std::string braced(char32_t code_point) {
    char text[16];
    std::snprintf(text, sizeof text, "\\u{%x}", static_cast<unsigned>(code_point));
    return text;
}

/// The same, code point by code point.
std::string escaped_slowly(std::string_view text) {
    std::string shown;
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        const char32_t point = length == 0 ? U'\0' : code_point_of(text.substr(0, length));
        if (length == 0) {
            char hex[8];
            std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned char>(text.front()));
            shown += hex;
        } else if (const std::size_t letter = std::string_view("\n\r\t\\").find(text.front()); letter < 4) {
            shown += {'\\', "nrt\\"[letter]};
        } else {
            shown += is_unsafe(point) ? braced(point) : std::string(text.substr(0, length));
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return shown;
}

}  // namespace

TEST_CASE("base/escape: what a terminal is shown") {
    using namespace std::string_view_literals;
    const Case cases[] = {
        {"", ""},
        {"plain text, \"quoted\"", "plain text, \"quoted\""},
        {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"},
        {"C:\\temp", "C:\\\\temp"},
        {"a\nb\rc\td", "a\\nb\\rc\\td"},
        {"\0"sv, "\\u{0}"},
        {"\x1b[31mred", "\\u{1b}[31mred"},
        {"bell\a, backspace\b, delete\x7f", "bell\\u{7}, backspace\\u{8}, delete\\u{7f}"},
        {"\xC2\x9B"
         "31m",
         "\\u{9b}31m"},
        {"user\xE2\x80\xAEtxt.exe", "user\\u{202e}txt.exe"},
        {"\xF3\xA0\x81\x81", "\\u{e0041}"},
    };
    for (const Case& c : cases) CHECK(escaped(c.raw) == c.shown);
}

TEST_CASE("base/escape: octets outside valid UTF-8 are shown in hexadecimal, one by one") {
    const Case cases[] = {
        {"\xFF", "\\xff"},
        {"\x80", "\\x80"},           // a continuation alone
        {"a\xC3", "a\\xc3"},         // cut
        {"\xE2\x82", "\\xe2\\x82"},  // cut
        {"\xC3(", "\\xc3("},         // no continuation
        {"\xE2\x82(", "\\xe2\\x82("},
        {"\xF0\x9F\x98(", "\\xf0\\x9f\\x98("},
        {"\xC0\xAF", "\\xc0\\xaf"},                    // overlong
        {"\xC1\xBF", "\\xc1\\xbf"},                    // overlong
        {"\xE0\x9F\xBF", "\\xe0\\x9f\\xbf"},           // overlong
        {"\xF0\x8F\xBF\xBF", "\\xf0\\x8f\\xbf\\xbf"},  // overlong
        {"\xED\xA0\x80", "\\xed\\xa0\\x80"},           // a surrogate
        {"\xED\xBF\xBF", "\\xed\\xbf\\xbf"},           // a surrogate
        {"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // above U+10FFFF
        {"\xF5\x80\x80\x80", "\\xf5\\x80\\x80\\x80"},  // above U+10FFFF
    };
    for (const Case& c : cases) CHECK(escaped(c.raw) == c.shown);
}

TEST_CASE("base/escape: every code point of the unsafe ranges is escaped, their neighbours are not") {
    const struct {
        char32_t first, last;
    } ranges[] = {{0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},    {0x61C, 0x61C},
                  {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},  {0x200B, 0x200F},
                  {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},  {0xFE00, 0xFE0F},
                  {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},  {0x13430, 0x1343F},
                  {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};
    for (const auto& range : ranges) {
        for (char32_t point = range.first; point <= range.last; ++point) {
            CHECK(is_unsafe(point));
            CHECK(escaped(utf8(point)) == braced(point));
        }
        for (const char32_t point : {range.first - 1, range.last + 1}) {
            CHECK_FALSE(is_unsafe(point));
            CHECK(escaped(utf8(point)) == utf8(point));
        }
    }
    for (char32_t point = 0; point < 0x20; ++point) CHECK(is_unsafe(point));
}

TEST_CASE(
    "base/escape: what is shown of a text does not depend on its length or on where things stand in it") {
    const std::string_view things[] = {"\\",   "\n",           "\x7f",         "\xC3\xA9", "\xC2\x85",
                                       "\xC3", "\xE2\x80\xAE", "\xE2\x82\xAC", "\xE2\x82", "\xF0\x9F\x98\x80",
                                       "\xFF", "\\\\"};
    for (const std::string_view thing : things) {
        for (std::size_t before = 0; before < 150; ++before) {
            for (const std::size_t after : {0U, 1U, 7U, 15U, 16U, 17U, 100U}) {
                const std::string text =
                    std::string(before, 'b') + std::string(thing) + std::string(after, 'a');
                REQUIRE(escaped(text) == escaped_slowly(text));
            }
        }
    }
}

TEST_CASE("base/escape: any mixture, however long") {
    const std::string_view things[] = {"plain text, of some length",
                                       "x",
                                       "\\",
                                       "\"",
                                       "\x1b",
                                       "\xC3\xA9",
                                       "\xE4\xBD\xA0\xE5\xA5\xBD",
                                       "\xE2\x80\xAE",
                                       "\xF0\x9F\x98\x80",
                                       "\xF3\xA0\x81\x81",
                                       "\x80",
                                       "\xE2",
                                       "\xF0\x9F",
                                       std::string_view("\0", 1)};
    std::minstd_rand random(1);
    for (int round = 0; round < 300; ++round) {
        std::string text;
        while (text.size() < static_cast<std::size_t>(round) * 50)
            text += things[random() % std::size(things)];
        REQUIRE(escaped(text) == escaped_slowly(text));
    }
    // Across the steps of long texts.
    for (std::size_t before = 4090; before < 4100; ++before) {
        for (const std::string_view thing : things) {
            const std::string text = std::string(before, 'b') + std::string(thing) + "after";
            REQUIRE(escaped(text) == escaped_slowly(text));
        }
    }
}

TEST_CASE("base/escape: any two octets between plain ones") {
    for (unsigned first = 0; first < 256; ++first) {
        for (unsigned second = 0; second < 256; ++second) {
            const std::string text = "0123456789" +
                                     std::string{static_cast<char>(first), static_cast<char>(second)} +
                                     "0123456789";
            if (escaped(text) != escaped_slowly(text)) FAIL(first, " ", second);
        }
    }
}
