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
