// The program: turns the command line into a subcommand, and its outcome into an exit status.

#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <string_view>

#include "cli/analyze.hpp"
#include "cli/command_line.hpp"
#include "cli/diagnostics.hpp"
#include "cli/exit_status.hpp"
#include "cli/follow.hpp"
#include "cli/interfaces.hpp"
#include "cli/sniff.hpp"
#include "cli/standard_descriptors.hpp"
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
ExitStatus print_text(std::string_view text) {
    print::TextOutput output(STDOUT_FILENO);
    output.write(text);
    return status_of(output);
}

ExitStatus run(int argc, char** argv) {
    CommandLine line(
        "wsdissect",
        "Dissects WebSocket traffic in packet captures and on live interfaces, and proves its handshakes.",
        version_text);
    AnalyzeOptions analyze_options;
    const Command analyze = setup_analyze(line, analyze_options);
    ValidateOptions validate_options;
    const Command validate = setup_validate(line, validate_options);
    FollowOptions follow_options;
    const Command follow = setup_follow(line, follow_options);
    SniffOptions sniff_options;
    const Command sniff = setup_sniff(line, sniff_options);
    StatsOptions stats_options;
    const Command stats = setup_stats(line, stats_options);
    InterfacesOptions interfaces_options;
    const Command interfaces = setup_interfaces(line, interfaces_options);
    if (const auto answer = line.read(argc, argv))
        return answer->is_fault ? refuse(answer->text) : print_text(answer->text);
    if (analyze.chosen()) return run_analyze(analyze_options);
    if (validate.chosen()) return run_validate(validate_options);
    if (follow.chosen()) return run_follow(follow_options);
    if (sniff.chosen()) return run_sniff(sniff_options);
    if (interfaces.chosen()) return run_interfaces(interfaces_options);
    if (stats.chosen()) return run_stats(stats_options);
    return refuse("a command is missing");
}

}  // namespace
}  // namespace wsdissect::cli

int main(int argc, char** argv) {
    wsdissect::cli::occupy_closed_standard_descriptors();
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
