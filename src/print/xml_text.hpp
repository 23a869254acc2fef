#pragma once
// Text in XML 1.0 documents.

#include <string_view>

#include "print/text_builder.hpp"

namespace wsdissect::print {

/// Appends any octets as character data, which is right between tags and in quoted attributes alike. What a
/// terminal must not see is escaped as for a terminal (`\n`, `\u{1b}`, `\xHH`), and so are the code points
/// that XML does not allow (U+FFFE, U+FFFF); then `&`, `<`, `>` and the quotes are XML's entities.
void add_xml_text(TextBuilder out, std::string_view text);
/// As that, but line feeds stay: for text of ours in several lines, whose parts from the network are escaped
/// already.
void add_xml_lines(TextBuilder out, std::string_view lines);

}  // namespace wsdissect::print
