#pragma once
// What `wsdissect stats` prints: the totals of a whole capture, written when the summary is told. These sinks
// want no frames, messages or payload, and what they keep does not grow with the capture. Findings are told
// to them only as the summary's counts.

#include <memory>

#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

// The buffer outlives the printer.

struct StatsPrintOptions {
    bool color = false;  ///< Of the tables.
    bool check = false;  ///< All rules are to be judged, those of messages too.
};

/// Tables for people.
[[nodiscard]] std::unique_ptr<model::Sink> make_stats_text_printer(TextBuffer& text,
                                                                   const StatsPrintOptions& options = {});
/// One object.
[[nodiscard]] std::unique_ptr<model::Sink> make_stats_json_printer(TextBuffer& text,
                                                                   const StatsPrintOptions& options = {});

}  // namespace wsdissect::print
