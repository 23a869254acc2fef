#pragma once
// `wsdissect stats`: the totals of captures.

#include <string>

#include "cli/exit_status.hpp"
#include "cli/finding_options.hpp"
#include "cli/input_options.hpp"

namespace CLI {
class App;
}

namespace wsdissect::cli {

struct StatsOptions {
    InputOptions input;
    FindingOptions findings;
    std::string format = "text";
    bool check = false;
};

/// Adds the subcommand, whose values go into `options`, to `app`.
CLI::App* setup_stats(CLI::App& app, StatsOptions& options);
[[nodiscard]] ExitStatus run_stats(const StatsOptions& options);

}  // namespace wsdissect::cli
