#include "wsdissect/rules/judge.hpp"

#include <algorithm>

#include "rules/close_rules.hpp"
#include "rules/frame_rules.hpp"
#include "rules/handshake_rules.hpp"

namespace wsdissect::rules {

model::Demand Judge::demand() const {
    model::Demand demand = wanted_;
    demand.controls |= demand.findings;
    return demand;
}

void Judge::on_handshake(const model::Handshake& handshake) {
    const auto violations = check_handshake(handshake);
    if (violations.empty()) {
        ++handshakes_[static_cast<std::size_t>(handshake.verdict)];
        next_.on_handshake(handshake);
        return;
    }
    const bool broken = std::any_of(violations.begin(), violations.end(), [](const Violation& violation) {
        return violation.rule->severity == model::Severity::error;
    });
    model::Handshake judged = handshake;
    if (broken && judged.verdict == model::Verdict::valid) {
        judged.verdict = model::Verdict::invalid;
        invalid_.insert(judged.connection->number);
    }
    ++handshakes_[static_cast<std::size_t>(judged.verdict)];
    next_.on_handshake(judged);
    tell_all(handshake.connection, handshake.packet, violations);
}

void Judge::on_frame(const model::Frame& frame) {
    if (wanted_.frames) next_.on_frame(frame);
    if (frame.suspect) tell_all(frame.connection, frame.packet, check_frame(frame));
}

void Judge::on_control(const model::Control& control) {
    if (wanted_.controls) next_.on_control(control);
    if (!wanted_.findings) return;
    if (control.opcode == websocket::Opcode::close)
        tell_all(control.connection, control.packet, check_close(control));
}

void Judge::on_connection_end(const model::ConnectionEnd& end) {
    const bool is_invalid = !invalid_.empty() && invalid_.erase(end.connection->number) > 0;
    if (!is_invalid) return next_.on_connection_end(end);
    model::ConnectionEnd judged = end;
    judged.handshake = model::Verdict::invalid;
    next_.on_connection_end(judged);
}

void Judge::on_summary(const model::Summary& summary) {
    model::Summary judged = summary;
    judged.handshakes = handshakes_;
    judged.findings = findings_;
    next_.on_summary(judged);
}

void Judge::tell_all(const model::ConnectionInfo* connection, const PacketStamp& packet,
                     const std::vector<Violation>& violations) {
    for (const Violation& violation : violations)
        tell({.connection = connection,
              .packet = packet,
              .direction = violation.offender,
              .rule = violation.rule,
              .message = violation.message});
}

void Judge::tell(const model::Finding& finding) {
    ++findings_[finding.rule->id];
    next_.on_finding(finding);
}

}  // namespace wsdissect::rules
