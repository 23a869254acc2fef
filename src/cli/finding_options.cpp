#include "cli/finding_options.hpp"

#include <string_view>
#include <vector>

#include "wsdissect/base/likeness.hpp"
#include "wsdissect/rules/catalogue.hpp"

namespace wsdissect::cli {

namespace {

constexpr model::Severity kSeverities[] = {model::Severity::note, model::Severity::warning,
                                           model::Severity::error};

std::vector<std::string_view> rule_names() {
    std::vector<std::string_view> names;
    for (const model::Rule& rule : rules::catalogue()) names.push_back(rule.id);
    return names;
}

}  // namespace

std::string check_rule(const std::string& id) {
    if (rules::find_rule(id) != nullptr) return {};
    if (id.find(',') != std::string::npos)
        return "'" + id + "' is no rule; for several rules the option is repeated";
    const std::string meant = did_you_mean(most_like(id, rule_names()));
    return "'" + id + "' is no rule" +
           (meant.empty() ? "; wsdissect validate --list-rules shows all" : meant);
}

void setup_finding_options(Command command, FindingOptions& options) {
    std::vector<std::string> severities;
    for (const model::Severity severity : kSeverities) severities.emplace_back(name_of(severity));
    command.value("--severity", options.severity, "Only findings of this severity and above")
        .one_of(severities)
        .show_default()
        .called("SEVERITY");
    command.value("--rule", options.rules, "Only findings of this rule; may be repeated")
        .check(check_rule)
        .one_value_each_time()
        .called("ID");
    command.value("--ignore-rule", options.ignored_rules, "No findings of this rule; may be repeated")
        .check(check_rule)
        .one_value_each_time()
        .called("ID");
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
