#pragma once
// What checks found, as lines that tests compare.

#include <string>
#include <vector>

#include "rules/violation.hpp"

namespace wsdissect::test {

using Lines = std::vector<std::string>;

/// Such as `frame.rsv client`.
[[nodiscard]] inline Lines rules_of(const rules::Violations& violations) {
    Lines lines;
    for (const rules::Violation& each : violations)
        lines.push_back(std::string(each.rule->id) + " " + std::string(name_of(each.offender)));
    return lines;
}

/// Such as `frame.rsv client: RSV2 is set`.
[[nodiscard]] inline Lines words_of(const rules::Violations& violations) {
    Lines lines = rules_of(violations);
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i] += ": " + violations[i].message;
    return lines;
}

}  // namespace wsdissect::test
