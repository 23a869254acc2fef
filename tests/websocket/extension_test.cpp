#include "wsdissect/websocket/extension.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect::websocket;

namespace {

/// One line that shows everything: `name(a)(b:value),name2`; `unparsable` where the value does not parse.
std::string shown(std::string_view value) {
    const std::optional<std::vector<Extension>> extensions = parse_extensions(value);
    if (!extensions) return "unparsable";
    std::string text;
    for (const Extension& extension : *extensions) {
        if (!text.empty()) text += ',';
        text += extension.name;
        for (const ExtensionParameter& parameter : extension.parameters) {
            text += '(' + parameter.name;
            if (parameter.value) text += ':' + *parameter.value;
            text += ')';
        }
    }
    return text;
}

struct Case {
    std::string_view value;
    std::string_view expected;
};

void check_all(const std::vector<Case>& cases) {
    for (const Case& row : cases) {
        CAPTURE(row.value);
        CHECK(shown(row.value) == row.expected);
    }
}

}  // namespace

TEST_CASE("websocket/extension: the examples of the RFCs") {
    check_all({
        // RFC 6455 section 9.1
        {"foo", "foo"},
        {"bar; baz=2", "bar(baz:2)"},
        {"foo, bar; baz=2", "foo,bar(baz:2)"},
        {"deflate-stream", "deflate-stream"},
        {"mux; max-channels=4; flow-control, deflate-stream",
         "mux(max-channels:4)(flow-control),deflate-stream"},
        {"private-extension", "private-extension"},
        // RFC 7692 sections 5 and 7.1
        {"permessage-foo", "permessage-foo"},
        {"permessage-foo; use_y, permessage-foo", "permessage-foo(use_y),permessage-foo"},
        {"permessage-deflate", "permessage-deflate"},
        {"permessage-deflate; client_max_window_bits; server_max_window_bits=10",
         "permessage-deflate(client_max_window_bits)(server_max_window_bits:10)"},
        {"permessage-deflate; client_max_window_bits; server_max_window_bits=10, permessage-deflate; "
         "client_max_window_bits",
         "permessage-deflate(client_max_window_bits)(server_max_window_bits:10),"
         "permessage-deflate(client_max_window_bits)"},
        {"permessage-deflate; client_max_window_bits; server_max_window_bits=10, permessage-deflate",
         "permessage-deflate(client_max_window_bits)(server_max_window_bits:10),permessage-deflate"},
        {"permessage-deflate; server_no_context_takeover; client_no_context_takeover",
         "permessage-deflate(server_no_context_takeover)(client_no_context_takeover)"},
        {"permessage-deflate; client_max_window_bits=\"10\"",
         "permessage-deflate(client_max_window_bits:10)"},
    });
}

TEST_CASE("websocket/extension: names and values are kept as they stand, repeats too") {
    check_all({
        {"Foo; A=b; a=B; A=b", "Foo(A:b)(a:B)(A:b)"},
        {"x-webkit-deflate-frame", "x-webkit-deflate-frame"},
        {"!#$%&'*+-.^_`|~09AZaz", "!#$%&'*+-.^_`|~09AZaz"},
        {"a;b=\"\\c\\d\"", "a(b:cd)"},
        {"a;b=\"\\1\\0\" ; c , d", "a(b:10)(c),d"},
    });
}

TEST_CASE("websocket/extension: white space is optional between all parts") {
    check_all({
        {"foo;bar=1,baz", "foo(bar:1),baz"},
        {" \tfoo\t ;\tbar\t=\t1 , baz \t", "foo(bar:1),baz"},
        {"foo ; bar = \"1\" ; baz", "foo(bar:1)(baz)"},
        {"foo bar", "unparsable"},
        {"foo; bar baz", "unparsable"},
        {"foo; bar=1 2", "unparsable"},
        {"foo; bar=\"1 2\"", "unparsable"},
    });
}

TEST_CASE("websocket/extension: empty elements are passed over, but one must be there") {
    check_all({
        {"foo,", "foo"},
        {",foo", "foo"},
        {" , ,foo,, ,\tbar; a , ", "foo,bar(a)"},
        {"", "unparsable"},
        {" \t", "unparsable"},
        {",", "unparsable"},
        {", ,", "unparsable"},
    });
}

TEST_CASE("websocket/extension: what is not of the grammar does not parse") {
    check_all({
        {";", "unparsable"},
        {"; a=1", "unparsable"},
        {"foo;", "unparsable"},
        {"foo; ", "unparsable"},
        {"foo;, bar", "unparsable"},
        {"foo;;a", "unparsable"},
        {"foo; =1", "unparsable"},
        {"foo; \"a\"", "unparsable"},
        {"foo; a=", "unparsable"},
        {"foo; a=, bar", "unparsable"},
        {"foo; a==1", "unparsable"},
        {"foo; a=1=2", "unparsable"},
        {"foo=1", "unparsable"},
        {"\"foo\"", "unparsable"},
        {"foo, b@r", "unparsable"},
        {"foo; a=b/c", "unparsable"},
        {"foo\r\n", "unparsable"},
        {"f\xc3\xb6\xc3\xb6", "unparsable"},
        {std::string_view("foo\0", 4), "unparsable"},
    });
}

TEST_CASE("websocket/extension: quotes protect commas and semicolons, which no token may hold") {
    check_all({
        {"foo; a=\"1,bar\"", "unparsable"},
        {"foo; a=\"1;b\"", "unparsable"},
        {"foo; a=\"1\\,bar\"", "unparsable"},
        {"foo; a=\"\\\"\"", "unparsable"},
        {"foo; a=\"\\\\\"", "unparsable"},
        {"foo; a=\"\"", "unparsable"},
        {"foo; a=\"1", "unparsable"},
        {"foo; a=\"1\\", "unparsable"},
        {"foo; a=\"1\\\"", "unparsable"},
        {"foo; a=\"", "unparsable"},
        {"foo; a=\"1\"2", "unparsable"},
        {"foo; a=1\"2\"", "unparsable"},
    });
}

TEST_CASE("websocket/extension: a valueless parameter is not one with a value") {
    const auto extensions = parse_extensions("foo; a; b=1");
    REQUIRE(extensions);
    REQUIRE(extensions->size() == 1);
    REQUIRE(extensions->front().parameters.size() == 2);
    CHECK(extensions->front().parameters[0].value == std::nullopt);
    CHECK(extensions->front().parameters[1].value == "1");
}
