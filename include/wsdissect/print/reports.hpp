#pragma once
// What `wsdissect validate` prints but records: verdicts and findings, a connection when it ends, or a
// finding when it is told. These sinks are told of findings and want no frames or payload.

#include <memory>
#include <span>
#include <string>

#include "wsdissect/model/rule.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

// The buffer outlives the sink.

/// For people: a block a connection, then the totals.
[[nodiscard]] std::unique_ptr<model::Sink> make_report_text_printer(TextBuffer& text, bool color);
/// JUnit XML: a test case a connection, failed where it has a finding of severity error.
[[nodiscard]] std::unique_ptr<model::Sink> make_junit_printer(TextBuffer& text);

struct SarifTool {
    std::string version;
    std::span<const model::Rule> rules;  ///< Copied.
};
/// SARIF 2.1.0: a result a finding.
[[nodiscard]] std::unique_ptr<model::Sink> make_sarif_printer(TextBuffer& text, const SarifTool& tool);

}  // namespace wsdissect::print
