#include "wsdissect/model/events.hpp"

#include <doctest/doctest.h>

using namespace wsdissect::model;

TEST_CASE("model/events: verdicts and ends have the names of the documented output") {
    CHECK(name_of(Verdict::valid) == "valid");
    CHECK(name_of(Verdict::invalid) == "invalid");
    CHECK(name_of(Verdict::rejected) == "rejected");
    CHECK(name_of(Verdict::incomplete) == "incomplete");
    CHECK(name_of(EndedBy::close) == "close");
    CHECK(name_of(EndedBy::fin) == "fin");
    CHECK(name_of(EndedBy::rst) == "rst");
    CHECK(name_of(EndedBy::timeout) == "timeout");
    CHECK(name_of(EndedBy::capture_end) == "capture-end");
    CHECK(name_of(EndedBy::rejected) == "rejected");
}
