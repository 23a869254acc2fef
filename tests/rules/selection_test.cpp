#include "wsdissect/rules/selection.hpp"

#include <doctest/doctest.h>

#include "wsdissect/rules/catalogue.hpp"

using namespace wsdissect;
using model::Severity;
using rules::Selection;

namespace {

constexpr model::Rule kError = {"frame.rsv", Severity::error, "RFC 6455 section 5.2", ""};
constexpr model::Rule kWarning = {"close.missing", Severity::warning, "RFC 6455 section 7.1.5", ""};
constexpr model::Rule kNote = {"pong.unsolicited", Severity::note, "RFC 6455 section 5.5.3", ""};

}  // namespace

TEST_CASE("rules/selection: all rules unless told otherwise") {
    const Selection all;
    for (const model::Rule& rule : rules::catalogue()) CHECK(all.has(rule));
}

TEST_CASE("rules/selection: from a severity upwards") {
    Selection selection;
    selection.from(Severity::warning);
    CHECK(selection.has(kError));
    CHECK(selection.has(kWarning));
    CHECK_FALSE(selection.has(kNote));
}

TEST_CASE("rules/selection: only those named, without those named") {
    Selection selection;
    selection.only("frame.rsv");
    selection.only("pong.unsolicited");
    CHECK(selection.has(kError));
    CHECK(selection.has(kNote));
    CHECK_FALSE(selection.has(kWarning));
    selection.without("frame.rsv");
    CHECK_FALSE(selection.has(kError));
    CHECK(selection.has(kNote));
    selection.from(Severity::error);
    CHECK_FALSE(selection.has(kNote));
}
