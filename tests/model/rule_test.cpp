#include "wsdissect/model/rule.hpp"

#include <doctest/doctest.h>

using namespace wsdissect::model;

TEST_CASE("model/rule: severities have the names of the documented output") {
    CHECK(name_of(Severity::note) == "note");
    CHECK(name_of(Severity::warning) == "warning");
    CHECK(name_of(Severity::error) == "error");
}
