#include "filter/operand.hpp"

#include <doctest/doctest.h>

#include "tests/filter/sample.hpp"

using namespace wsdissect;
using namespace wsdissect::filter;

TEST_CASE("filter/operand: slices are parts that lie wholly within") {
    struct Case {
        std::string_view slice;
        std::optional<std::string_view> part;  ///< Of `hello`.
    };
    const Case cases[] = {{"0:2", "he"},     {"1-3", "ell"},  {":2", "he"}, {"3:", "lo"}, {"0", "h"},
                          {"-2:", "lo"},     {"-2:1", "l"},   {"-1", "o"},  {"5:", {}},   {"0:5", "hello"},
                          {"0:6", {}},       {"5", {}},       {"-6:", {}},  {"6:", {}},   {"-1:2", {}},
                          {" 1 : 2 ", "el"}, {"0x1:2", "el"}, {"010", {}},  {"-01", "o"}, {"-3--2", "ll"}};
    for (const Case& each : cases) {
        CAPTURE(each.slice);
        const auto slice = parse_slice(each.slice);
        REQUIRE(slice);
        CHECK(slice->of("hello") == each.part);
    }
    for (const std::string_view none : {"", ":", "a", "0:0", "0:-1", "3-1", "0,1", "1:2:3", "99999999999",
                                        "--1", "-2--3", "1--1", "-3-4", "08"})
        CHECK_FALSE(parse_slice(none));
}

TEST_CASE("filter/operand: functions make numbers and texts of values") {
    const model::Message told = sample::on(sample::message(websocket::Opcode::text, "Hi \xC3\x89"));
    const Record record = record_of(told);
    Scratch scratch;
    const auto value = [&](const Operand& operand) { return *operand.of(record, scratch).begin(); };
    const Field* const text = find_field("websocket.message.text");
    CHECK(value({.field = text, .function = Function::len}).number == 5);
    CHECK(value({.field = text, .function = Function::upper}).octets == "HI \xC3\x89");
    CHECK(value({.field = text, .function = Function::lower}).octets == "hi \xC3\x89");
    CHECK(value({.field = text, .slice = Slice{0, 1}}).octets == "H");
    CHECK(value({.field = find_field("tcp.port"), .function = Function::count}).number == 2);
    CHECK(value({.field = find_field("tcp.port"), .mask = 0xF}).number == (51514 & 0xF));
    CHECK(value({.field = text, .function = Function::len, .mask = 3}).number == 1);
    CHECK(value({.field = find_field("tcp.port"), .function = Function::count, .mask = 1}).number == 0);
    CHECK(Operand{.field = find_field("websocket.rule"), .function = Function::count}
              .of(record, scratch)
              .empty());
    CHECK(Operand{.field = text, .slice = Slice{0, 99}}.of(record, scratch).empty());
    CHECK(Operand{.field = text, .slice = Slice{0, 1}}.type() == FieldType::octets);
    CHECK(Operand{.field = text, .function = Function::len}.type() == FieldType::number);
    CHECK_FALSE(function_called("max"));
}
