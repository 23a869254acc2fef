#include "src/cli/display_filter.hpp"

#include <doctest/doctest.h>

using namespace wsdissect;
using namespace wsdissect::cli;

namespace {

std::string wrong(std::string_view expression) {
    const auto filter = compile_display_filter({.format = "line", .filter = std::string(expression)});
    return filter ? std::string() : filter.error();
}

}  // namespace

TEST_CASE("cli/display_filter: the mark stands under what is wrong") {
    CHECK(wrong("websocket.opcod == 1") ==
          "wsdissect: display filter: 'websocket.opcod' is no field; did you mean 'websocket.opcode'?\n"
          "    websocket.opcod == 1\n"
          "    ^^^^^^^^^^^^^^^\n");
    CHECK(wrong("http.host == \"é\" and x") ==
          "wsdissect: display filter: 'x' is no field\n"
          "    http.host == \"é\" and x\n"
          "                         ^\n");
    CHECK(wrong("websocket and") ==
          "wsdissect: display filter: it ends where a field is expected\n"
          "    websocket and\n"
          "                 ^\n");
}

TEST_CASE("cli/display_filter: what was typed is shown safely, and of a long expression a part") {
    CHECK(wrong("\x1b[2J") ==
          "wsdissect: display filter: a '\\u{1b}' has no meaning here\n"
          "    \\u{1b}[2J\n"
          "    ^^^^^^\n");
    const std::string text = wrong(std::string(1000, ' ') + "$" + std::string(1000, 'x'));
    CHECK(text.size() < 400);
    CHECK(text.find("\n    ..." + std::string(60, ' ') + "$xxx") != std::string::npos);
    CHECK(text.find("x...\n    " + std::string(63, ' ') + "^\n") != std::string::npos);
}

TEST_CASE("cli/display_filter: a blank one is none") {
    for (const std::string_view expression : {"", " ", " \t\n"})
        CHECK(compile_display_filter({.format = "line", .filter = std::string(expression)}).value() ==
              nullptr);
}

TEST_CASE("cli/display_filter: what messages hold cannot be looked at where they are not kept") {
    FormatOptions options{.format = "line"};
    options.filter = "websocket.message.text contains a";
    CHECK(compile_display_filter(options).value() != nullptr);
    options.no_payload = true;
    REQUIRE_FALSE(compile_display_filter(options));
    CHECK(compile_display_filter(options).error() ==
          "wsdissect: display filter: websocket.message.text is not known with --no-payload, which leaves "
          "payload "
          "out\n");
    options.filter = "websocket.payload.ping";
    CHECK(compile_display_filter(options).value() != nullptr);
}
