#include "cli/validate.hpp"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <unordered_set>
#include <vector>

#include "cli/display_filter.hpp"
#include "cli/dissect.hpp"
#include "cli/named_rows.hpp"
#include "wsdissect/print/reports.hpp"
#include "wsdissect/print/rule_list.hpp"
#include "wsdissect/rules/catalogue.hpp"

namespace wsdissect::cli {

namespace {

/// Of records: what is said of traffic, and not the traffic.
constexpr print::RecordKinds kUsualKinds = print::RecordKinds()
                                               .with(print::RecordKind::handshake)
                                               .with(print::RecordKind::finding)
                                               .with(print::RecordKind::connection)
                                               .with(print::RecordKind::summary);

ExitStatus list_rules(const ValidateOptions& options) {
    const auto selection = selection_of(options.findings);
    std::vector<model::Rule> chosen;
    std::copy_if(rules::catalogue().begin(), rules::catalogue().end(), std::back_inserter(chosen),
                 [&](const model::Rule& rule) { return selection.has(rule); });
    print::TextOutput output(STDOUT_FILENO);
    if (options.format.format == "text") {
        print::add_rules_table(output.buffer(), chosen);
    } else if (options.format.format == "json") {
        print::add_rules_json(output.buffer(), chosen);
    } else {
        complain("--list-rules prints text or json, not " + options.format.format);
        return ExitStatus::usage;
    }
    output.flush();
    return status_of(output);
}

/// Octets that formats with a block a connection may keep of all open ones.
std::size_t most_kept(std::uint64_t max_memory) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(print::kMostKept, max_memory / 8));
}

/// Open connections of which the display filter chose a record.
class ChosenConnections {
  public:
    void take(const model::ConnectionInfo& connection) { numbers_.insert(connection.number); }
    /// Whether it is one, and forgets it.
    [[nodiscard]] bool release(const model::ConnectionInfo& connection) {
        return numbers_.erase(connection.number) > 0;
    }

  private:
    std::unordered_set<std::uint64_t> numbers_;
};

using ReportPrinter = std::unique_ptr<model::Sink>;

ReportPrinter sarif_report(print::TextBuffer& text, const print::ReportOptions& options) {
    return print::make_sarif_printer(
        text, {.version = WSDISSECT_VERSION, .rules = rules::catalogue(), .content = options.content});
}

/// Of the whole; the formats of records tell one thing after the other.
struct ReportFormat {
    const char* name;
    ReportPrinter (*make)(print::TextBuffer&, const print::ReportOptions&);
    bool of_connections;  ///< It has a block for each, shown when it has ended.
};
constexpr ReportFormat kReports[] = {{"text", print::make_report_text_printer, true},
                                     {"junit", print::make_junit_printer, true},
                                     {"sarif", sarif_report, false}};

void add_options(Command command, ValidateOptions& options) {
    setup_format_options(command, options.format, names_of(kReports));
    setup_finding_options(command, options.findings);
    command.flag("--list-rules", options.list_rules, "Print the rules that are checked, and read nothing");
    setup_input_options(command, options.input).required(false);  // --list-rules needs none
}

ExitStatus report(const ReportFormat& format, const ValidateOptions& options, Judging judging) {
    const std::uint64_t max_memory = engine_options(options.input).max_memory;
    const std::size_t most = most_kept(max_memory);
    print::ReportOptions settings = {
        .color = want_color(options.input), .most_kept = most, .content = !options.format.no_payload};
    ChosenConnections chosen;
    if (format.of_connections && judging.choice.records != nullptr) {
        judging.choice.whole_connections = true;
        judging.take_connection = [&](const model::ConnectionInfo& connection) { chosen.take(connection); };
        settings.shows = [&](const model::ConnectionInfo& connection) { return chosen.release(connection); };
    }
    judging.end_findings = rules::EndFindings::first;
    judging.kept_octets = most + max_memory / 8;  // and what each connection takes at least
    print::TextOutput output(STDOUT_FILENO);
    const ReportPrinter printer = format.make(output.buffer(), settings);
    return dissect(options.input, *printer, output, judging);
}

}  // namespace

Command setup_validate(CommandLine& line, ValidateOptions& options) {
    return line.command("validate", "Judge captures: verdicts on handshakes, rules that were broken",
                        [&options](Command command) { add_options(command, options); });
}

ExitStatus run_validate(const ValidateOptions& options) {
    if (options.list_rules) return list_rules(options);
    if (options.input.files.empty()) {
        complain("FILE is required (--help shows what is right)");
        return ExitStatus::usage;
    }
    const auto filter = display_filter(options.format);
    if (!filter) return filter.error();
    const Judging judging = {.choice = {.findings = selection_of(options.findings),
                                        .records = filter->get(),
                                        .content = !options.format.no_payload,
                                        .judges = true}};
    if (const ReportFormat* const format = find_row(kReports, options.format.format))
        return report(*format, options, judging);
    print::TextOutput output(STDOUT_FILENO);
    return dissect(options.input, printer_factory(options.format, options.input, kUsualKinds), output,
                   judging);
}

}  // namespace wsdissect::cli
