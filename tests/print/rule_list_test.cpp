#include "wsdissect/print/rule_list.hpp"

#include <doctest/doctest.h>

using namespace wsdissect;
using namespace wsdissect::print;

namespace {

constexpr model::Rule kRules[] = {
    {"frame.rsv", model::Severity::error, "RFC 6455 section 5.2", "a bit \"set\""},
    {"pong.unsolicited", model::Severity::note, "RFC 6455 section 5.5.3", "a Pong"},
};

}  // namespace

TEST_CASE("print/rule_list: a table with aligned columns") {
    TextBuffer text;
    add_rules_table(text, kRules);
    CHECK(text.text() ==
          "rule              severity  reference               raised when\n"
          "frame.rsv         error     RFC 6455 section 5.2    a bit \"set\"\n"
          "pong.unsolicited  note      RFC 6455 section 5.5.3  a Pong\n");
}

TEST_CASE("print/rule_list: an array of objects") {
    TextBuffer text;
    add_rules_json(text, kRules);
    CHECK(
        text.text() ==
        "[\n"
        R"({"rule":"frame.rsv","severity":"error","reference":"RFC 6455 section 5.2","text":"a bit \"set\""})"
        ",\n"
        R"({"rule":"pong.unsolicited","severity":"note","reference":"RFC 6455 section 5.5.3","text":"a Pong"})"
        "\n]\n");
    text.clear();
    add_rules_json(text, {});
    CHECK(text.text() == "[\n]\n");
}
