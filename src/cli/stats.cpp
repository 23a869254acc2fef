#include "cli/stats.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "cli/dissect.hpp"
#include "wsdissect/print/stats.hpp"

namespace wsdissect::cli {

CLI::App* setup_stats(CLI::App& app, StatsOptions& options) {
    CLI::App* command = app.add_subcommand("stats", "Sum captures up: connections, messages, sizes, rates");
    command->add_option("-T,--format", options.format, "Output format")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str()
        ->type_name("FORMAT");
    setup_input_options(*command, options.input);
    return command;
}

ExitStatus run_stats(const StatsOptions& options) {
    print::TextOutput output(STDOUT_FILENO);
    const auto printer = options.format == "json"
                             ? print::make_stats_json_printer(output.buffer())
                             : print::make_stats_text_printer(output.buffer(), want_color(options.input));
    return dissect(options.input, *printer, output);
}

}  // namespace wsdissect::cli
