#include "cli/stats.hpp"

#include <unistd.h>

#include <memory>

#include "cli/dissect.hpp"
#include "cli/named_rows.hpp"
#include "wsdissect/print/stats.hpp"

namespace wsdissect::cli {

namespace {

struct Format {
    const char* name;
    std::unique_ptr<model::Sink> (*make)(print::TextBuffer&, const print::StatsPrintOptions&);
};
constexpr Format kFormats[] = {{"text", print::make_stats_text_printer},
                               {"json", print::make_stats_json_printer}};

void add_options(Command command, StatsOptions& options) {
    command.value("-T,--format", options.format, "Output format")
        .one_of(names_of(kFormats))
        .show_default()
        .called("FORMAT");
    command.flag("--check", options.check, "Judge messages too, and count all findings");
    setup_finding_options(command, options.findings);
    setup_input_options(command, options.input);
}

}  // namespace

Command setup_stats(CommandLine& line, StatsOptions& options) {
    return line.command("stats", "Sum captures up: connections, messages, sizes, rates",
                        [&options](Command command) { add_options(command, options); });
}

ExitStatus run_stats(const StatsOptions& options) {
    print::TextOutput output(STDOUT_FILENO);
    const Format& format = row_named(kFormats, options.format);
    const auto printer =
        format.make(output.buffer(), {.color = want_color(options.input), .check = options.check});
    return dissect(options.input, *printer, output, {.choice = {.findings = selection_of(options.findings)}});
}

}  // namespace wsdissect::cli
