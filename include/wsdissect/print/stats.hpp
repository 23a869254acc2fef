#pragma once
// What `wsdissect stats` prints: the totals of a whole capture, written when the summary is told. These sinks
// want no frames, messages or payload, and what they keep does not grow with the capture.

#include <memory>

#include "wsdissect/model/sink.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

// The buffer outlives the printer.

/// Tables for people.
[[nodiscard]] std::unique_ptr<model::Sink> make_stats_text_printer(TextBuffer& text, bool color);
/// One object.
[[nodiscard]] std::unique_ptr<model::Sink> make_stats_json_printer(TextBuffer& text);

}  // namespace wsdissect::print
