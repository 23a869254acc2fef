#pragma once
// A hex dump in Wireshark's layout.

#include <cstddef>

#include "print/text_builder.hpp"

namespace wsdissect::print {

/// Sixteen octets a line, each line behind `indent` spaces: `0000  47 45 54 20 ...   GET ...`. The offset has
/// as many digits as the last one needs, at least four.
void add_hex_dump(TextBuilder out, Bytes octets, std::size_t indent);

}  // namespace wsdissect::print
