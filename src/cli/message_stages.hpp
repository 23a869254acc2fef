#pragma once
// What events go through before they are printed: messages are inflated and judged, findings and records
// chosen.

#include <cstdint>
#include <optional>
#include <utility>

#include "engine/inflating.hpp"
#include "wsdissect/filter/selecting.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/rules/message_judge.hpp"
#include "wsdissect/rules/review.hpp"

namespace wsdissect::cli {

/// What of the decoded is told.
struct Choice {
    rules::Selection findings = {};
    const filter::Filter* records = nullptr;  ///< Outlives its use. Null: all.
    bool content = true;                      ///< Whether messages may be looked into.
    bool whole_connections = false;  ///< `records` chooses connections: all of their records are told.
    /// Findings of severity error make the exit status: they are asked for, whether they are printed or not.
    bool judges = false;
};

class MessageStages {
  public:
    /// Both outlive it.
    MessageStages(std::uint64_t max_message, const Choice& choice, model::Sink& next,
                  filter::ConnectionTaker take_connection = {})
        : max_message_(max_message),
          selecting_(choice.records == nullptr
                         ? std::nullopt
                         : std::optional<filter::Selecting>(std::in_place, *choice.records, next,
                                                            terms_of(choice, std::move(take_connection)))),
          review_(choice.findings, selecting_ ? static_cast<model::Sink&>(*selecting_) : next,
                  judges_of(choice)),
          judge_(review_),
          inflating_(streams_, max_message, judge_) {}
    MessageStages(const MessageStages&) = delete;
    MessageStages& operator=(const MessageStages&) = delete;

    /// Whether content is asked for. If not, messages need no stage.
    [[nodiscard]] bool wanted() const {
        const model::Demand demand = review_.demand();
        return demand.message_payload > 0 || demand.message_findings;
    }
    /// Where events go first.
    [[nodiscard]] model::Sink& front() { return wanted() ? static_cast<model::Sink&>(inflating_) : review_; }
    /// Where they go whose messages were inflated elsewhere.
    [[nodiscard]] model::Sink& judge() { return wanted() ? static_cast<model::Sink&>(judge_) : review_; }
    [[nodiscard]] rules::Review& review() noexcept { return review_; }

    /// From now on keeps what it decides by what came before, for other stages that see the same events.
    void keep_decisions() {
        review_.keep_reactions();
        if (selecting_) selecting_->keep_choices();
    }
    /// To decide so from now on as `other` has since it was told to keep that, which it no longer does.
    void repeat_decisions(MessageStages& other) {
        review_.repeat(other.review_.take_reactions());
        if (selecting_) selecting_->repeat(other.selecting_->take_choices());
    }

    /// What goes with inflating elsewhere, so that it goes on here.
    [[nodiscard]] engine::InflateStreams& streams() noexcept { return streams_; }
    [[nodiscard]] engine::KeptContent kept() const { return {judge_.demand(), max_message_}; }

  private:
    static rules::Review::Judges judges_of(const Choice& choice) noexcept {
        using enum rules::Review::Judges;
        if (!choice.judges) return nothing;
        return choice.content ? all : frames;
    }
    static filter::SelectingTerms terms_of(const Choice& choice, filter::ConnectionTaker take_connection) {
        return {std::move(take_connection), choice.content, choice.whole_connections};
    }

    std::uint64_t max_message_;
    std::optional<filter::Selecting> selecting_;  ///< The last stage, where records are chosen.
    rules::Review review_;
    rules::MessageJudge judge_;
    engine::InflateStreams streams_;
    engine::Inflating inflating_;
};

}  // namespace wsdissect::cli
