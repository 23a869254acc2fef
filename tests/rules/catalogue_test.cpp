#include "wsdissect/rules/catalogue.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

using namespace wsdissect;

TEST_CASE("rules/catalogue: identifiers are unique and read `subject.what`") {
    std::set<std::string_view> ids;
    for (const model::Rule& rule : rules::catalogue()) {
        CAPTURE(rule.id);
        CHECK(ids.insert(rule.id).second);
        const std::size_t dot = rule.id.find('.');
        REQUIRE(dot != std::string_view::npos);
        CHECK(dot > 0);
        CHECK(dot + 1 < rule.id.size());
        CHECK(rule.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string_view::npos);
        CHECK(rule.id.find('.', dot + 1) == std::string_view::npos);
    }
    CHECK(ids.size() == rules::catalogue().size());
}

TEST_CASE("rules/catalogue: every rule has its words and its section") {
    for (const model::Rule& rule : rules::catalogue()) {
        CAPTURE(rule.id);
        CHECK_FALSE(rule.text.empty());
        CHECK(rule.reference.starts_with("RFC "));
        CHECK(rule.reference.find(" section ") != std::string_view::npos);
    }
}

TEST_CASE("rules/catalogue: a rule is found by its identifier alone") {
    for (const model::Rule& rule : rules::catalogue()) CHECK(rules::find_rule(rule.id) == &rule);
    for (const std::string_view id :
         {"", "handshake", "handshake.accept", "handshake.accept-missing ", "HANDSHAKE.ACCEPT-MISSING"}) {
        CAPTURE(id);
        CHECK(rules::find_rule(id) == nullptr);
    }
}

TEST_CASE("rules/catalogue: both accept rules are errors of RFC 6455 section 4.2.2") {
    for (const std::string_view id : {"handshake.accept-missing", "handshake.accept-mismatch"}) {
        const model::Rule* const rule = rules::find_rule(id);
        REQUIRE(rule != nullptr);
        CHECK(rule->severity == model::Severity::error);
        CHECK(rule->reference == "RFC 6455 section 4.2.2");
    }
}
