// `stats -T text`: tables for people.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "print/opcode_counts.hpp"
#include "print/stats_histograms.hpp"
#include "print/stats_numbers.hpp"
#include "print/stats_table.hpp"
#include "print/stats_view.hpp"
#include "print/utc_text.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::print {
namespace {

constexpr std::size_t kMostCloseCodes = 20;
constexpr std::array<Direction, 2> kDirections = {Direction::client, Direction::server};

std::string time_text(Timestamp time, std::size_t digits) {
    TextBuffer result;
    UtcText utc(' ');
    TextBuilder(result).add(utc.at(time, digits), " UTC");
    return std::string(result.text());
}

void add_capture(TextBuilder text, const StatsView& stats, const Colors& colors) {
    StatsTable table({"Capture"}, "ll");
    if (const auto span = stats.span()) {
        const auto& [first, last] = std::pair(stats.summary.first_time, stats.summary.last_time);
        const bool nanoseconds = first.nanoseconds % 1000 != 0 || last.nanoseconds % 1000 != 0;
        const std::size_t digits = nanoseconds ? 9 : 6;
        table.add({"first packet", time_text(first, digits)});
        table.add({"last packet", time_text(last, digits)});
        table.add({"duration", seconds_text(*span)});
    } else {
        table.add({"no packets"});
    }
    table.write(text, colors, true);
}

void add_totals(TextBuilder text, const StatsView& stats, const Colors& colors) {
    const model::Summary& summary = stats.summary;
    StatsTable table({"Totals", "count", stats.span().value_or(0) > 0 ? "a second" : ""}, "lrrl");
    const auto add = [&](std::string_view name, std::uint64_t count) {
        const auto rate = stats.per_second(count);
        table.add({std::string(name), grouped(count), rate ? rate_text(*rate) : std::string()});
    };
    add("packets", summary.packets);
    const auto byte_rate = stats.per_second(summary.bytes);
    table.add({"bytes", grouped(summary.bytes), byte_rate ? rate_text(*byte_rate) : "",
               byte_rate ? bit_rate_text(*byte_rate * 8) : ""});
    add("TCP streams", summary.tcp_streams);
    add("connections", summary.connections);
    add("messages", summary.messages);
    add("payload bytes", summary.payload_bytes);
    const auto add_if_any = [&](std::string_view name, std::uint64_t count) {
        if (count > 0) table.add({std::string(name), grouped(count)});
    };
    add_if_any("gaps", summary.gaps);
    add_if_any("lost bytes", summary.lost_bytes);
    add_if_any("malformed packets", summary.malformed_packets);
    add_if_any("wrong checksums", summary.wrong_checksums);
    table.write(text, colors);
}

/// What occurred of `counts`: names with their counts.
template <class Counts>
void add_shares(TextBuilder text, std::string_view title, const Counts& counts, const Colors& colors) {
    std::uint64_t whole = 0;
    for (const auto& [name, count] : counts) whole += count;
    StatsTable table({std::string(title), "count", "share"});
    for (const auto& [name, count] : counts) {
        if (count > 0) table.add({std::string(name), grouped(count), share_text(count, whole)});
    }
    table.write(text, colors);
}

using NamedCount = std::pair<std::string_view, std::uint64_t>;

void add_handshakes(TextBuilder text, const model::Summary& summary, const Colors& colors) {
    std::array<NamedCount, 4> counts;
    for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] = {name_of(static_cast<model::Verdict>(i)), summary.handshakes[i]};
    add_shares(text, "Handshakes", counts, colors);
}

void add_endings(TextBuilder text, const ConnectionStats& connections, const Colors& colors) {
    std::array<NamedCount, 7> counts;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto ended_by =
            i == ConnectionStats::kUnseen ? std::nullopt : std::optional(static_cast<model::EndedBy>(i));
        counts[i] = {words_of(ended_by), connections.ended_by()[i]};
    }
    add_shares(text, "Connections ended", counts, colors);
}

/// The most frequent codes first.
void add_close_codes(TextBuilder text, const ConnectionStats& connections, const Colors& colors) {
    StatsTable table({"First Close", "connections", "from client", "from server"});
    const auto add = [&](std::string name, const ConnectionStats::Closes& closes) {
        table.add({std::move(name), grouped(closes[0] + closes[1]), grouped(closes[0]), grouped(closes[1])});
    };
    std::vector<std::pair<std::uint16_t, ConnectionStats::Closes>> codes(connections.close_codes().begin(),
                                                                         connections.close_codes().end());
    std::stable_sort(codes.begin(), codes.end(), [](const auto& a, const auto& b) {
        return a.second[0] + a.second[1] > b.second[0] + b.second[1];
    });
    const std::size_t shown = std::min(codes.size(), kMostCloseCodes);
    for (std::size_t i = 0; i < shown; ++i) {
        const std::string_view name = websocket::close_code_name(codes[i].first);
        add(std::to_string(codes[i].first) + " " + std::string(name.empty() ? "Unknown" : name),
            codes[i].second);
    }
    ConnectionStats::Closes others{};
    for (std::size_t i = shown; i < codes.size(); ++i) {
        others[0] += codes[i].second[0];
        others[1] += codes[i].second[1];
    }
    if (codes.size() > shown) add(grouped(codes.size() - shown) + " other codes", others);
    const ConnectionStats::Closes& none = connections.closes_without_code();
    if (none[0] + none[1] > 0) add("no status", none);
    if (connections.without_close() > 0)
        table.add({"no Close (seen as 1006)", grouped(connections.without_close())});
    table.write(text, colors);
}

