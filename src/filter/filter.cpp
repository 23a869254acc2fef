#include "wsdissect/filter/filter.hpp"

#include <algorithm>

#include "filter/compiled.hpp"
#include "filter/parser.hpp"

namespace wsdissect::filter {

Filter::Filter(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(Filter&&) noexcept = default;
Filter::~Filter() = default;

Result<Filter, Fault> Filter::compile(std::string_view expression) {
    auto compiled = std::make_unique<Compiled>();
    if (auto fault = Parser(expression, *compiled).parse()) return Failure{std::move(*fault)};
    return Filter(std::move(compiled));
}

/// Of messages that are neither told nor end in a frame that is nothing is needed.
model::Demand Filter::demand(model::Demand wanted) const noexcept {
    wanted.handshake_text |= compiled_->needs_handshake_text;
    if (!wanted.frames && !wanted.messages) return wanted;
    std::uint64_t payload = 0;
    if (compiled_->need == Need::message_length) payload = 1;  // An octet, so that it is inflated.
    if (compiled_->need == Need::message_text) payload = model::Demand::kAll;
    wanted.message_payload = std::max(wanted.message_payload, payload);
    return wanted;
}

model::Demand Filter::demand_of_all(model::Demand wanted, bool content) const noexcept {
    wanted.frames = wanted.messages = wanted.controls = wanted.findings = true;
    wanted.message_findings |= content && compiled_->needs_findings;
    return demand(wanted);
}

std::string_view Filter::field_of_messages() const noexcept { return compiled_->field_of_messages; }

struct Evaluation::State {
    const Filter::Compiled& compiled;
    ComparisonScratch scratch;
};

Evaluation::Evaluation(const Filter& filter) : state_(new State{filter.compiled(), {}}) {}
Evaluation::Evaluation(Evaluation&&) noexcept = default;
Evaluation::~Evaluation() = default;

bool Evaluation::looks_at_handshakes() const noexcept {
    return !state_->compiled.handshake_comparisons.empty();
}

Marks Evaluation::marks_of(const model::Handshake& handshake) {
    const Record record = record_of(handshake);
    Marks marks = 0;
    Marks bit = 1;
    for (const Comparison& comparison : state_->compiled.handshake_comparisons) {
        if (comparison.holds(record, state_->scratch)) marks |= bit;
        bit <<= 1;
    }
    return marks;
}

bool Evaluation::chooses(const Record& record, Marks marks) {
    const Filter::Compiled& compiled = state_->compiled;
    bool holds = false;
    for (std::size_t place = 0; place < compiled.steps.size(); ++place) {
        const Step& step = compiled.steps[place];
        switch (step.kind) {
            case StepKind::comparison:
                holds = compiled.comparisons[step.operand].holds(record, state_->scratch);
                break;
            case StepKind::handshake_comparison: holds = (marks >> step.operand & 1) != 0; break;
            case StepKind::negate: holds = !holds; break;
            case StepKind::skip_if_true:
                if (holds) place = step.operand - 1;
                break;
            case StepKind::skip_if_false:
                if (!holds) place = step.operand - 1;
                break;
        }
    }
    return holds;
}

}  // namespace wsdissect::filter
