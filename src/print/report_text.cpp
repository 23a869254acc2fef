// `validate -T text`: a block a connection for people, written when it ends, and the totals.

#include <string>
#include <vector>

#include "print/report_lines.hpp"
#include "print/stats_numbers.hpp"
#include "print/stats_table.hpp"
#include "print/utc_text.hpp"
#include "wsdissect/print/reports.hpp"

namespace wsdissect::print {
namespace {

class ReportTextPrinter final : public model::Sink {
  public:
    ReportTextPrinter(TextBuffer& output, const ReportOptions& options)
        : output_(output),
          colors_(Colors::when(options.color)),
          options_(options),
          reports_(options.most_kept) {}

    [[nodiscard]] model::Demand demand() const override { return Reports::demand(options_.content); }

    void on_start(const model::CaptureStart& start) override {
        start_ = start.first_packet;
        files_.assign(start.files.begin(), start.files.end());
    }
    void on_handshake(const model::Handshake& handshake) override { reports_.on_handshake(handshake); }
    void on_control(const model::Control& control) override { reports_.on_control(control); }
    void on_finding(const model::Finding& finding) override { reports_.on_finding(finding); }
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary& summary) override;

  private:
    void add_headline(const ConnectionReport& report, const model::ConnectionEnd& end);
    void add_rules();

    TextBuffer& output_;
    TextBuilder text_{output_};
    Colors colors_;
    ReportOptions options_;
    UtcText utc_{' '};
    Timestamp start_;  ///< Of the capture.
    std::vector<std::string> files_;
    Reports reports_;
    std::uint64_t shown_ = 0;  ///< Connections.
};

void ReportTextPrinter::add_headline(const ConnectionReport& report, const model::ConnectionEnd& end) {
    add_connection_headline(text_, *end.connection, report.handshake.texts, colors_);
    if (end.start) text_.add(", ", utc_.at(*end.start, end.packet.time_digits), " UTC");
    // Which capture to open, since packets are counted over all of them: the one that has the end.
    if (files_.size() > 1 && end.packet.file < files_.size()) {
        text_.add(", ");
        text_.add_escaped(files_[end.packet.file]);
    }
    text_.add('\n');
}

void ReportTextPrinter::on_connection_end(const model::ConnectionEnd& end) {
    const ConnectionReport& report = reports_.take(end);
    if (options_.shows && !options_.shows(*end.connection)) return;
    ++shown_;
    add_headline(report, end);
    add_handshake_report(text_, report.handshake, colors_);
    for (const FindingGroup& group : report.findings) add_finding_report(text_, group, start_, colors_);
    add_unkept_report(text_, report.unkept.errors + report.unkept.others);
    add_reaction_report(text_, report, end);
    add_end_report(text_, report, end);
    text_.add('\n');
    output_.end_record();
}

void ReportTextPrinter::add_rules() {
    StatsTable table({"Findings", "severity", "count", "reference"}, "llrl");
    for (const RuleCounts::Count& row : reports_.rules().sorted())
        table.add({std::string(row.rule->id), std::string(name_of(row.rule->severity)), grouped(row.count),
                   std::string(row.rule->reference)});
    table.write(text_, colors_);
}

/// Such as `2 without handshake`: reasons that occurred.
void add_doubts(TextBuilder text, const model::Doubts& doubts) {
    constexpr std::array<std::string_view, 4> kWords = {"with bytes that were not captured",
                                                        "without their handshake", "with one direction only",
                                                        "with messages that could not be inflated"};
    if (doubts.connections == 0) return;
    text.add(Count{doubts.connections, " connection"}, " could not be judged fully:");
    std::string_view separator = " ";
    for (std::size_t i = 0; i < kWords.size(); ++i) {
        if (doubts.by_reason[i] == 0) continue;
        text.add(separator, Decimal{doubts.by_reason[i]}, ' ', kWords[i]);
        separator = ", ";
    }
    text.add('\n');
}

void ReportTextPrinter::on_summary(const model::Summary& summary) {
    text_.add(colors_.bold, "Summary", colors_.reset, ": ", Count{summary.connections, " connection"});
    if (options_.shows) text_.add(" (", Decimal{shown_}, " shown)");
    text_.add(", handshakes: ");
    add_handshake_counts(text_, summary);
    using model::Severity;
    const std::uint64_t errors = reports_.rules().of(Severity::error);
    text_.add("; ", errors > 0 ? colors_.red : colors_.green, Count{errors, " error"}, colors_.reset, ", ",
              Count{reports_.rules().of(Severity::warning), " warning"}, ", ",
              Count{reports_.rules().of(Severity::note), " note"}, '\n');
    add_doubts(text_, summary.doubts);
    if (!options_.content) text_.add("messages were not looked into (--no-payload)\n");
    add_rules();
}

}  // namespace

std::unique_ptr<model::Sink> make_report_text_printer(TextBuffer& text, const ReportOptions& options) {
    return std::make_unique<ReportTextPrinter>(text, options);
}

}  // namespace wsdissect::print
