// Holds docs/rules.md against the catalogue, so that the two cannot drift apart.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <string>

#include "wsdissect/rules/catalogue.hpp"

namespace wsdissect::rules {
namespace {

std::string documented_table() {
    std::ifstream file(WSDISSECT_SOURCE_DIR "/docs/rules.md");
    REQUIRE(file.is_open());
    std::string table, line;
    while (std::getline(file, line))
        if (line.starts_with("| `")) table += line + "\n";
    return table;
}

TEST_CASE("rules/documentation: docs/rules.md lists exactly the catalogue") {
    std::string expected;
    for (const model::Rule& rule : catalogue())
        expected += fmt::format("| `{}` | {} | {} | {} |\n", rule.id, name_of(rule.severity), rule.reference,
                                rule.text);
    CHECK(documented_table() == expected);
}

}  // namespace
}  // namespace wsdissect::rules
