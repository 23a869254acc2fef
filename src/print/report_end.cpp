#include "print/connection_duration.hpp"
#include "print/report_lines.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::print {
namespace {

using model::EndedBy;

/// ` 1000 Normal Closure`, ` without status code`.
void add_code(TextBuilder text, const std::optional<std::uint16_t>& code, bool lost) {
    if (!code) return text.add(lost ? " with a status code that was not captured" : " without status code");
    const std::string_view name = websocket::close_code_name(*code);
    text.add(' ', Decimal{*code});
    if (!name.empty()) text.add(' ', name);
}

void add_first_close(TextBuilder text, const model::ConnectionEnd& end) {
    const auto& close = end.ends[index_of(*end.close_first)].close;
    text.add("the ", name_of(*end.close_first), " sent Close first,");
    add_code(text, end.close_code, end.close_code_lost);
    if (end.close_reason) {
        text.add(" \"");
        text.add_escaped(*end.close_reason);
        text.add('"');
    }
    if (close) text.add(" (packet ", Decimal{close->packet.number}, ")");
}

void add_answer(TextBuilder text, const model::ConnectionEnd& end) {
    const Direction answerer = opposite(*end.close_first);
    text.add("; the ", name_of(answerer));
    const auto& answer = end.ends[index_of(answerer)].close;
    if (end.ended_by != EndedBy::close) return text.add(" sent none");
    if (!answer) return text.add(" answered");
    if (!answer->answers) {  // They crossed, or the capture does not tell.
        text.add(" sent one, too,");
        add_code(text, answer->code, answer->code_lost);
    } else if (answer->code == end.close_code && !answer->code_lost) {
        text.add(" answered likewise");
    } else {
        text.add(" answered");
        add_code(text, answer->code, answer->code_lost);
    }
    text.add(" (packet ", Decimal{answer->packet.number}, ")");
}

/// Of a stream of HTTP/2 it is not known whether it ended with TCP.
std::string_view only_of_tcp(const model::ConnectionEnd& end, std::string_view words) noexcept {
    return end.connection->http2 ? std::string_view() : words;
}

/// Who ended TCP, or the stream, and how.
void add_tcp(TextBuilder text, const model::ConnectionEnd& end) {
    text.add(";\n       ");
    if (end.reset_by && end.reset_by == end.tcp_first)
        return text.add("the ", name_of(*end.reset_by), " reset ", carrier_of(end), " (",
                        only_of_tcp(end, "RST, "), "packet ", Decimal{end.packet.number}, ")");
    if (!end.tcp_first) return text.add(carrier_of(end), " was not seen to end");
    text.add("the ", name_of(*end.tcp_first), " ended ", carrier_of(end), " first",
             only_of_tcp(end, " (FIN)"));
    if (end.reset_by)
        text.add(", the ", name_of(*end.reset_by), " reset it (", only_of_tcp(end, "RST, "), "packet ",
                 Decimal{end.packet.number}, ")");
}

void add_duration(TextBuilder text, const model::ConnectionEnd& end, std::string_view in_front = ", after ") {
    if (const auto duration = duration_of(end))
        text.add(in_front, Seconds{*duration, end.packet.time_digits}, " s");
}

/// Whether a Ping that waits so long may be why the connection ended.
bool tells_why(Direction sender, std::int64_t waited, const model::ConnectionEnd& end) noexcept {
    const bool may_be_lost = !end.totals[index_of(opposite(sender))].whole;
    if (may_be_lost || waited < 0) return false;
    constexpr std::int64_t kLong = 5 * kNanosecondsPerSecond;
    return !end.close_first || (end.close_first == sender && waited >= kLong);
}

/// The Ping that waits longest of all that nothing answered.
void add_waiting_ping(TextBuilder text, const ConnectionReport& report, const model::ConnectionEnd& end) {
    if (!report.pings) return;
    for (const Direction sender : {Direction::client, Direction::server}) {
        const auto ping = (*report.pings)[index_of(sender)].first();
        if (!ping) continue;
        const auto& close = end.ends[index_of(sender)].close;
        const PacketStamp& until = end.close_first == sender && close ? close->packet : end.packet;
        const std::int64_t waited = nanoseconds_between(ping->time, until.time);
        if (!tells_why(sender, waited, end)) continue;
        text.add("       The ", name_of(sender), "'s Ping in packet ", Decimal{ping->number},
                 " had no Pong in the ", Seconds{waited, until.time_digits}, " s until then\n");
    }
}

/// Of one of which the end itself was not seen, or not all of it.
void add_unseen(TextBuilder text, const model::ConnectionEnd& end) {
    constexpr std::string_view kMayHold = ": what was not captured may hold a Close";
    if (!end.ended_by && end.tcp_first) {
        text.add("not known", kMayHold);
        add_tcp(text, end);
        return add_duration(text, end);
    }
    const bool by_timeout = end.ended_by == EndedBy::timeout;
    if (!end.ended_by || by_timeout) {
        text.add(by_timeout ? "not seen" : "not known");
        add_duration(text, end, " after ");
        return text.add(by_timeout ? ": it was silent for long, or memory was needed" : kMayHold);
    }
    text.add("open when the capture ends");
    add_duration(text, end);
    if (end.tcp_first)
        text.add(", though the ", name_of(*end.tcp_first), " has ended its side of ", carrier_of(end));
}

bool is_unseen(const model::ConnectionEnd& end) noexcept {
    const auto by = end.ended_by;
    return !end.close_first && (!by || by == EndedBy::capture_end || by == EndedBy::timeout);
}

void add_seen(TextBuilder text, const model::ConnectionEnd& end) {
    if (end.close_first) {
        add_first_close(text, end);
        add_answer(text, end);
    } else {
        text.add("no Close from either side, which applications see as code 1006");
    }
    add_tcp(text, end);
    add_duration(text, end);
}

}  // namespace

void add_end_report(TextBuilder text, const ConnectionReport& report, const model::ConnectionEnd& end) {
    if (end.ended_by == EndedBy::rejected) return;
    text.add("  End: ");
    is_unseen(end) ? add_unseen(text, end) : add_seen(text, end);
    text.add('\n');
    add_waiting_ping(text, report, end);
}

}  // namespace wsdissect::print
