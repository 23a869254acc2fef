#pragma once
// The rules that are checked: their identifiers, severities, references and texts.

#include <span>
#include <string_view>

#include "wsdissect/model/rule.hpp"

namespace wsdissect::rules {

/// Every rule, in the order of the documentation (docs/rules.md).
[[nodiscard]] std::span<const model::Rule> catalogue() noexcept;
/// Null where no rule has that identifier.
[[nodiscard]] const model::Rule* find_rule(std::string_view id) noexcept;

}  // namespace wsdissect::rules
