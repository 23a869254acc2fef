#pragma once
// What messages go through before they are printed: they are inflated and judged.

#include <cstdint>

#include "engine/inflating.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/rules/message_judge.hpp"

namespace wsdissect::cli {

class MessageStages {
  public:
    /// `next` outlives it.
    MessageStages(std::uint64_t max_message, model::Sink& next)
        : next_(next), judge_(next), inflating_(streams_, max_message, judge_) {}

    /// Where events go first: to `next` itself where content is not asked for.
    [[nodiscard]] model::Sink& front() {
        const model::Demand demand = next_.demand();
        const bool wants_content = demand.message_payload > 0 || demand.message_findings;
        return wants_content ? static_cast<model::Sink&>(inflating_) : next_;
    }

  private:
    model::Sink& next_;
    rules::MessageJudge judge_;
    engine::InflateStreams streams_;
    engine::Inflating inflating_;
};

}  // namespace wsdissect::cli
