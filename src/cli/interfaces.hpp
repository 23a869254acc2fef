#pragma once
// `wsdissect interfaces`: what can be captured from.

#include <string>

#include "cli/exit_status.hpp"

namespace CLI {
class App;
}

namespace wsdissect::cli {

struct InterfacesOptions {
    std::string format = "text";
    bool confined = true;
};

/// Adds the subcommand, whose values go into `options`, to `app`.
CLI::App* setup_interfaces(CLI::App& app, InterfacesOptions& options);
[[nodiscard]] ExitStatus run_interfaces(const InterfacesOptions& options);

}  // namespace wsdissect::cli
