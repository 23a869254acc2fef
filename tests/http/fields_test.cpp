#include "wsdissect/http/fields.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect::http;

namespace {

/// A head whose fields called `A` have these values.
Head head_with(const std::vector<std::string_view>& values) {
    Head head;
    for (const std::string_view value : values) head.fields.push_back({"A", value});
    return head;
}

}  // namespace

TEST_CASE("http/fields: names are found in any case, the first one's value counts") {
    Head head;
    head.fields = {{"UPGRADE", "websocket"}, {"upgrade", "h2c"}, {"X", ""}};
    CHECK(find_field(head, "Upgrade") == "websocket");
    CHECK(find_field(head, "x") == "");
    CHECK(find_field(head, "Upgrad") == std::nullopt);
    CHECK(count_fields(head, "uPGRADE") == 2);
    CHECK(count_fields(head, "Host") == 0);
}

TEST_CASE("http/fields: case is that of ASCII letters only") {
    CHECK(equals_ignoring_case("aZ-09", "Az-09"));
    CHECK(equals_ignoring_case("", ""));
    CHECK(!equals_ignoring_case("a", "ab"));
    CHECK(!equals_ignoring_case("@", "`"));
    CHECK(!equals_ignoring_case("[", "{"));
    CHECK(!equals_ignoring_case("\xc3\x89", "\xc3\xa9"));
    CHECK(equals_ignoring_case("\xc3\x89", "\xc3\x89"));
}

TEST_CASE("http/fields: repeated fields are joined, folds become one space each") {
    struct Case {
        std::vector<std::string_view> values;
        std::string_view joined;
    };
    const Case cases[] = {
        {{"chat"}, "chat"},   {{"chat", "superchat"}, "chat, superchat"},        {{"a", "", "b"}, "a, , b"},
        {{"a\r\n b"}, "a b"}, {{"a \t\r\n \t b\n c", "d\r\n\te"}, "a b c, d e"}, {{"a\rb"}, "a\rb"},
        {{""}, ""},
    };
    for (const Case& row : cases) {
        CAPTURE(row.joined);
        CHECK(joined_field(head_with(row.values), "a") == row.joined);
    }
    CHECK(joined_field(Head{}, "a") == std::nullopt);
}

TEST_CASE("http/fields: a list is split at commas outside quoted strings") {
    using Elements = std::vector<std::string_view>;
    struct Case {
        std::vector<std::string_view> values;
        Elements elements;
    };
    const Case cases[] = {
        {{"chat, superchat"}, {"chat", "superchat"}},  // RFC 6455 section 1.2
        {{"foo,bar"}, {"foo", "bar"}},                 // RFC 9110 section 5.6.1.2, and the next two
        {{"foo ,bar,"}, {"foo", "bar"}},
        {{"foo , ,bar,charlie"}, {"foo", "bar", "charlie"}},
        {{"", ",", " , ,"}, {}},
        {{"a", "b,c", "d"}, {"a", "b", "c", "d"}},
        {{"a,\r\n b\r\n ,c"}, {"a", "b", "c"}},
        {{"x; y=\"1,2\", z"}, {"x; y=\"1,2\"", "z"}},
        {{R"(x="a\",b", z)"}, {R"(x="a\",b")", "z"}},
        {{R"(a\,b)"}, {R"(a\)", "b"}},
        {{"\"open, still", "next"}, {"\"open, still", "next"}},
        {{"\"ends with \\"}, {"\"ends with \\"}},
    };
    for (const Case& row : cases) {
        CAPTURE(row.values.front());
        CHECK(list_elements(head_with(row.values), "A") == row.elements);
    }
}

TEST_CASE("http/fields: a list has a token in any case, whole elements only") {
    const Head head = head_with({"keep-alive, Upgrade", "x"});
    CHECK(list_has(head, "a", "upgrade"));
    CHECK(list_has(head, "a", "X"));
    CHECK(!list_has(head, "a", "keep"));
    CHECK(!list_has(head, "a", ""));
    CHECK(!list_has(head, "b", "upgrade"));
}

TEST_CASE("http/fields: a token has the characters of RFC 9110 section 5.6.2, and one at least") {
    CHECK(is_token("!#$%&'*+-.^_`|~09azAZ"));
    CHECK(!is_token(""));
    std::string others;
    for (int octet = 0; octet < 256; ++octet) {
        const char character = static_cast<char>(octet);
        if (!is_token({&character, 1})) others += character;
    }
    CHECK(others.size() == 256 - 77);
    for (const char delimiter : std::string_view("\"(),/:;<=>?@[\\]{} \t\r\n\x7f"))
        CHECK(others.find(delimiter) != std::string::npos);
}
