#pragma once
// The options that say how dissected packets are shown.

#include <string>

#include "cli/input_options.hpp"
#include "cli/pipeline.hpp"

namespace wsdissect::cli {

struct FormatOptions {
    std::string format;  ///< The command's default at first.
    std::string only = {};
    std::string filter = {};  ///< Display filter; empty: none.
    bool no_payload = false;
    bool hex = false;
};

/// Adds them, whose values go into `options`, to `command`.
void setup_format_options(Command command, FormatOptions& options);

[[nodiscard]] PrinterFactory printer_factory(const FormatOptions& options, const InputOptions& input);

}  // namespace wsdissect::cli
