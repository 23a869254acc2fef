#include "print/json_text.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <functional>
#include <random>
#include <vector>

#include "wsdissect/base/base64.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

std::string built(const std::function<void(TextBuilder)>& add) {
    TextBuffer out;
    add(TextBuilder(out));
    return std::string(out.text());
}

std::string json_of(std::string_view text) {
    return built([&](TextBuilder out) { add_json_string(out, text); });
}

}  // namespace

TEST_CASE("print/json_text: strings are escaped") {
    using namespace std::string_view_literals;
    const struct {
        std::string_view text, json;
    } cases[] = {
        {"", R"("")"},
        {"plain text of some length", R"("plain text of some length")"},
        {"a \"quote\" and a \\", R"("a \"quote\" and a \\")"},
        {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
        {"\0\x1f\x7f"sv, R"("\u0000\u001f\u007f")"},
        {"\xC2\x85\xC2\x9B", R"("\u0085\u009b")"},
        {"\xC2\xA0\xD8\xA7\xE2\x82\xAC\xEF\xBC\x8C", "\"\xC2\xA0\xD8\xA7\xE2\x82\xAC\xEF\xBC\x8C\""},
        {"\xD8\x9C\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAE\xEF\xBB\xBF", R"("\u061c\u2028\u2029\u202e\ufeff")"},
        {"\xF3\xA0\x81\x81", R"("\udb40\udc41")"},
        {"\xF0\x9F\x98\x80 \xE4\xBD\xA0", "\"\xF0\x9F\x98\x80 \xE4\xBD\xA0\""},
        {"a\xFF\xC3", R"("a\\xff\\xc3")"},
        {"\\\xED\xA0\x80", R"("\\\\xed\\xa0\\x80")"},
    };
    for (const auto& c : cases) CHECK(json_of(c.text) == c.json);
}

TEST_CASE("print/json_text: what is escaped does not depend on where it stands") {
    for (std::size_t before = 0; before < 40; ++before) {
        const std::string text = std::string(before, 'x') + "\"\xE2\x80\xAE\n€" + std::string(before, 'y');
        CHECK(json_of(text) ==
              "\"" + std::string(before, 'x') + "\\\"\\u202e\\n€" + std::string(before, 'y') + "\"");
    }
}

TEST_CASE("print/json_text: text longer than the builder holds is written whole") {
    std::string text, json = "\"";
    for (int i = 0; i < 3000; ++i) {
        text += "\"a€\x01";
        json += "\\\"a€\\u0001";
    }
    CHECK(json_of(text) == json + "\"");
}

TEST_CASE("print/json_text: from header text the octets can be had back") {
    const struct {
        std::string_view text, json;
    } cases[] = {
        {"", R"("")"},
        {"chat, \"superchat\"", R"("chat, \"superchat\"")"},
        {"na\xC3\xAFve \xE2\x80\xAE", "\"na\xC3\xAFve \\u202e\""},
        {"latin1 \xE9", R"("latin1 \\xe9")"},
        {"\\xe9", R"("\\\\xe9")"},
        {"tab\there", R"("tab\there")"},
    };
    for (const auto& c : cases) {
        CHECK(built([&](TextBuilder out) { add_json_header(out, c.text); }) == c.json);
    }
}

TEST_CASE("print/json_text: what is not valid UTF-8 is refused, and leaves nothing behind") {
    const auto field = [](std::string_view text, bool valid) {
        return built([&](TextBuilder out) { CHECK(add_json_utf8(out, "label", text) == valid); });
    };
    CHECK(field("", true) == "label\"\"");
    CHECK(field("caf\xC3\xA9 \\", true) == "label\"caf\xC3\xA9 \\\\\"");
    for (const std::string_view odd : {"\xFF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xF0\x9F\x98", "\x80"}) {
        for (const std::size_t before : {0U, 1U, 15U, 63U, 64U, 4000U, 4095U, 4096U, 4097U, 9000U}) {
            const std::string plain(before, 'p');
            CHECK(field(plain + std::string(odd), false).empty());
            CHECK(field(plain + std::string(odd) + "z", false).empty());
            CHECK(field(plain + "\xE2\x82\xAC" + plain, true) ==
                  "label\"" + plain + "\xE2\x82\xAC" + plain + "\"");
        }
    }
}

TEST_CASE("print/json_text: any text reads back as it was") {
    const std::string_view things[] = {"plain text, of some length",
                                       "x",
                                       "\\",
                                       "\"",
                                       "\x1b",
                                       "\xC3\xA9",
                                       "\xE4\xBD\xA0",
                                       "\xE2\x80\xAE",
                                       "\xF0\x9F\x98\x80",
                                       "\xF3\xA0\x81\x81",
                                       "\"\"",
                                       "\n"};
    std::minstd_rand random(1);
    simdjson::dom::parser parser;
    for (std::size_t round = 0; round < 300; ++round) {
        std::string text;
        while (text.size() < round * 50) text += things[random() % std::size(things)];
        const std::string json = built([&](TextBuilder out) { CHECK(add_json_utf8(out, "", text)); });
        std::string_view read;
        REQUIRE(parser.parse(json).get(read) == simdjson::SUCCESS);
        REQUIRE(read == text);
        CHECK(json_of(text) == json);
    }
}

TEST_CASE("print/json_text: octets in base64, however many") {
    for (const std::size_t length : {0U, 1U, 2U, 3U, 4094U, 4095U, 4096U, 8190U, 8191U, 100'000U}) {
        std::vector<std::uint8_t> octets(length);
        for (std::size_t i = 0; i < length; ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
        CHECK(built([&](TextBuilder out) { add_json_base64(out, octets); }) == '"' + to_base64(octets) + '"');
    }
}
