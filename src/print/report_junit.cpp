// `validate -T junit`: JUnit XML, a test case a connection, written when it ends. It fails where there is a
// finding of severity error; what else was found is its output. Each is a test suite of its own: a suite says
// first how many cases it has, and how many connections there will be is not known then.

#include <algorithm>
#include <string>
#include <vector>

#include "print/connection_duration.hpp"
#include "print/report_lines.hpp"
#include "print/xml_text.hpp"
#include "wsdissect/print/reports.hpp"

namespace wsdissect::print {
namespace {

using Field = HandshakeTexts::Field;

bool is_error(const FindingGroup& group) noexcept { return group.rule->severity == model::Severity::error; }

bool fails(const ConnectionReport& report) noexcept {
    return report.unkept.errors > 0 || std::ranges::any_of(report.findings, is_error);
}

class JunitPrinter final : public model::Sink {
  public:
    JunitPrinter(TextBuffer& output, const ReportOptions& options)
        : output_(output), options_(options), reports_(options.most_kept) {}

    [[nodiscard]] model::Demand demand() const override { return Reports::demand(options_.content); }

    void on_start(const model::CaptureStart& start) override {
        start_ = start.first_packet;
        files_.assign(start.files.begin(), start.files.end());
    }
    void on_handshake(const model::Handshake& handshake) override { reports_.on_handshake(handshake); }
    void on_control(const model::Control& control) override { reports_.on_control(control); }
    void on_finding(const model::Finding& finding) override { reports_.on_finding(finding); }
    void on_connection_end(const model::ConnectionEnd& end) override;
    void on_summary(const model::Summary&) override;

  private:
    void begin();
    void begin_suite(const ConnectionReport& report, const model::ConnectionEnd& end);
    void add_name(const ConnectionReport& report, const model::ConnectionEnd& end);
    void add_failure(const ConnectionReport& report);
    void add_output(const ConnectionReport& report, const model::ConnectionEnd& end);
    void add_findings(TextBuilder to, const ConnectionReport& report, bool errors) const;

    TextBuffer& output_;
    TextBuilder text_{output_};
    ReportOptions options_;
    Timestamp start_;  ///< Of the capture.
    std::vector<std::string> files_;
    Reports reports_;
    bool begun_ = false;
};

void JunitPrinter::begin() {
    if (begun_) return;
    begun_ = true;
    text_.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"wsdissect validate\">\n");
}

void JunitPrinter::begin_suite(const ConnectionReport& report, const model::ConnectionEnd& end) {
    text_.add("<testsuite name=\"connection ", Decimal{end.connection->number}, "\" tests=\"1\" failures=\"",
              fails(report) ? '1' : '0', "\" errors=\"0\">\n");
}

/// Equal from run to run, so that a CI system can tell whether a test passed before.
void JunitPrinter::add_name(const ConnectionReport& report, const model::ConnectionEnd& end) {
    const model::ConnectionInfo& connection = *end.connection;
    const std::size_t file = end.packet.file;
    text_.add("<testcase classname=\"");
    add_xml_text(text_, file < files_.size() ? std::string_view(files_[file]) : std::string_view("capture"));
    text_.add("\" name=\"connection ", Decimal{connection.number}, ", ", connection.client_text, " to ",
              connection.server_text);
    if (const auto target = report.handshake.texts.get(Field::target)) {
        text_.add(", ");
        add_xml_text(text_, *target);
    }
    text_.add('"');
    if (const auto duration = duration_of(end)) text_.add(" time=\"", Seconds{*duration, 6}, '"');
    text_.add(">\n");
}

void JunitPrinter::add_findings(TextBuilder to, const ConnectionReport& report, bool errors) const {
    for (const FindingGroup& group : report.findings)
        if (is_error(group) == errors) add_finding_report(to, group, start_, Colors{});
}

void JunitPrinter::add_failure(const ConnectionReport& report) {
    const auto first = std::find_if(report.findings.begin(), report.findings.end(), is_error);
    if (first != report.findings.end()) {
        text_.add("<failure type=\"", first->rule->id, "\" message=\"", name_of(first->offender), ": ");
        add_xml_text(text_, first->message);
    } else if (report.unkept.errors > 0) {
        text_.add("<failure type=\"error\" message=\"not kept: open connections took too much memory");
    } else {
        return;
    }
    text_.add("\">\n");
    TextBuffer lines;
    add_findings(TextBuilder(lines), report, true);
    add_unkept_report(TextBuilder(lines), report.unkept.errors);
    add_xml_lines(text_, lines.text());
    text_.add("</failure>\n");
}

void JunitPrinter::add_output(const ConnectionReport& report, const model::ConnectionEnd& end) {
    TextBuffer lines;
    const TextBuilder to(lines);
    add_handshake_report(to, report.handshake, Colors{});
    add_findings(to, report, false);
    add_unkept_report(to, report.unkept.others);
    add_reaction_report(to, report, end);
    add_end_report(to, report, end);
    text_.add("<system-out>\n");
    add_xml_lines(text_, lines.text());
    text_.add("</system-out>\n");
}

void JunitPrinter::on_connection_end(const model::ConnectionEnd& end) {
    begin();
    const ConnectionReport& report = reports_.take(end);
    if (options_.shows && !options_.shows(*end.connection)) return;
    begin_suite(report, end);
    add_name(report, end);
    add_failure(report);
    add_output(report, end);
    text_.add("</testcase>\n</testsuite>\n");
    output_.end_record();
}

void JunitPrinter::on_summary(const model::Summary&) {
    begin();
    text_.add("</testsuites>\n");
}

}  // namespace

std::unique_ptr<model::Sink> make_junit_printer(TextBuffer& text, const ReportOptions& options) {
    return std::make_unique<JunitPrinter>(text, options);
}

}  // namespace wsdissect::print
