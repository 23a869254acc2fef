#pragma once
// What `wsdissect validate` prints but records: verdicts and findings, a connection when it ends, or a
// finding when it is told. These sinks are told of findings and want no frames or payload.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "wsdissect/model/rule.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

inline constexpr std::size_t kMostKept = std::size_t{64} << 20;

struct ReportOptions {
    bool color = false;  ///< Text: ANSI colours.
    /// Octets that are kept of open connections for what is said of them at their ends, beside some 200 each;
    /// what finds no room is missing there, which is said.
    std::size_t most_kept = kMostKept;
    bool content = true;  ///< Whether messages are looked into, and so what they hold is judged.
    /// Whether a connection that has ended is shown: asked once of each, when all of it was told. Empty: all
    /// are.
    std::function<bool(const model::ConnectionInfo&)> shows = {};
};

// The buffer outlives the sink.

/// For people: a block a connection, then the totals, which are those of all connections.
[[nodiscard]] std::unique_ptr<model::Sink> make_report_text_printer(TextBuffer& text,
                                                                    const ReportOptions& options = {});
/// JUnit XML: a test case a connection, failed where it has a finding of severity error.
[[nodiscard]] std::unique_ptr<model::Sink> make_junit_printer(TextBuffer& text,
                                                              const ReportOptions& options = {});

struct SarifTool {
    std::string version;
    std::span<const model::Rule> rules;  ///< Copied.
    bool content = true;                 ///< As ReportOptions.
};
/// SARIF 2.1.0: a result a finding.
[[nodiscard]] std::unique_ptr<model::Sink> make_sarif_printer(TextBuffer& text, const SarifTool& tool);

}  // namespace wsdissect::print
