#include "cli/finding_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "wsdissect/rules/catalogue.hpp"

namespace wsdissect::cli {

namespace {

constexpr model::Severity kSeverities[] = {model::Severity::note, model::Severity::warning,
                                           model::Severity::error};

/// How many letters have to be put in, left out or changed (Levenshtein).
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

/// Also where the part before the dot is left out: `utf8`.
std::size_t distance_to_rule(std::string_view typed, std::string_view id) {
    const std::string_view name = id.substr(id.find('.') + 1);
    return std::min(distance(typed, id), distance(typed, name));
}

/// Empty where no rule is like it.
std::string_view most_like(std::string_view typed) {
    constexpr std::size_t kLongest = 64;  // Nobody mistypes more; and distances take time.
    if (typed.size() > kLongest) return {};
    std::string_view best;
    std::size_t least = 1 + std::max<std::size_t>(1, typed.size() / 4);
    for (const model::Rule& rule : rules::catalogue()) {
        const std::size_t away = distance_to_rule(typed, rule.id);
        if (away >= least) continue;
        least = away;
        best = rule.id;
    }
    return best;
}

}  // namespace

std::string check_rule(const std::string& id) {
    if (rules::find_rule(id) != nullptr) return {};
    const std::string_view meant = most_like(id);
    const std::string advice = meant.empty() ? "wsdissect validate --list-rules shows all"
                                             : "did you mean '" + std::string(meant) + "'?";
    return "'" + id + "' is no rule; " + advice;
}

void setup_finding_options(CLI::App& command, FindingOptions& options) {
    std::vector<std::string> severities;
    for (const model::Severity severity : kSeverities) severities.emplace_back(name_of(severity));
    const CLI::Validator rule(check_rule, "", "rule");
    command.add_option("--severity", options.severity, "Only findings of this severity and above")
        ->check(CLI::IsMember(severities))
        ->capture_default_str()
        ->type_name("SEVERITY");
    command.add_option("--rule", options.rules, "Only findings of this rule; may be repeated")
        ->check(rule)
        ->allow_extra_args(false)
        ->type_name("ID");
    command.add_option("--ignore-rule", options.ignored_rules, "No findings of this rule; may be repeated")
        ->check(rule)
        ->allow_extra_args(false)
        ->type_name("ID");
}

rules::Selection selection_of(const FindingOptions& options) {
    rules::Selection selection;
    for (const model::Severity severity : kSeverities)
        if (name_of(severity) == options.severity) selection.from(severity);
    for (const std::string& id : options.rules) selection.only(id);
    for (const std::string& id : options.ignored_rules) selection.without(id);
    return selection;
}

}  // namespace wsdissect::cli
