#pragma once
// `wsdissect validate`: the verdict on every handshake, and every rule that was broken.

#include "cli/command_line.hpp"
#include "cli/exit_status.hpp"
#include "cli/finding_options.hpp"
#include "cli/format_options.hpp"
#include "cli/input_options.hpp"

namespace wsdissect::cli {

struct ValidateOptions {
    InputOptions input;
    FormatOptions format = {.format = "text"};
    FindingOptions findings;
    bool list_rules = false;
};

/// Adds the command, whose values go into `options`.
Command setup_validate(CommandLine& line, ValidateOptions& options);
[[nodiscard]] ExitStatus run_validate(const ValidateOptions& options);

}  // namespace wsdissect::cli
