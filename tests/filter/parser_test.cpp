#include "filter/parser.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/filter/sample.hpp"

using namespace wsdissect;
using namespace wsdissect::filter;
using sample::chooses;
using sample::fault_of;

TEST_CASE("filter/parser: not binds before and, and before or") {
    const model::Frame frame = sample::on(sample::frame(websocket::Opcode::text, 5));
    const std::string yes = "websocket.length == 5", no = "websocket.length == 6";
    struct Case {
        std::string expression;
        bool chosen;
    };
    const Case cases[] = {{yes + " or " + yes + " and " + no, true},
                          {"(" + yes + " or " + yes + ") and " + no, false},
                          {no + " and " + yes + " or " + yes, true},
                          {no + " and (" + yes + " or " + yes + ")", false},
                          {"not " + no + " and " + yes, true},
                          {"not (" + yes + " or " + no + ")", false},
                          {"! ! " + yes, true},
                          {"!!!" + yes, false},
                          {no + " || " + no + " || " + yes, true},
                          {yes + " && " + yes + " && " + no, false},
                          {no + " or not " + no, true},
                          {"not websocket.length not in {5}", true},
                          {"((((" + yes + "))))", true}};
    for (const Case& each : cases) {
        CAPTURE(each.expression);
        CHECK(fault_of(each.expression) == "");
        CHECK(chooses(each.expression, frame) == each.chosen);
    }
}

TEST_CASE("filter/parser: what is wrong is said, with its place") {
    struct Case {
        std::string_view expression, fault;
    };
    const Case cases[] = {
        {"websocket.opcod == 1", "'websocket.opcod' is no field; did you mean 'websocket.opcode'? (0-15)"},
        {"foo.bar", "'foo.bar' is no field (0-7)"},
        {"1 == websocket.opcode", "on the left there has to be a field (0-1)"},
        {"\"a\" == \"a\"", "on the left there has to be a field (0-3)"},
        {"", "it ends where a field is expected (0-0)"},
        {"websocket and", "it ends where a field is expected (13-13)"},
        {"websocket websocket", "'websocket' stands where 'and', 'or' or the end is expected (10-19)"},
        {"websocket AND websocket",
         "'AND' stands where 'and', 'or' or the end is expected; operators are written in small letters "
         "(10-13)"},
        {"(websocket", "it ends where 'and', 'or' or ')' is expected (10-10)"},
        {"websocket)", "')' stands where 'and', 'or' or the end is expected (9-10)"},
        {"websocket == 1", "websocket can only be asked for, not be compared (10-12)"},
        {"websocket.fin == maybe",
         "websocket.fin cannot be compared with maybe: True or False is expected (17-22)"},
        {"websocket.severity == bad",
         "websocket.severity cannot be compared with bad: one of note, warning, error is expected (22-25)"},
        {"tcp.port == \"80\"",
         "tcp.port cannot be compared with \"80\": a number such as 8 or 0x7e is expected (12-16)"},
        {"tcp.port == ''",
         "tcp.port cannot be compared with '': a number such as 8 or 0x7e is expected (12-14)"},
        {"http.host == len(a)", "'a' is no field (17-18)"},
        {"tcp.port contains 8", "'contains' takes a text or octets, and tcp.port is neither (9-17)"},
        {"http.host matches a", "'a' stands where a regular expression in double quotes is expected (18-19)"},
        {"http.host matches \"(\"", "regular expression: missing ): ( (18-21)"},
        {"tcp.port == http.host", "tcp.port cannot be compared with http.host (12-21)"},
        {"websocket.severity == websocket.direction",
         "websocket.severity cannot be compared with websocket.direction (22-41)"},
        {"http.host == websocket.message.text",
         "fields of the handshake cannot be compared with those of other records (13-35)"},
        {"tcp.port[0] == 1", "tcp.port has no octets to take a part of (8-9)"},
        {"http.host[x] == 1",
         "a part is written as [offset:length], [first-last], [:length], [offset:] or [offset] (10-11)"},
        {"lower(tcp.port) == a", "lower() does not take this field (6-14)"},
        {"len(http.host)", "it ends where a comparison is expected (14-14)"},
        {"len http.host", "'len' is no field (0-3)"},
        {"all tcp.port", "'all' takes a comparison (0-3)"},
        {"websocket.fin & 1", "& takes numbers, and websocket.fin is none (14-15)"},
        {"tcp.port & x", "'x' stands where a number is expected (11-12)"},
        {"tcp.port in 80", "'80' stands where a set such as {1, 2, 5..8} is expected (12-14)"},
        {"tcp.port in {80 81}", "'81' stands where ',' or '}' is expected (16-18)"},
        {"tcp.port not 80", "'80' stands where 'in' is expected (13-15)"},
        {"tcp.port = 80", "a '=' has no meaning here; equality is written '==' (9-10)"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.expression);
        CHECK(fault_of(each.expression) == each.fault);
    }
}

TEST_CASE("filter/parser: of what is long the front is said") {
    const std::string front(60, 'x'), longer(100'000, 'x');
    CHECK(fault_of(longer) == "'" + front + "...' is no field (0-100000)");
    CHECK(fault_of("websocket " + longer).starts_with("'" + front + "...' stands where"));
    CHECK(
        fault_of("tcp.port == " + longer).starts_with("tcp.port cannot be compared with " + front + "...:"));
    CHECK(fault_of("http.host matches \"" + std::string(900, '(') + '"').size() < 150);
}

TEST_CASE("filter/parser: 200 parentheses in each other, and no more") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '(') + "websocket" + std::string(depth, ')');
    };
    CHECK(fault_of(nested(200)) == "");
    CHECK(fault_of(nested(201)) == "more than 200 parentheses in each other (200-201)");
    CHECK(fault_of(nested(100'000)) == "more than 200 parentheses in each other (200-201)");
    CHECK(fault_of(std::string(100'000, '!') + "websocket") == "");
}

TEST_CASE("filter/parser: 64 comparisons with the handshake, and no more") {
    std::string expression = "http.host == a";
    for (int i = 1; i < 64; ++i) expression += " or http.host == a";
    CHECK(fault_of(expression) == "");
    CHECK(fault_of(expression + " or http.host")
              .starts_with("more than 64 comparisons with fields of the handshake"));
}
