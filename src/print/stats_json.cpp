// `stats -T json`: the summary's fields, then the tables.

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "print/json_summary.hpp"
#include "print/json_writer.hpp"
#include "print/stats_histograms.hpp"
#include "print/stats_view.hpp"
#include "print/utc_text.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::print {
namespace {

constexpr std::size_t kTimeDigits = 9;
constexpr std::array<std::string_view, 2> kSent = {"client_sent", "server_sent"};  ///< By sender.

void add_time(JsonWriter& json, std::string_view name, Timestamp time) {
    json.key(name);
    UtcText utc('T');
    json.text().add('"', utc.at(time, kTimeDigits), "Z\"");
    json.wrote_value();
}

void add_seconds(JsonWriter& json, std::string_view name, std::int64_t nanoseconds) {
    json.key(name);
    json.text().add(Seconds{nanoseconds, kTimeDigits});
    json.wrote_value();
}

void add_spread(JsonWriter& json, const Spread& spread) {
    if (spread.count() == 0) return;
    add_seconds(json, "min", spread.min());
    add_seconds(json, "mean", spread.mean());
    add_seconds(json, "max", spread.max());
}

void add_rate(JsonWriter& json, std::string_view name, std::optional<double> rate) {
    if (!rate) return;
    json.key(name);
    json.text().add(std::string_view(fmt::format("{}", *rate)));
    json.wrote_value();
}

void add_span(JsonWriter& json, const StatsView& stats) {
    const auto span = stats.span();
    if (!span) return;
    add_time(json, "first_time", stats.summary.first_time);
    add_time(json, "last_time", stats.summary.last_time);
    add_seconds(json, "duration", *span);
    const auto byte_rate = stats.per_second(stats.summary.bytes);
    add_rate(json, "packets_per_second", stats.per_second(stats.summary.packets));
    add_rate(json, "bits_per_second", byte_rate ? std::optional(*byte_rate * 8) : std::nullopt);
    add_rate(json, "messages_per_second", stats.per_second(stats.summary.messages));
    add_rate(json, "payload_bytes_per_second", stats.per_second(stats.summary.payload_bytes));
}

void add_totals(JsonWriter& json, const std::array<model::DirectionTotals, 2>& totals) {
    for (std::size_t sender = 0; sender < kSent.size(); ++sender) {
        json.key(kSent[sender]);
        json.begin_object();
        json.number("bytes", totals[sender].bytes);
        json.number("frames", totals[sender].frames);
        json.number("messages", totals[sender].messages);
        json.number("payload_bytes", totals[sender].payload_bytes);
        json.number("lost_bytes", totals[sender].lost_bytes);
        json.end_object();
    }
}

void add_ended_by(JsonWriter& json, const ConnectionStats& connections) {
    json.key("ended_by");
    json.begin_object();
    for (std::size_t i = 0; i < connections.ended_by().size(); ++i) {
        if (connections.ended_by()[i] == 0) continue;
        json.number(i == ConnectionStats::kUnseen ? "unseen" : name_of(static_cast<model::EndedBy>(i)),
                    connections.ended_by()[i]);
    }
    json.end_object();
}

void add_closes(JsonWriter& json, std::optional<std::uint16_t> code, const ConnectionStats::Closes& closes) {
    if (closes[0] + closes[1] == 0) return;
    json.begin_object();
    if (code) json.number("close_code", *code);
    const auto name = code ? websocket::close_code_name(*code) : std::string_view();
    if (!name.empty()) json.string("name", name);
    json.number("connections", closes[0] + closes[1]);
    json.key("close_first");
    json.begin_object();
    for (const Direction sender : {Direction::client, Direction::server})
        json.number(name_of(sender), closes[index_of(sender)]);
    json.end_object();
    json.end_object();
}

void add_close_codes(JsonWriter& json, const ConnectionStats& connections) {
    json.key("close_codes");
    json.begin_array();
    for (const auto& [code, closes] : connections.close_codes()) add_closes(json, code, closes);
    add_closes(json, std::nullopt, connections.closes_without_code());
    json.end_array();
    json.number("without_close", connections.without_close());
}

void add_message_lengths(JsonWriter& json, const model::Summary& summary) {
    json.key("message_lengths");
    json.begin_object();
    for (std::size_t sender = 0; sender < kSent.size(); ++sender) {
        const model::LengthCounts& counts = summary.message_lengths[sender];
        json.key(kSent[sender]);
        json.begin_array();
        for (std::size_t row = 0; row < counts.size(); ++row) {
            if (counts[row] == 0) continue;
            json.begin_object();
            json.number("from", least_length(row));
            json.number("to", greatest_length(row));
            json.number("messages", counts[row]);
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
}

void add_durations(JsonWriter& json, const ConnectionStats& connections) {
    json.key("connection_durations");
    json.begin_object();
    json.number("connections", connections.durations().count());
    add_spread(json, connections.durations());
    json.key("counts");
    json.begin_array();
    const auto& counts = connections.duration_counts();
    for (std::size_t row = 0; row < counts.size(); ++row) {
        if (counts[row] == 0) continue;
        json.begin_object();
        add_seconds(json, "from", duration_bound(row));
        if (row + 1 < counts.size()) add_seconds(json, "below", duration_bound(row + 1));
        json.number("connections", counts[row]);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

void add_pings(JsonWriter& json, const std::array<PingTotals, 2>& pings) {
    json.key("pings");
    json.begin_object();
    for (std::size_t sender = 0; sender < kSent.size(); ++sender) {
        json.key(kSent[sender]);
        json.begin_object();
        json.number("pings", pings[sender].pings);
        json.number("answered", pings[sender].answered);
        json.number("unanswered", pings[sender].unanswered);
        if (pings[sender].round_trips.count() > 0) {
            json.key("round_trip");
            json.begin_object();
            add_spread(json, pings[sender].round_trips);
            json.end_object();
        }
        json.end_object();
    }
    json.end_object();
}

void add_largest(JsonWriter& json, const ConnectionStats& connections) {
    json.key("largest_connections");
    json.begin_array();
    for (const EndedConnection& connection : connections.largest()) {
        json.begin_object();
        json.number("connection", connection.number);
        json.word("client", to_text(connection.client));
        json.word("server", to_text(connection.server));
        if (connection.start) add_time(json, "start", *connection.start);
        if (connection.duration) add_seconds(json, "duration", *connection.duration);
        if (connection.ended_by) json.word("ended_by", name_of(*connection.ended_by));
        json.number("payload_bytes", connection.payload_bytes());
        add_totals(json, connection.totals);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void add_stats_json(TextBuilder text, const StatsView& stats) {
    JsonWriter json(text);
    json.begin_object();
    add_summary_fields(json, stats.summary);
    add_span(json, stats);
    add_ended_by(json, stats.connections);
    add_close_codes(json, stats.connections);
    add_totals(json, stats.connections.totals());
    add_message_lengths(json, stats.summary);
    add_durations(json, stats.connections);
    add_pings(json, stats.pings);
    add_largest(json, stats.connections);
    json.end_object();
    text.add('\n');
}

}  // namespace wsdissect::print
