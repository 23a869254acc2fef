#pragma once
// `wsdissect analyze`: dissects captures.

#include "cli/exit_status.hpp"
#include "cli/finding_options.hpp"
#include "cli/format_options.hpp"
#include "cli/input_options.hpp"

namespace CLI {
class App;
}

namespace wsdissect::cli {

struct AnalyzeOptions {
    InputOptions input;
    FindingOptions findings;
    FormatOptions format{.format = "tree"};
};

/// Adds the subcommand, whose values go into `options`, to `app`.
CLI::App* setup_analyze(CLI::App& app, AnalyzeOptions& options);
[[nodiscard]] ExitStatus run_analyze(const AnalyzeOptions& options);

}  // namespace wsdissect::cli
