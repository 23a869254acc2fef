#pragma once
// The options that choose findings: `--severity`, `--rule`, `--ignore-rule`.

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "wsdissect/rules/selection.hpp"

namespace wsdissect::cli {

/// What was typed, checked.
struct FindingOptions {
    std::string severity = "note";
    std::vector<std::string> rules;
    std::vector<std::string> ignored_rules;
};

/// Adds them, whose values go into `options`, to `command`.
void setup_finding_options(Command command, FindingOptions& options);

[[nodiscard]] rules::Selection selection_of(const FindingOptions& options);

/// Empty where `id` is a rule; else what to say, with the rule that was most likely meant.
[[nodiscard]] std::string check_rule(const std::string& id);

}  // namespace wsdissect::cli
