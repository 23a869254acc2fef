#pragma once
// `wsdissect analyze`: dissects captures.

#include <string>

#include "cli/exit_status.hpp"
#include "cli/finding_options.hpp"
#include "cli/input_options.hpp"

namespace CLI {
class App;
}

namespace wsdissect::cli {

struct AnalyzeOptions {
    InputOptions input;
    FindingOptions findings;
    std::string format = "tree";
    std::string only;
    bool no_payload = false;
    bool hex = false;
};

/// Adds the subcommand, whose values go into `options`, to `app`.
CLI::App* setup_analyze(CLI::App& app, AnalyzeOptions& options);
[[nodiscard]] ExitStatus run_analyze(const AnalyzeOptions& options);

}  // namespace wsdissect::cli
