#include "src/cli/format_options.hpp"

#include <doctest/doctest.h>

using namespace wsdissect;
using namespace wsdissect::cli;

TEST_CASE("cli/format_options: columns belong to the formats that have some") {
    CHECK(fault_of_format({.format = "line"}) == "");
    CHECK(fault_of_format({.format = "fields", .columns = {"frame.number"}}) == "");
    CHECK(fault_of_format({.format = "csv", .columns = {"frame.number", "frame.number"}}) == "");
    for (const char* format : {"fields", "csv"})
        CHECK(fault_of_format({.format = format}) ==
              "-T " + std::string(format) + " needs columns, such as -e frame.number -e websocket.opcode");
    for (const char* format : {"tree", "line", "ndjson", "json", "text"})
        CHECK(fault_of_format({.format = format, .columns = {"websocket.fin"}}) ==
              "-e websocket.fin needs -T fields or -T csv, " + std::string(format) + " has no columns");
}

TEST_CASE("cli/format_options: no column shows payload where that is left out") {
    const auto is_fault = [](const char* field) {
        return !fault_of_format({.format = "fields", .columns = {field}, .no_payload = true}).empty();
    };
    for (const char* field : {"websocket.payload.text", "websocket.message.text", "websocket.message.length",
                              "websocket.payload.ping", "websocket.payload.pong"})
        CHECK(is_fault(field));
    for (const char* field : {"websocket.payload.close.reason", "websocket.length", "http.host",
                              "websocket.rule", "frame.number"})
        CHECK_FALSE(is_fault(field));
    CHECK(fault_of_format(
              {.format = "csv", .columns = {"frame.number", "websocket.payload.text"}, .no_payload = true}) ==
          "-e websocket.payload.text is not known with --no-payload, which leaves payload out");
}

TEST_CASE("cli/format_options: kinds of records belong to the formats of records") {
    for (const char* format : {"tree", "line", "ndjson", "json"})
        CHECK(fault_of_format({.format = format, .only = "finding"}) == "");
    CHECK(fault_of_format({.format = "csv", .only = "finding", .columns = {"frame.number"}}) == "");
    CHECK(fault_of_format({.format = "junit", .only = "finding"}) ==
          "--only finding needs a format of records, such as -T ndjson or -T line, junit is none");
}
