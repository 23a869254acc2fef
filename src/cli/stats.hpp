#pragma once
// `wsdissect stats`: the totals of captures.

#include <string>

#include "cli/exit_status.hpp"
#include "cli/input_options.hpp"

namespace CLI {
class App;
}

namespace wsdissect::cli {

struct StatsOptions {
    InputOptions input;
    std::string format = "text";
};

/// Adds the subcommand, whose values go into `options`, to `app`.
CLI::App* setup_stats(CLI::App& app, StatsOptions& options);
[[nodiscard]] ExitStatus run_stats(const StatsOptions& options);

}  // namespace wsdissect::cli
