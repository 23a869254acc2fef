#pragma once
// What `wsdissect validate` prints but records: verdicts and findings, a connection when it ends, or a
// finding when it is told. These sinks are told of findings and want no frames or payload.

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "wsdissect/model/rule.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

// The buffer outlives the sink. `most_kept`: octets that are kept of open connections for what is said of
// them at their ends, beside some 200 each; what finds no room is missing there, which is said.
inline constexpr std::size_t kMostKept = std::size_t{64} << 20;

/// For people: a block a connection, then the totals.
[[nodiscard]] std::unique_ptr<model::Sink> make_report_text_printer(TextBuffer& text, bool color,
                                                                    std::size_t most_kept = kMostKept);
/// JUnit XML: a test case a connection, failed where it has a finding of severity error.
[[nodiscard]] std::unique_ptr<model::Sink> make_junit_printer(TextBuffer& text,
                                                              std::size_t most_kept = kMostKept);

struct SarifTool {
    std::string version;
    std::span<const model::Rule> rules;  ///< Copied.
};
/// SARIF 2.1.0: a result a finding.
[[nodiscard]] std::unique_ptr<model::Sink> make_sarif_printer(TextBuffer& text, const SarifTool& tool);

}  // namespace wsdissect::print
