#include "wsdissect/print/rule_list.hpp"

#include <algorithm>

#include "print/json_writer.hpp"

namespace wsdissect::print {
namespace {

constexpr model::Rule kHeads = {
    .id = "rule", .severity = {}, .reference = "reference", .text = "raised when"};
constexpr std::string_view kSeverity = "severity";

struct Widths {
    std::size_t id, reference;
};

void add_line(TextBuilder text, const model::Rule& rule, std::string_view severity, const Widths& widths) {
    text.add(Left{rule.id, widths.id}, "  ", Left{severity, kSeverity.size()}, "  ",
             Left{rule.reference, widths.reference}, "  ", rule.text, '\n');
}

}  // namespace

void add_rules_table(TextBuffer& buffer, std::span<const model::Rule> rules) {
    TextBuilder text(buffer);
    Widths widths = {kHeads.id.size(), kHeads.reference.size()};
    for (const model::Rule& rule : rules)
        widths = {std::max(widths.id, rule.id.size()), std::max(widths.reference, rule.reference.size())};
    add_line(text, kHeads, kSeverity, widths);
    for (const model::Rule& rule : rules) add_line(text, rule, name_of(rule.severity), widths);
}

void add_rules_json(TextBuffer& buffer, std::span<const model::Rule> rules) {
    TextBuilder text(buffer);
    std::string_view before = "[\n";
    for (const model::Rule& rule : rules) {
        text.add(before);
        JsonWriter json(text);
        json.begin_object();
        json.word("rule", rule.id);
        json.word("severity", name_of(rule.severity));
        json.word("reference", rule.reference);
        json.string("text", rule.text);
        json.end_object();
        before = ",\n";
    }
    text.add(rules.empty() ? std::string_view("[\n]\n") : std::string_view("\n]\n"));
}

}  // namespace wsdissect::print
