// Holds docs/filter.md against the table of fields, so that the two cannot drift apart.

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "wsdissect/filter/fields.hpp"

namespace wsdissect::filter {
namespace {

std::string documented_fields() {
    std::ifstream file(WSDISSECT_SOURCE_DIR "/docs/filter.md");
    REQUIRE(file.is_open());
    std::string table, line;
    while (std::getline(file, line) && line != "## Fields") continue;
    while (std::getline(file, line))
        if (line.starts_with("| `")) table += line + "\n";
    return table;
}

std::string_view word_for(FieldType type) {
    switch (type) {
        case FieldType::presence: return "–";
        case FieldType::boolean: return "Boolean";
        case FieldType::number: return "number";
        case FieldType::choice: return "name";
        case FieldType::time: return "time";
        case FieldType::text: return "text";
        case FieldType::octets: return "octets";
        case FieldType::ipv4: return "IPv4 address";
        case FieldType::ipv6: return "IPv6 address";
    }
    return {};
}

std::string_view word_for(Scope scope) {
    switch (scope) {
        case Scope::record: return "record";
        case Scope::connection: return "connection";
        case Scope::handshake: return "handshake";
    }
    return {};
}

TEST_CASE("filter/documentation: docs/filter.md lists exactly the fields there are") {
    std::string expected;
    for (const Field& field : fields()) {
        expected.append("| `").append(field.name).append("` | ").append(word_for(field.type)).append(" | ");
        expected.append(word_for(field.scope)).append(" | ").append(field.description).append(" |\n");
    }
    CHECK(documented_fields() == expected);
}

}  // namespace
}  // namespace wsdissect::filter
