#pragma once
// The options that say how dissected packets are shown.

#include <string>
#include <vector>

#include "cli/exit_status.hpp"
#include "cli/input_options.hpp"
#include "cli/pipeline.hpp"
#include "wsdissect/base/result.hpp"

namespace wsdissect::cli {

struct FormatOptions {
    std::string format;  ///< The command's default at first.
    std::string only = {};
    std::string filter = {};                ///< Display filter; empty: none.
    std::vector<std::string> columns = {};  ///< Names of fields.
    bool no_payload = false;
    bool hex = false;
};

/// Adds them, whose values go into `options`, to `command`.
void setup_format_options(Command command, FormatOptions& options);

/// What is wrong with the columns beside the other options; empty: nothing.
[[nodiscard]] std::string fault_of_columns(const FormatOptions& options);

/// It complains of what is wrong.
[[nodiscard]] Result<PrinterFactory, ExitStatus> printer_factory(const FormatOptions& options,
                                                                 const InputOptions& input);

}  // namespace wsdissect::cli
