#include "wsdissect/print/stats.hpp"

#include "print/stats_view.hpp"

namespace wsdissect::print {
namespace {

enum class Format { text, json };

class StatsPrinter final : public model::Sink {
  public:
    StatsPrinter(TextBuffer& text, Format format, const StatsPrintOptions& options)
        : text_(text),
          format_(format),
          colors_(Colors::when(options.color && format == Format::text)),
          check_(options.check) {}

    /// Control frames are few, and tell the round trips; the summary has counted all else.
    [[nodiscard]] model::Demand demand() const override {
        return {.message_findings = check_,
                .findings = check_,
                .frames = false,
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
        const StatsView stats = {summary, connections_, pings_.totals(), check_};
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
    bool check_;
    ConnectionStats connections_;
    PingRoundTrips pings_;
};

}  // namespace

std::unique_ptr<model::Sink> make_stats_text_printer(TextBuffer& text, const StatsPrintOptions& options) {
    return std::make_unique<StatsPrinter>(text, Format::text, options);
}

std::unique_ptr<model::Sink> make_stats_json_printer(TextBuffer& text, const StatsPrintOptions& options) {
    return std::make_unique<StatsPrinter>(text, Format::json, options);
}

}  // namespace wsdissect::print
