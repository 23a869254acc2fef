#include "wsdissect/http/fields.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect::http;

namespace {

/// A head whose fields called `Upgrade` have these values.
Head head_with(const std::vector<std::string_view>& values) {
    Head head;
    for (const std::string_view value : values) {
        const bool folded = value.find('\n') != std::string_view::npos;
        head.fields.add({"Upgrade", value, FieldName::upgrade, folded});
    }
    return head;
}

std::optional<std::string> joined(const Head& head) {
    std::string storage = "left over";
    const auto text = joined_field(head, FieldName::upgrade, storage);
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::vector<std::string_view> list_elements(const Head& head) {
    std::vector<std::string_view> elements;
    for_each_element(head, FieldName::upgrade,
                     [&](std::string_view element) { elements.push_back(element); });
    return elements;
}

}  // namespace

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
        CHECK(joined(head_with(row.values)) == row.joined);
    }
    CHECK(joined(Head{}) == std::nullopt);
}

TEST_CASE("http/fields: a field that stands alone on one line is not copied") {
    const std::string_view value = "chat";
    std::string storage;
    CHECK(joined_field(head_with({value}), FieldName::upgrade, storage)->data() == value.data());
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
        CHECK(list_elements(head_with(row.values)) == row.elements);
    }
}

TEST_CASE("http/fields: a list has a token in any case, whole elements only") {
    const Head head = head_with({"keep-alive, Upgrade", "x"});
    CHECK(list_has(head, FieldName::upgrade, "upgrade"));
    CHECK(list_has(head, FieldName::upgrade, "X"));
    CHECK(!list_has(head, FieldName::upgrade, "keep"));
    CHECK(!list_has(head, FieldName::upgrade, ""));
    CHECK(!list_has(head, FieldName::host, "upgrade"));
    CHECK(list_has(head_with({"WebSocket"}), FieldName::upgrade, "websocket"));
    CHECK(list_has(head_with({"h2c", "WEBSOCKET"}), FieldName::upgrade, "websocket"));
    CHECK(list_has(head_with({"h2c,,websocket"}), FieldName::upgrade, "websocket"));
    CHECK(!list_has(head_with({"\"websocket\""}), FieldName::upgrade, "websocket"));
    CHECK(!list_has(head_with({"\"a, websocket, b\""}), FieldName::upgrade, "websocket"));
    CHECK(!list_has(head_with({""}), FieldName::upgrade, "websocket"));
}
