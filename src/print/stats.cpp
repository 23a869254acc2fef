#include "wsdissect/print/stats.hpp"

#include "print/stats_view.hpp"

namespace wsdissect::print {
namespace {

enum class Format { text, json };

class StatsPrinter final : public model::Sink {
  public:
    StatsPrinter(TextBuffer& text, Format format, const Colors& colors)
        : text_(text), format_(format), colors_(colors) {}

    /// Control frames are few, and tell the round trips; the summary has counted all else.
    [[nodiscard]] model::Demand demand() const override {
        return {.frames = false,
                .messages = false,
                .controls = true,
                .endpoint_text = false,
                .handshake_text = false};
    }

    void on_control(const model::Control& control) override { pings_.on_control(control); }
    void on_connection_end(const model::ConnectionEnd& end) override {
        connections_.add(end);
        pings_.on_connection_end(end);
    }
    void on_summary(const model::Summary& summary) override {
        const StatsView stats = {summary, connections_, pings_.totals()};
        TextBuilder text(text_);
        if (format_ == Format::text) {
            add_stats_text(text, stats, colors_);
        } else {
            add_stats_json(text, stats);
        }
    }

  private:
    TextBuffer& text_;
    Format format_;
    Colors colors_;
    ConnectionStats connections_;
    PingRoundTrips pings_;
};

}  // namespace

std::unique_ptr<model::Sink> make_stats_text_printer(TextBuffer& text, bool color) {
    return std::make_unique<StatsPrinter>(text, Format::text, Colors::when(color));
}

std::unique_ptr<model::Sink> make_stats_json_printer(TextBuffer& text) {
    return std::make_unique<StatsPrinter>(text, Format::json, Colors{});
}

}  // namespace wsdissect::print
