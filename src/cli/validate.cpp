#include "cli/validate.hpp"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <vector>

#include "cli/dissect.hpp"
#include "cli/named_rows.hpp"
#include "wsdissect/print/printers.hpp"
#include "wsdissect/print/reports.hpp"
#include "wsdissect/print/rule_list.hpp"
#include "wsdissect/rules/catalogue.hpp"

namespace wsdissect::cli {

namespace {

constexpr print::RecordKinds kKinds = print::RecordKinds()
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
    if (options.format == "text") {
        print::add_rules_table(output.buffer(), chosen);
    } else if (options.format == "json") {
        print::add_rules_json(output.buffer(), chosen);
    } else {
        complain("--list-rules prints text or json, not " + options.format);
        return ExitStatus::usage;
    }
    output.flush();
    return status_of(output);
}

/// Octets that formats with a block a connection may keep of all open ones.
std::size_t most_kept(std::uint64_t max_memory) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(print::kMostKept, max_memory / 8));
}

using ReportPrinter = std::unique_ptr<model::Sink>;

/// `most`: octets that it may keep.
ReportPrinter text_report(const ValidateOptions& options, print::TextBuffer& text, std::size_t most) {
    return print::make_report_text_printer(text, want_color(options.input), most);
}

ReportPrinter junit_report(const ValidateOptions& /*options*/, print::TextBuffer& text, std::size_t most) {
    return print::make_junit_printer(text, most);
}

ReportPrinter sarif_report(const ValidateOptions& /*options*/, print::TextBuffer& text,
                           std::size_t /*most*/) {
    return print::make_sarif_printer(text, {.version = WSDISSECT_VERSION, .rules = rules::catalogue()});
}

/// A report of the whole, or records one after the other.
struct Format {
    const char* name;
    ReportPrinter (*make_report)(const ValidateOptions&, print::TextBuffer&, std::size_t most);
    std::unique_ptr<print::Printer> (*make_records)(print::TextBuffer&, const print::PrintOptions&);
};
constexpr Format kFormats[] = {{"text", text_report, nullptr},
                               {"ndjson", nullptr, print::make_ndjson_printer},
                               {"json", nullptr, print::make_json_printer},
                               {"junit", junit_report, nullptr},
                               {"sarif", sarif_report, nullptr}};

void add_options(Command command, ValidateOptions& options) {
    command.value("-T,--format", options.format, "Output format")
        .one_of(names_of(kFormats))
        .show_default()
        .called("FORMAT");
    setup_finding_options(command, options.findings);
    command.flag("--list-rules", options.list_rules, "Print the rules that are checked, and read nothing");
    setup_input_options(command, options.input).required(false);  // --list-rules needs none
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
    print::TextOutput output(STDOUT_FILENO);
    Judging judging = {.choice = {.findings = selection_of(options.findings)}, .errors_count = true};
    const std::uint64_t max_memory = engine_options(options.input).max_memory;
    const Format& format = row_named(kFormats, options.format);
    if (format.make_report != nullptr) {
        const std::size_t most = most_kept(max_memory);
        const auto printer = format.make_report(options, output.buffer(), most);
        judging.end_findings = rules::EndFindings::first;
        judging.kept_octets = most + max_memory / 8;  // and what each connection takes at least
        return dissect(options.input, *printer, output, judging);
    }
    const PrinterFactory make_printer = [&](print::TextBuffer& text) {
        return format.make_records(text, {.only = kKinds});
    };
    return dissect(options.input, make_printer, output, judging);
}

}  // namespace wsdissect::cli
