#include "print/json_writer.hpp"

#include <doctest/doctest.h>

using namespace wsdissect::print;

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
