// The program: turns the command line into a subcommand, and its outcome into an exit status.

#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <sstream>
#include <string_view>

#include "cli/analyze.hpp"
#include "cli/diagnostics.hpp"
#include "cli/exit_status.hpp"
#include "cli/interfaces.hpp"
#include "cli/sniff.hpp"
#include "cli/stats.hpp"
#include "cli/validate.hpp"
#include "cli/version.hpp"

namespace wsdissect::cli {
namespace {

ExitStatus refuse(std::string_view what_is_wrong) {
    complain(std::string(what_is_wrong) + " (--help shows what is right)");
    return ExitStatus::usage;
}

/// What `--help` and `--version` ask for.
ExitStatus print_text(const CLI::App& app, const CLI::ParseError& asked_for) {
    std::ostringstream text;
    (void)app.exit(asked_for, text, text);
    print::TextOutput output(STDOUT_FILENO);
    output.write(text.str());
    return status_of(output);
}

ExitStatus run(int argc, char** argv) {
    CLI::App app(
        "Dissects WebSocket traffic in packet captures and on live interfaces, and proves its handshakes.",
        "wsdissect");
    app.set_version_flag("--version", version_text(), "Show the versions of this program and its libraries");
    app.set_help_flag("-h,--help", "Show this help");
    app.require_subcommand(0, 1);
    AnalyzeOptions analyze_options;
    const CLI::App* const analyze = setup_analyze(app, analyze_options);
    ValidateOptions validate_options;
    const CLI::App* const validate = setup_validate(app, validate_options);
    SniffOptions sniff_options;
    const CLI::App* const sniff = setup_sniff(app, sniff_options);
    StatsOptions stats_options;
    const CLI::App* const stats = setup_stats(app, stats_options);
    InterfacesOptions interfaces_options;
    const CLI::App* const interfaces = setup_interfaces(app, interfaces_options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return error.get_exit_code() == 0 ? print_text(app, error) : refuse(error.what());
    }
    if (analyze->parsed()) return run_analyze(analyze_options);
    if (validate->parsed()) return run_validate(validate_options);
    if (sniff->parsed()) return run_sniff(sniff_options);
    if (interfaces->parsed()) return run_interfaces(interfaces_options);
    if (stats->parsed()) return run_stats(stats_options);
    return refuse("a command is missing");
}

}  // namespace
}  // namespace wsdissect::cli

int main(int argc, char** argv) {
    // What threads allocate they allocate in turns: an arena for each would only take more memory.
    (void)mallopt(M_ARENA_MAX, 1);
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is told by write, and is no error
    try {
        return static_cast<int>(wsdissect::cli::run(argc, argv));
    } catch (const std::exception& error) {
        wsdissect::cli::complain(error.what());
        return static_cast<int>(wsdissect::cli::ExitStatus::input_damaged);  // what was decoded is not all
    }
}