void add_frames(TextBuilder text, const model::Summary& summary, const Colors& colors) {
    std::array<NamedCount, 7> counts;
    const auto rows = opcode_counts(summary);
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = {rows[i].name, rows[i].frames};
    add_shares(text, "Frames", counts, colors);
}

void add_directions(TextBuilder text, const StatsView& stats, const Colors& colors) {
    if (stats.summary.connections == 0) return;
    const auto& totals = stats.connections.totals();
    StatsTable table({"Sent", "by client", "by server"});
    const auto add = [&](std::string_view name, std::uint64_t model::DirectionTotals::*field) {
        table.add({std::string(name), grouped(totals[0].*field), grouped(totals[1].*field)});
    };
    const auto add_rates = [&](std::string_view name, std::uint64_t model::DirectionTotals::*field) {
        const auto client = stats.per_second(totals[0].*field);
        const auto server = stats.per_second(totals[1].*field);
        if (client && server) table.add({std::string(name), rate_text(*client), rate_text(*server)});
    };
    add("bytes", &model::DirectionTotals::bytes);
    add("frames", &model::DirectionTotals::frames);
    add("messages", &model::DirectionTotals::messages);
    add_rates("messages a second", &model::DirectionTotals::messages);
    add("payload bytes", &model::DirectionTotals::payload_bytes);
    add_rates("payload bytes a second", &model::DirectionTotals::payload_bytes);
    if (totals[0].lost_bytes + totals[1].lost_bytes > 0)
        add("lost bytes", &model::DirectionTotals::lost_bytes);
    table.write(text, colors);
}

void add_pings(TextBuilder text, const std::array<PingTotals, 2>& pings, const Colors& colors) {
    StatsTable table({"Pings", "count", "answered", "unanswered", "min", "mean", "max"});
    for (const Direction sender : kDirections) {
        const PingTotals& totals = pings[index_of(sender)];
        if (totals.pings == 0) continue;
        StatsTable::Row row = {"by " + std::string(name_of(sender)), grouped(totals.pings),
                               grouped(totals.answered), grouped(totals.unanswered)};
        if (const Spread& times = totals.round_trips; times.count() > 0) {
            for (const std::int64_t time : {times.min(), times.mean(), times.max()})
                row.push_back(milliseconds_text(time));
        }
        table.add(std::move(row));
    }
    table.write(text, colors);
}

void add_findings(TextBuilder text, const StatsView& stats, const Colors& colors) {
    StatsTable table({"Findings", "count"});
    for (const auto& [rule, count] : stats.summary.findings) table.add({std::string(rule), grouped(count)});
    if (stats.checked && table.empty()) table.add({"none"});
    table.write(text, colors);
    if (!stats.checked) return;
    StatsTable doubts({"Not judged fully", "connections"});
    for (std::size_t i = 0; i < stats.summary.doubts.by_reason.size(); ++i) {
        const std::uint64_t count = stats.summary.doubts.by_reason[i];
        if (count > 0) doubts.add({std::string(name_of(static_cast<model::Doubt>(i))), grouped(count)});
    }
    doubts.write(text, colors);
}

void add_largest(TextBuilder text, const ConnectionStats& connections, const Colors& colors) {
    StatsTable table({"Largest connections", "payload bytes", "by client", "by server", "messages",
                      "duration", "client", "server"},
                     "lrrrrrll");
    for (const EndedConnection& each : connections.largest()) {
        const auto& [client, server] = each.totals;
        table.add({"#" + std::to_string(each.number), grouped(each.payload_bytes()),
                   grouped(client.payload_bytes), grouped(server.payload_bytes),
                   grouped(client.messages + server.messages),
                   each.duration ? seconds_text(*each.duration) : std::string(), to_text(each.client),
                   to_text(each.server)});
    }
    table.write(text, colors);
}

}  // namespace

void add_stats_text(TextBuilder text, const StatsView& stats, const Colors& colors) {
    add_capture(text, stats, colors);
    add_totals(text, stats, colors);
    add_handshakes(text, stats.summary, colors);
    add_endings(text, stats.connections, colors);
    add_close_codes(text, stats.connections, colors);
    add_directions(text, stats, colors);
    add_frames(text, stats.summary, colors);
    add_message_lengths(text, stats.summary, colors);
    add_durations(text, stats.connections, colors);
    add_pings(text, stats.pings, colors);
    add_findings(text, stats, colors);
    add_largest(text, stats.connections, colors);
}

}  // namespace wsdissect::print
