#pragma once
// The parts of a connection's report, in words, for the formats that have them. All but the first are whole
// lines.

#include "print/report.hpp"
#include "print/text_builder.hpp"
#include "print/words.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

/// `Connection 0, 192.0.2.10:40000 -> 192.0.2.80:80, GET /`, and no end of the line.
void add_connection_headline(TextBuilder text, const model::ConnectionInfo& connection,
                             const HandshakeTexts& texts, const Colors& colors);
/// The verdict, with the accept value, what was offered and what agreed.
void add_handshake_report(TextBuilder text, const ReportedHandshake& handshake, const Colors& colors);
/// A line, what was found, and what to do about it. `start`: of the capture.
void add_finding_report(TextBuilder text, const FindingGroup& group, Timestamp start, const Colors& colors);
/// That there were so many more; nothing where there were none.
void add_unkept_report(TextBuilder text, std::uint64_t findings);
/// How the peer reacted to the first error; nothing where there was none or nothing shows it.
void add_reaction_report(TextBuilder text, const ConnectionReport& report, const model::ConnectionEnd& end);
/// How and by whom the connection was ended.
void add_end_report(TextBuilder text, const ConnectionReport& report, const model::ConnectionEnd& end);

}  // namespace wsdissect::print
