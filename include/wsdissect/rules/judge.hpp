#pragma once
// Holds the events against the catalogue: a sink that passes every event on to the next one, and findings
// right after the events that they speak of.

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_set>

#include "wsdissect/model/sink.hpp"

namespace wsdissect::rules {

class Judge final : public model::Sink {
  public:
    /// `next` outlives it.
    explicit Judge(model::Sink& next) : next_(next) {}

    [[nodiscard]] model::Demand demand() const override { return next_.demand(); }
    [[nodiscard]] bool done() const override { return next_.done(); }

    void on_start(const model::CaptureStart& start) override { next_.on_start(start); }
    /// Gives the verdict: a handshake that was answered and broke a rule of severity error is invalid.
    void on_handshake(const model::Handshake& handshake) override;
    void on_frame(const model::Frame& frame) override { next_.on_frame(frame); }
    void on_message(const model::Message& message) override { next_.on_message(message); }
    void on_control(const model::Control& control) override { next_.on_control(control); }
    void on_finding(const model::Finding& finding) override { tell(finding); }
    void on_gap(const model::Gap& gap) override { next_.on_gap(gap); }
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& summary) override;

  private:
    void tell(const model::Finding& finding);

    model::Sink& next_;
    std::map<std::string_view, std::uint64_t> findings_;  ///< How many, by rule.
    std::array<std::uint64_t, 4> handshakes_{};           ///< How many, by verdict.
    std::unordered_set<std::uint64_t> invalid_;           ///< Open connections of that verdict, by number.
};

}  // namespace wsdissect::rules
