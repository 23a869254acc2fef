#include "print/tree_blocks.hpp"
#include "print/verdict_words.hpp"

namespace wsdissect::print {

void add_finding_line(TextBuilder text, const model::Finding& finding, const Colors& colors) {
    const model::Rule& rule = *finding.rule;
    const bool red = rule.severity == model::Severity::error;
    text.add("    ", red ? colors.red : Color(), "[Expert Info (", severity_word(rule.severity),
             "/Protocol): ");
    text.add_escaped(finding.message);
    text.add(" (", rule.id, ", ", rule.reference, ")]", red ? colors.reset : Color(), '\n');
}

}  // namespace wsdissect::print
