#include "cli/analyze.hpp"

#include <unistd.h>

#include "cli/display_filter.hpp"
#include "cli/dissect.hpp"

namespace wsdissect::cli {

namespace {

void add_options(Command command, AnalyzeOptions& options) {
    setup_format_options(command, options.format);
    setup_finding_options(command, options.findings);
    setup_input_options(command, options.input);
}

}  // namespace

Command setup_analyze(CommandLine& line, AnalyzeOptions& options) {
    return line.command("analyze", "Dissect captures: handshakes, frames, messages",
                        [&options](Command command) { add_options(command, options); });
}

ExitStatus run_analyze(const AnalyzeOptions& options) {
    const auto filter = display_filter(options.format);
    if (!filter) return filter.error();
    print::TextOutput output(STDOUT_FILENO);
    const Judging judging = {
        .choice = {selection_of(options.findings), filter->get(), !options.format.no_payload}};
    return dissect(options.input, printer_factory(options.format, options.input), output, judging);
}

}  // namespace wsdissect::cli
