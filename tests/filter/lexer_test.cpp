#include "filter/lexer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wsdissect::filter;

namespace {

/// The texts of its tokens, or the message of the first fault.
std::vector<std::string> tokens(std::string_view expression) {
    Lexer lexer(expression);
    std::vector<std::string> texts;
    for (;;) {
        const auto token = lexer.next();
        if (!token) return {token.error().message};
        if (token->kind == TokenKind::end) return texts;
        texts.push_back(token->text);
    }
}

using Texts = std::vector<std::string>;

TokenKind kind_of(std::string_view expression) {
    const auto token = Lexer(expression).next();
    return token ? token->kind : TokenKind::end;
}

}  // namespace

TEST_CASE("filter/lexer: words, signs and quotes, with and without spaces") {
    CHECK(tokens("a.b==1&&!c") == Texts{"a.b", "==", "1", "&&", "!", "c"});
    CHECK(tokens("  ip.src == 10.0.0.0/8 ") == Texts{"ip.src", "==", "10.0.0.0/8"});
    CHECK(tokens("x in {1..5,::1,aa:bb-cc}") ==
          Texts{"x", "in", "{", "1", "..", "5", ",", "::1", ",", "aa:bb-cc", "}"});
    CHECK(tokens("1.2.3.4..1.2.3.9") == Texts{"1.2.3.4", "..", "1.2.3.9"});
    CHECK(tokens(R"("a \"b\" \x41" r"\w+\"" 'c')") == Texts{R"(a "b" A)", R"(\w+\")", "c"});
    CHECK(tokens("") == Texts{});
    CHECK(tokens("bé") == Texts{"bé"});
}

TEST_CASE("filter/lexer: signs and their words are the same") {
    struct Case {
        std::string_view sign, word;
    };
    for (const Case& each :
         {Case{"==", "eq"}, Case{"==", "any_eq"}, Case{"!=", "ne"}, Case{"!=", "all_ne"},
          Case{"~=", "any_ne"}, Case{"!==", "any_ne"}, Case{"===", "all_eq"}, Case{">", "gt"},
          Case{">=", "ge"}, Case{"<", "lt"}, Case{"<=", "le"}, Case{"~", "matches"}, Case{"&", "bitwise_and"},
          Case{"!", "not"}, Case{"&&", "and"}, Case{"||", "or"}}) {
        CAPTURE(each.word);
        CHECK(kind_of(each.sign) == kind_of(each.word));
        CHECK(kind_of(each.sign) != TokenKind::end);
    }
}

TEST_CASE("filter/lexer: what is no token says so, and where") {
    CHECK(tokens("a = b") == Texts{"a '=' has no meaning here; equality is written '=='"});
    CHECK(tokens("\"abc") == Texts{"these quotes are not closed"});
    CHECK(tokens("\"abc\\") ==
          Texts{"this is no escape sequence; in r\"...\" a backslash stands for itself"});
    CHECK(tokens("r\"abc\\") == Texts{"these quotes are not closed"});
    CHECK(tokens(R"("\w")") ==
          Texts{"this is no escape sequence; in r\"...\" a backslash stands for itself"});
    Lexer lexer("ab  $");
    CHECK(lexer.next());
    const auto wrong = lexer.next();
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().begin == 4);
    CHECK(wrong.error().end == 5);
}

TEST_CASE("filter/lexer: what stands in brackets is one word") {
    Lexer lexer("[0:4] x");
    CHECK(lexer.next()->kind == TokenKind::left_bracket);
    const auto inside = lexer.until_right_bracket();
    REQUIRE(inside);
    CHECK(inside->text == "0:4");
    CHECK(lexer.next()->text == "x");
    Lexer open("[0");
    CHECK(open.next());
    CHECK_FALSE(open.until_right_bracket());
}
