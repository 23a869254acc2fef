#pragma once
// The blocks of the format `tree`, each below its headline.

#include "print/text_builder.hpp"
#include "print/words.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {

/// As Wireshark prints it: in the lines from `WebSocket` to `Payload` octet for octet.
void add_frame_block(TextBuilder text, const model::Frame& frame, const PrintOptions& options);
void add_message_block(TextBuilder text, const model::Message& message, const PrintOptions& options);
void add_control_block(TextBuilder text, const model::Control& control, const PrintOptions& options);
/// What a control frame says, each line behind `indent` spaces.
void add_control_lines(TextBuilder text, const model::Control& control, const PrintOptions& options,
                       std::size_t indent);
/// The text of a text message, behind `indent` spaces; nothing for another, or where it is not known.
void add_message_text(TextBuilder text, const model::Message& message, const PrintOptions& options,
                      std::size_t indent);

void add_handshake_block(TextBuilder text, const model::Handshake& handshake, const Colors& colors);
void add_connection_block(TextBuilder text, const model::ConnectionEnd& end);
void add_gap_block(TextBuilder text, const model::Gap& gap);
void add_summary_block(TextBuilder text, const model::Summary& summary);

/// The line under what a finding speaks of.
void add_finding_line(TextBuilder text, const model::Finding& finding, const Colors& colors);

}  // namespace wsdissect::print
