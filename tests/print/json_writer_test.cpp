#include "print/json_writer.hpp"

#include <doctest/doctest.h>

using namespace wsdissect::print;

namespace {

std::string quoted(std::string_view text) {
    TextBuffer out;
    TextBuilder builder(out);
    add_json_string(builder, text);
    return std::string(out.text());
}

}  // namespace

TEST_CASE("print/json_writer: strings are escaped") {
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
    for (const auto& c : cases) CHECK(quoted(c.text) == c.json);
}

TEST_CASE("print/json_writer: what is escaped does not depend on where it stands") {
    for (std::size_t before = 0; before < 40; ++before) {
        const std::string text = std::string(before, 'x') + "\"\xE2\x80\xAE\n€" + std::string(before, 'y');
        CHECK(quoted(text) ==
              "\"" + std::string(before, 'x') + "\\\"\\u202e\\n€" + std::string(before, 'y') + "\"");
    }
}

TEST_CASE("print/json_writer: text longer than the builder holds is written whole") {
    std::string text, json = "\"";
    for (int i = 0; i < 3000; ++i) {
        text += "\"a€\x01";
        json += "\\\"a€\\u0001";
    }
    CHECK(quoted(text) == json + "\"");
}

TEST_CASE("print/json_writer: commas stand between values and nowhere else") {
    TextBuffer out;
    TextBuilder builder(out);
    JsonWriter json(builder);
    json.begin_object();
    json.word("type", "x");
    json.key("list");
    json.begin_array();
    json.string("a");
    json.string("b");
    json.end_array();
    json.key("empty");
    json.begin_object();
    json.end_object();
    json.number("n", 18446744073709551615U);
    json.boolean("yes", true);
    json.boolean("no", false);
    json.string("last", "\"");
    json.end_object();
    CHECK(
        out.text() ==
        R"({"type":"x","list":["a","b"],"empty":{},"n":18446744073709551615,"yes":true,"no":false,"last":"\""})");
}
