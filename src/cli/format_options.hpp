#pragma once
// The options that say how dissected packets are shown.

#include <optional>
#include <string>
#include <vector>

#include "cli/exit_status.hpp"
#include "cli/input_options.hpp"
#include "cli/pipeline.hpp"
#include "wsdissect/base/result.hpp"
#include "wsdissect/print/record_kinds.hpp"

namespace wsdissect::cli {

struct FormatOptions {
    std::string format;  ///< The command's default at first.
    std::string only = {};
    std::string filter = {};                ///< Display filter; empty: none.
    std::vector<std::string> columns = {};  ///< Names of fields.
    bool no_payload = false;
    bool hex = false;
};

/// Adds them, whose values go into `options`, to `command`. `beside`: names of formats that it has beside
/// those of records.
void setup_format_options(Command command, FormatOptions& options, std::vector<std::string> beside = {});

/// What of the other options is wrong with the format; empty: nothing.
[[nodiscard]] std::string fault_of_format(const FormatOptions& options);

/// `usual`: the kinds printed where `--only` does not say; absent: the format's own choice.
[[nodiscard]] PrinterFactory printer_factory(const FormatOptions& options, const InputOptions& input,
                                             const std::optional<print::RecordKinds>& usual = {});

}  // namespace wsdissect::cli
