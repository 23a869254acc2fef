#pragma once
// A sink that passes every event on, compressed messages inflated.

#include "engine/message_inflater.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::engine {

/// Messages whose inflation is due are inflated; those that were inflated before they came here go by.
class Inflating final : public model::Sink {
  public:
    /// `streams` and `next` outlive it.
    Inflating(InflateStreams& streams, std::uint64_t max_message, model::Sink& next)
        : streams_(streams), inflater_({next.demand(), max_message}), next_(next) {}

    [[nodiscard]] model::Demand demand() const override { return next_.demand(); }
    [[nodiscard]] bool done() const override { return next_.done(); }

    void on_start(const model::CaptureStart& start) override { next_.on_start(start); }
    void on_handshake(const model::Handshake& handshake) override { next_.on_handshake(handshake); }
    void on_frame(const model::Frame& frame) override;
    void on_message(const model::Message& message) override;
    void on_message_part(const model::Message& part) override;
    void on_control(const model::Control& control) override { next_.on_control(control); }
    void on_finding(const model::Finding& finding) override { next_.on_finding(finding); }
    void on_gap(const model::Gap& gap) override { next_.on_gap(gap); }
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& summary) override { next_.on_summary(summary); }

  private:
    [[nodiscard]] const model::Message& inflated(const model::Message& message);

    InflateStreams& streams_;
    MessageInflater inflater_;
    model::Sink& next_;
    /// The frame before ended a message that was inflated with it: the next one, wherever it lies by then.
    bool of_frame_ = false;
    model::Message inflated_;  ///< As it went on.
};

}  // namespace wsdissect::engine
