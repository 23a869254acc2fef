#pragma once
// The catalogue of rules as `validate --list-rules` prints it.

#include <span>

#include "wsdissect/model/rule.hpp"
#include "wsdissect/print/text_buffer.hpp"

namespace wsdissect::print {

/// A table for people: a line a rule.
void add_rules_table(TextBuffer& buffer, std::span<const model::Rule> rules);
/// One array of objects with `rule`, `severity`, `reference`, `text`.
void add_rules_json(TextBuffer& buffer, std::span<const model::Rule> rules);

}  // namespace wsdissect::print
