#pragma once
// `wsdissect stats`: the totals of captures.

#include <string>

#include "cli/command_line.hpp"
#include "cli/exit_status.hpp"
#include "cli/finding_options.hpp"
#include "cli/input_options.hpp"

namespace wsdissect::cli {

struct StatsOptions {
    InputOptions input;
    FindingOptions findings;
    std::string format = "text";
    bool check = false;
};

/// Adds the command, whose values go into `options`.
Command setup_stats(CommandLine& line, StatsOptions& options);
[[nodiscard]] ExitStatus run_stats(const StatsOptions& options);

}  // namespace wsdissect::cli
