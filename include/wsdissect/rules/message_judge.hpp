#pragma once
// Holds messages' content against the catalogue: a sink that passes every event on to the next one, and
// findings right after the messages that they speak of.
//
// Apart from the Judge, since content is known only once it was inflated. It judges each message by itself,
// so several of them may share the messages.

#include <cstdint>
#include <map>
#include <string_view>

#include "wsdissect/model/sink.hpp"

namespace wsdissect::rules {

class MessageJudge final : public model::Sink {
  public:
    /// `next` outlives it. Where that demands `message_findings`, there are some.
    explicit MessageJudge(model::Sink& next) : next_(next), demand_(next.demand()) {
        demand_.valid_utf8 = demand_.message_findings;
    }

    [[nodiscard]] model::Demand demand() const override { return demand_; }
    [[nodiscard]] bool done() const override { return next_.done(); }

    void on_start(const model::CaptureStart& start) override { next_.on_start(start); }
    void on_handshake(const model::Handshake& handshake) override { next_.on_handshake(handshake); }
    void on_frame(const model::Frame& frame) override { next_.on_frame(frame); }
    void on_message(const model::Message& message) override;
    void on_control(const model::Control& control) override { next_.on_control(control); }
    void on_finding(const model::Finding& finding) override { next_.on_finding(finding); }
    void on_gap(const model::Gap& gap) override { next_.on_gap(gap); }
    void on_connection_end(const model::ConnectionEnd& end) override { next_.on_connection_end(end); }
    /// Adds its findings.
    void on_summary(const model::Summary& summary) override;

  private:
    void tell_violations(const model::Message& message);

    model::Sink& next_;
    model::Demand demand_;
    std::map<std::string_view, std::uint64_t> findings_;  ///< How many, by rule.
};

}  // namespace wsdissect::rules
