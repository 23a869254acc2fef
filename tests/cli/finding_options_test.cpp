#include "src/cli/finding_options.hpp"

#include <doctest/doctest.h>

#include "wsdissect/rules/catalogue.hpp"

using namespace wsdissect;
using namespace wsdissect::cli;

TEST_CASE("cli/finding_options: a rule that does not exist is answered by the one most like it") {
    struct Case {
        std::string_view typed, advice;
    };
    const Case cases[] = {
        {"message.utf-8", "did you mean 'message.utf8'?"},
        {"utf8", "did you mean 'message.utf8'?"},
        {"handshake.accept-mismach", "did you mean 'handshake.accept-mismatch'?"},
        {"Message.inflate", "did you mean 'message.inflate'?"},
        {"something else", "wsdissect validate --list-rules shows all"},
        {"", "wsdissect validate --list-rules shows all"},
    };
    for (const Case& each : cases) {
        const std::string typed(each.typed);
        CHECK(check_rule(typed) == "'" + typed + "' is no rule; " + std::string(each.advice));
    }
    CHECK(check_rule(std::string(100'000, 'x')).ends_with("shows all"));
    for (const model::Rule& rule : rules::catalogue()) CHECK(check_rule(std::string(rule.id)).empty());
}

TEST_CASE("cli/finding_options: what was typed is what is selected") {
    const model::Rule& utf8 = *rules::find_rule("message.utf8");
    const model::Rule& inflate = *rules::find_rule("message.inflate");
    CHECK(selection_of({}).has(utf8));
    CHECK(selection_of({.severity = "error", .rules = {}, .ignored_rules = {}}).has(utf8));
    CHECK_FALSE(
        selection_of({.severity = "note", .rules = {"message.inflate"}, .ignored_rules = {}}).has(utf8));
    CHECK_FALSE(selection_of({.severity = "note", .rules = {}, .ignored_rules = {"message.utf8"}}).has(utf8));
    CHECK(selection_of({.severity = "note", .rules = {}, .ignored_rules = {"message.utf8"}}).has(inflate));
    constexpr model::Rule note = {"a.note", model::Severity::note, "", ""};
    CHECK(selection_of({.severity = "note", .rules = {}, .ignored_rules = {}}).has(note));
    CHECK_FALSE(selection_of({.severity = "warning", .rules = {}, .ignored_rules = {}}).has(note));
}
