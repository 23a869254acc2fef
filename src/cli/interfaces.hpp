#pragma once
// `wsdissect interfaces`: what can be captured from.

#include <string>

#include "cli/command_line.hpp"
#include "cli/exit_status.hpp"

namespace wsdissect::cli {

struct InterfacesOptions {
    std::string format = "text";
    bool confined = true;
};

/// Adds the command, whose values go into `options`.
Command setup_interfaces(CommandLine& line, InterfacesOptions& options);
[[nodiscard]] ExitStatus run_interfaces(const InterfacesOptions& options);

}  // namespace wsdissect::cli
