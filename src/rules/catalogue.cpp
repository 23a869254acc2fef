#include "wsdissect/rules/catalogue.hpp"

#include "rules/rule_table.hpp"

namespace wsdissect::rules {

std::span<const model::Rule> catalogue() noexcept { return table::kCatalogue; }

const model::Rule* find_rule(std::string_view id) noexcept {
    const std::size_t place = place_of(id);
    return place < table::kCatalogue.size() ? &table::kCatalogue[place] : nullptr;
}

}  // namespace wsdissect::rules
