#pragma once
// The work that every command on captures shares: reads the inputs and tells a printer what is in them.

#include <cstdint>

#include "cli/exit_status.hpp"
#include "cli/input_options.hpp"
#include "cli/intake.hpp"
#include "cli/message_stages.hpp"
#include "cli/pipeline.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/text_output.hpp"
#include "wsdissect/rules/judge.hpp"

namespace wsdissect::cli {

// `sink` and the printers that `make_printer` gives write into `output`'s buffer. Nothing is read where the
// capture filter is wrong.

/// What becomes of findings, and of records.
struct Judging {
    Choice choice = {};
    filter::ConnectionTaker take_connection = {};  ///< Is told of those that `choice` chooses, on one thread.
    rules::EndFindings end_findings = rules::EndFindings::last;
    std::uint64_t kept_octets = 0;  ///< Of --max-memory: what the sink may keep, and the decoder not.
};

/// For a sink that has little to do with each event: of the threads it sees nothing.
[[nodiscard]] ExitStatus dissect(const InputOptions& options, model::Sink& sink, print::TextOutput& output,
                                 const Judging& judging = {});
/// For a format whose printers can share the work.
[[nodiscard]] ExitStatus dissect(const InputOptions& options, const PrinterFactory& make_printer,
                                 print::TextOutput& output, const Judging& judging = {});
/// The same with another input than files.
[[nodiscard]] ExitStatus dissect(const InputOptions& options, Intake& intake,
                                 const PrinterFactory& make_printer, print::TextOutput& output,
                                 const Judging& judging = {});

}  // namespace wsdissect::cli
