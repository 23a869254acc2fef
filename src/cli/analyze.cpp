#include "cli/analyze.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "cli/dissect.hpp"

namespace wsdissect::cli {

CLI::App* setup_analyze(CLI::App& app, AnalyzeOptions& options) {
    CLI::App* command = app.add_subcommand("analyze", "Dissect captures: handshakes, frames, messages");
    setup_format_options(*command, options.format);
    setup_finding_options(*command, options.findings);
    setup_input_options(*command, options.input);
    return command;
}

ExitStatus run_analyze(const AnalyzeOptions& options) {
    print::TextOutput output(STDOUT_FILENO);
    const Judging judging = {.selection = selection_of(options.findings)};
    return dissect(options.input, printer_factory(options.format, options.input), output, judging);
}

}  // namespace wsdissect::cli
