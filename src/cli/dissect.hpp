#pragma once
// The work that every command on captures shares: reads the inputs and tells a printer what is in them.

#include "cli/exit_status.hpp"
#include "cli/input_options.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/text_output.hpp"

namespace wsdissect::cli {

/// `printer` writes into `output`. Reads nothing where the capture filter is wrong.
[[nodiscard]] ExitStatus dissect(const InputOptions& options, model::Sink& printer,
                                 print::TextOutput& output);

}  // namespace wsdissect::cli
