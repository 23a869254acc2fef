#include "src/print/advice.hpp"

#include <doctest/doctest.h>

#include "wsdissect/rules/catalogue.hpp"

using namespace wsdissect;

TEST_CASE("print/advice: there is some for every rule of the catalogue") {
    for (const model::Rule& rule : rules::catalogue()) {
        CAPTURE(rule.id);
        CHECK(print::advice_for(rule.id).ends_with('.'));
    }
    CHECK(print::advice_for("frame.unheard-of").empty());
}

TEST_CASE("print/advice: there is none for what is no rule, and none twice") {
    for (const print::Advice& advice : print::all_advice()) {
        CAPTURE(advice.rule);
        CHECK(rules::find_rule(advice.rule) != nullptr);
        CHECK(print::advice_for(advice.rule) == advice.text);
    }
    CHECK(print::all_advice().size() == rules::catalogue().size());
}
