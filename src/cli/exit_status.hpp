#pragma once
// What the process tells the shell; documented in docs/commands.md.

namespace wsdissect::cli {

enum class ExitStatus : int {
    done = 0,
    findings = 1,       ///< `validate` found something of severity error.
    usage = 2,          ///< The command line, a filter or an option's value is wrong; nothing was read.
    input_damaged = 3,  ///< An input could not be opened, or was damaged or cut short.
    output_failed = 4,  ///< Output could not be written; a closed pipe is `done`.
};

}  // namespace wsdissect::cli
