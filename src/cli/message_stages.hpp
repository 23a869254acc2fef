#pragma once
// What events go through before they are printed: messages are inflated and judged, findings chosen.

#include <cstdint>

#include "engine/inflating.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/rules/message_judge.hpp"
#include "wsdissect/rules/review.hpp"

namespace wsdissect::cli {

class MessageStages {
  public:
    /// Both outlive it.
    MessageStages(std::uint64_t max_message, const rules::Selection& selection, model::Sink& next)
        : max_message_(max_message),
          review_(selection, next),
          judge_(review_),
          inflating_(streams_, max_message, judge_) {}

    /// Whether content is asked for. If not, messages need no stage.
    [[nodiscard]] bool wanted() const {
        const model::Demand demand = review_.demand();
        return demand.message_payload > 0 || demand.message_findings;
    }
    /// Where events go first.
    [[nodiscard]] model::Sink& front() { return wanted() ? static_cast<model::Sink&>(inflating_) : review_; }
    /// Where they go whose messages were inflated elsewhere.
    [[nodiscard]] model::Sink& judge() { return wanted() ? static_cast<model::Sink&>(judge_) : review_; }
    /// The last stage.
    [[nodiscard]] rules::Review& review() noexcept { return review_; }

    /// What goes with inflating elsewhere, so that it goes on here.
    [[nodiscard]] engine::InflateStreams& streams() noexcept { return streams_; }
    [[nodiscard]] engine::KeptContent kept() const { return {judge_.demand(), max_message_}; }

  private:
    std::uint64_t max_message_;
    rules::Review review_;
    rules::MessageJudge judge_;
    engine::InflateStreams streams_;
    engine::Inflating inflating_;
};

}  // namespace wsdissect::cli
