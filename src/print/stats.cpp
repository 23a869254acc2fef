#include "wsdissect/print/stats.hpp"

#include "print/record.hpp"
#include "print/stats_view.hpp"

namespace wsdissect::print {
namespace {

enum class Format { text, json };

class StatsPrinter final : public model::Sink {
  public:
    StatsPrinter(TextOutput& output, Format format, const Colors& colors)
        : output_(output), format_(format), colors_(colors) {}

    /// Control frames are few, and tell the round trips; the summary has counted all else.
    [[nodiscard]] model::Demand demand() const override {
        return {.frames = false, .messages = false, .controls = true, .endpoint_text = false};
    }
    [[nodiscard]] bool done() const override { return output_.state() != OutputState::open; }

    void on_control(const model::Control& control) override { pings_.on_control(control); }
    void on_connection_end(const model::ConnectionEnd& end) override {
        connections_.add(end);
        pings_.on_connection_end(end);
    }
    void on_summary(const model::Summary& summary) override {
        const StatsView stats = {summary, connections_, pings_.totals()};
        Record record(output_);
        if (format_ == Format::text) {
            add_stats_text(record.text(), stats, colors_);
        } else {
            add_stats_json(record.text(), stats);
        }
    }

  private:
    TextOutput& output_;
    Format format_;
    Colors colors_;
    ConnectionStats connections_;
    PingRoundTrips pings_;
};

}  // namespace

std::unique_ptr<model::Sink> make_stats_text_printer(TextOutput& output, bool color) {
    return std::make_unique<StatsPrinter>(output, Format::text, Colors::when(color));
}

std::unique_ptr<model::Sink> make_stats_json_printer(TextOutput& output) {
    return std::make_unique<StatsPrinter>(output, Format::json, Colors{});
}

}  // namespace wsdissect::print
