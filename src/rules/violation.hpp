#pragma once
// What a check found.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/rule_table.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/model/rule.hpp"

namespace wsdissect::rules {

struct Violation {
    const model::Rule* rule;
    Direction offender;
    std::string message;  ///< What was found, in words.
};
using Violations = std::vector<Violation>;

inline void add(Violations& violations, RuleName name, Direction offender, std::string message) {
    violations.push_back({name.rule, offender, std::move(message)});
}

/// `'text'`.
[[nodiscard]] inline std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

}  // namespace wsdissect::rules
