#include "filter/pattern.hpp"

#include <doctest/doctest.h>

using namespace wsdissect::filter;

namespace {

bool is_in(std::string_view expression, std::string_view text,
           Pattern::Characters characters = Pattern::Characters::utf8) {
    const auto pattern = Pattern::compile(expression, characters);
    return pattern && pattern->is_in(text);
}

}  // namespace

TEST_CASE("filter/pattern: found anywhere, whatever the case of letters") {
    CHECK(is_in("WORLD", "hello world"));
    CHECK(is_in("^h.llo$", "hëllo"));
    CHECK(is_in("É", "é"));
    CHECK_FALSE(is_in("^world", "hello world"));
    CHECK_FALSE(is_in("(?-i)WORLD", "hello world"));
    CHECK(is_in("", ""));
    CHECK(is_in(R"(a\x00b)", std::string_view("a\0b", 3)));
    CHECK(is_in(R"(^.\xff$)", "a\xff", Pattern::Characters::octets));
}

TEST_CASE("filter/pattern: what is wrong is said") {
    const auto wrong = Pattern::compile("a(", Pattern::Characters::utf8);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error() == "missing ): a(");
    CHECK_FALSE(Pattern::compile("(?!a)", Pattern::Characters::utf8));
    CHECK_FALSE(Pattern::compile("((((x{100}){100}){100}){100})", Pattern::Characters::utf8));
}

TEST_CASE("filter/pattern: no text takes more than time by its length") {
    CHECK_FALSE(is_in("(a+)+$", std::string(1 << 20, 'a') + "b"));
    CHECK_FALSE(is_in("(x+x+)+y", std::string(1 << 20, 'x')));
}
