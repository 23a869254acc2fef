#pragma once
// What happened, in the words of the format `line`: the last column, without the end of the line.

#include "print/text_builder.hpp"
#include "print/words.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {

void add_event(TextBuilder text, const model::Handshake& handshake);
void add_event(TextBuilder text, const model::Frame& frame, const PrintOptions& options);
void add_event(TextBuilder text, const model::Message& message, const PrintOptions& options);
void add_event(TextBuilder text, const model::Control& control, const PrintOptions& options);
void add_event(TextBuilder text, const model::Finding& finding, const Colors& colors);
void add_event(TextBuilder text, const model::Gap& gap);
void add_event(TextBuilder text, const model::ConnectionEnd& end);
void add_event(TextBuilder text, const model::Summary& summary);

}  // namespace wsdissect::print
