#pragma once
// `wsdissect analyze`: dissects captures.

#include "cli/command_line.hpp"
#include "cli/exit_status.hpp"
#include "cli/finding_options.hpp"
#include "cli/format_options.hpp"
#include "cli/input_options.hpp"

namespace wsdissect::cli {

struct AnalyzeOptions {
    InputOptions input;
    FindingOptions findings;
    FormatOptions format{.format = "tree"};
};

/// Adds the command, whose values go into `options`.
Command setup_analyze(CommandLine& line, AnalyzeOptions& options);
[[nodiscard]] ExitStatus run_analyze(const AnalyzeOptions& options);

}  // namespace wsdissect::cli
