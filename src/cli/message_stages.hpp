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
        : next_(next), max_message_(max_message), judge_(next), inflating_(streams_, max_message, judge_) {}

    /// Whether content is asked for. If not, events need no stage.
    [[nodiscard]] bool wanted() const {
        const model::Demand demand = next_.demand();
        return demand.message_payload > 0 || demand.message_findings;
    }
    /// Where events go first.
    [[nodiscard]] model::Sink& front() { return wanted() ? static_cast<model::Sink&>(inflating_) : next_; }
    /// Where they go whose messages were inflated elsewhere.
    [[nodiscard]] model::Sink& judge() { return wanted() ? static_cast<model::Sink&>(judge_) : next_; }

    /// What goes with inflating elsewhere, so that it goes on here.
    [[nodiscard]] engine::InflateStreams& streams() noexcept { return streams_; }
    [[nodiscard]] engine::KeptContent kept() const { return {judge_.demand(), max_message_}; }

  private:
    model::Sink& next_;
    std::uint64_t max_message_;
    rules::MessageJudge judge_;
    engine::InflateStreams streams_;
    engine::Inflating inflating_;
};

}  // namespace wsdissect::cli
