#pragma once
// A message of a conversation: what stands behind who sends it.

#include <cstddef>

#include "print/text_builder.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {

/// Whole lines. The first one begins in column `sign` with `arrow`, which stands in front of text and nothing
/// else, or with a space; what belongs to the message in further lines stands right of that column, so that
/// no text can look like a line of its own.
void add_followed_message(TextBuilder text, const model::Message& message, const PrintOptions& options,
                          char arrow, std::size_t sign);

/// A hex dump of `octets` under the message that it belongs to.
void add_followed_dump(TextBuilder text, Bytes octets, std::size_t sign);

}  // namespace wsdissect::print
