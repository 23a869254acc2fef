#include "wsdissect/rules/message_judge.hpp"

#include "rules/message_rules.hpp"

namespace wsdissect::rules {

void MessageJudge::on_message(const model::Message& message) {
    next_.on_message(message);
    if (!demand_.message_findings || message.doubtful) return;
    using model::Inflation;
    const bool inflates = message.inflation != Inflation::broken &&
                          message.inflation != Inflation::out_of_reach && message.too_far == 0 &&
                          !inflates_hugely(message);
    if (!inflates || !is_valid_text(message)) tell_violations(message);
}

void MessageJudge::tell_violations(const model::Message& message) {
    for (const Violation& violation : check_message(message)) {
        ++findings_[violation.rule->id];
        next_.on_finding({.connection = message.connection,
                          .packet = message.packet,
                          .direction = violation.offender,
                          .rule = violation.rule,
                          .message = violation.message,
                          .in_flight = message.in_flight});
    }
}

void MessageJudge::on_summary(const model::Summary& summary) {
    model::Summary judged = summary;
    for (const auto& [rule, count] : findings_) judged.findings[rule] += count;
    next_.on_summary(judged);
}

}  // namespace wsdissect::rules
