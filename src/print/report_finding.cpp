#include "print/advice.hpp"
#include "print/report_lines.hpp"
#include "print/verdict_words.hpp"

namespace wsdissect::print {
namespace {

void add_later(TextBuilder text, const FindingGroup& group) {
    if (group.count == 1) return;
    text.add("      Again ", Count{group.count - 1, " time"}, ", in packet");
    std::string_view separator = group.count == 2 ? " " : "s ";
    for (const std::uint64_t packet : group.later) {
        text.add(separator, Decimal{packet});
        separator = ", ";
    }
    text.add(group.count - 1 > group.later.size() ? std::string_view(", ...\n") : std::string_view("\n"));
}

const FindingGroup* first_error(const ConnectionReport& report) noexcept {
    for (const FindingGroup& group : report.findings)
        if (group.rule->severity == model::Severity::error) return &group;
    return nullptr;
}

}  // namespace

void add_finding_report(TextBuilder text, const FindingGroup& group, Timestamp start, const Colors& colors) {
    const model::Rule& rule = *group.rule;
    const bool red = rule.severity == model::Severity::error;
    const std::size_t digits = group.packet.time_digits > 6 ? 9 : 6;
    text.add("  ", red ? colors.red : colors.bold, severity_word(rule.severity), colors.reset, " of the ",
             name_of(group.offender), " in packet ", Decimal{group.packet.number}, " at ",
             Seconds{nanoseconds_between(start, group.packet.time), digits}, " s: ", rule.id, ", ",
             rule.reference, "\n      ");
    text.add_escaped(group.message);
    text.add('\n');
    if (const std::string_view advice = advice_for(rule.id); !advice.empty())
        text.add("      -> ", advice, '\n');
    add_later(text, group);
}

void add_unkept_report(TextBuilder text, std::uint64_t findings) {
    if (findings == 0) return;
    text.add("  ", Count{findings, " finding"}, " more, not kept: open connections took too much memory\n");
}

void add_reaction_report(TextBuilder text, const ConnectionReport& report, const model::ConnectionEnd& end) {
    const FindingGroup* const error = first_error(report);
    if (error == nullptr || !end.reaction) return;
    const Direction peer = opposite(error->offender);
    const auto& close = end.ends[index_of(peer)].close;
    text.add("  Reaction: the ", name_of(peer));
    if (*end.reaction == model::Reaction::went_on) {
        text.add(" went on as if ", error->rule->id, " had not happened\n");
    } else if (report.handshake.verdict == model::Verdict::rejected) {
        text.add(" refused the handshake, as it should\n");
    } else if (close && close->code) {
        text.add(" failed the connection with ", Decimal{*close->code}, ", as it should\n");
    } else {
        text.add(" failed the connection by closing ", carrier_of(end), '\n');
    }
}

}  // namespace wsdissect::print
