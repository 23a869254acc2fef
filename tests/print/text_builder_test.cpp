#include "print/text_builder.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <vector>

#include "wsdissect/base/escape.hpp"
#include "wsdissect/base/hex.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

std::string built(const std::function<void(TextBuilder)>& add) {
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
    const std::string got = built([&](TextBuilder text) {
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

TEST_CASE("print/text_builder: escaped text, of which the front may be enough") {
    CHECK(built([](TextBuilder text) { text.add_escaped("plain \x1b[m \xC3\xA9"); }) ==
          "plain \\u{1b}[m \xC3\xA9");
    CHECK(built([](TextBuilder text) { text.add_escaped(""); }).empty());
    const std::string large(100'000, '\x01');
    CHECK(built([&](TextBuilder text) { text.add_escaped(large); }) == escaped(large));
    const struct {
        std::string_view text;
        std::size_t most, octets;
        std::string_view shown;
    } cases[] = {
        {"abc", 2, 2, "ab"},
        {"abc", 3, 3, "abc"},
        {"abc", 9, 3, "abc"},
        {"abc", 0, 0, ""},
        {"\xC3\xA9\n\xFFz", 3, 4, "\xC3\xA9\\n\\xff"},
        {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 1, 4, "\xF0\x9F\x98\x80"},
        {"a\xF0\x9F\x98\x80z", 2, 5, "a\xF0\x9F\x98\x80"},
        {"a\xF0\x9F", 3, 3, "a\\xf0\\x9f"},
    };
    for (const auto& c : cases) {
        CHECK(built([&](TextBuilder text) { CHECK(text.add_escaped_front(c.text, c.most) == c.octets); }) ==
              c.shown);
    }
}

TEST_CASE("print/text_builder: octets in hexadecimal, however many") {
    CHECK(built([](TextBuilder text) { text.add_hex(as_bytes("\x0F\xA0z")); }) == "0fa07a");
    CHECK(built([](TextBuilder text) { text.add_hex({}); }).empty());
    std::vector<std::uint8_t> many(10'000);
    for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::uint8_t>(i % 251);
    CHECK(built([&](TextBuilder text) { text.add_hex(many); }) == to_hex(many));
}
