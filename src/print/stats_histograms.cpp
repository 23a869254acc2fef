#include "print/stats_histograms.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>

#include "print/stats_numbers.hpp"
#include "print/stats_table.hpp"

namespace wsdissect::print {
namespace {

constexpr std::size_t kBarWidth = 30;
constexpr std::size_t kMostEmptyRows = 2;  ///< Shown in a row; of more, `...`.

std::string length_range(std::size_t row) {
    if (row <= 1) return grouped(row);
    return grouped(least_length(row)) + " - " + grouped(greatest_length(row));
}

/// What at least `percent` of the messages do not exceed, as near as the counts tell.
std::string length_bound(const model::LengthCounts& counts, std::uint64_t whole, std::uint64_t percent) {
    const std::uint64_t wanted = whole / 100 * percent + (whole % 100 * percent + 99) / 100;
    std::size_t row = 0;
    for (std::uint64_t seen = counts[0]; seen < wanted; seen += counts[row]) ++row;
    return grouped(greatest_length(row));
}

/// Rows from the first of `counts` to the last that is not zero, `label(n)` naming [n]. `whole`: their sum,
/// which is not zero.
template <class Counts, class Label>
void add_histogram(StatsTable& table, const Counts& counts, std::uint64_t whole, const Label& label) {
    const std::uint64_t most = *std::max_element(counts.begin(), counts.end());
    const auto add = [&](std::size_t row) {
        table.add({label(row), grouped(counts[row]), share_text(counts[row], whole),
                   bar(counts[row], most, kBarWidth)});
    };
    std::size_t next = 0;  // the row after the last one that is not zero
    std::uint64_t seen = 0;
    for (std::size_t row = 0; seen < whole; ++row) {
        if (counts[row] == 0) continue;
        if (seen > 0 && row - next > kMostEmptyRows) {
            table.add({"..."});
        } else if (seen > 0) {
            for (std::size_t empty = next; empty < row; ++empty) add(empty);
        }
        add(row);
        seen += counts[row];
        next = row + 1;
    }
}

constexpr std::array<std::string_view, ConnectionStats::kDurations> kDurationRanges = {
    "< 1 ms",       "1 ms - 10 ms",    "10 ms - 100 ms",     "100 ms - 1 s",         "1 s - 10 s",
    "10 s - 100 s", "100 s - 1,000 s", "1,000 s - 10,000 s", "10,000 s - 100,000 s", ">= 100,000 s"};

}  // namespace

void add_message_lengths(TextBuilder text, const model::Summary& summary, const Colors& colors) {
    for (const Direction sender : {Direction::client, Direction::server}) {
        const model::LengthCounts& counts = summary.message_lengths[index_of(sender)];
        const std::uint64_t whole = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
        if (whole == 0) continue;
        StatsTable table({"Messages by " + std::string(name_of(sender)) + ", bytes", "count", "share"},
                         "lrrl");
        add_histogram(table, counts, whole, length_range);
        table.write(text, colors);
        const std::string half = length_bound(counts, whole, 50);
        text.add("    half have at most ", std::string_view(half), half == "1" ? " byte" : " bytes",
                 ", 90 % at most ", std::string_view(length_bound(counts, whole, 90)), ", 99 % at most ",
                 std::string_view(length_bound(counts, whole, 99)), '\n');
    }
}

void add_durations(TextBuilder text, const ConnectionStats& connections, const Colors& colors) {
    const Spread& durations = connections.durations();
    if (durations.count() == 0) return;
    StatsTable table({"Connections lasted", "count", "share"}, "lrrl");
    add_histogram(table, connections.duration_counts(), durations.count(),
                  [](std::size_t row) { return std::string(kDurationRanges[row]); });
    table.write(text, colors);
    text.add("    min ", std::string_view(seconds_text(durations.min())), ", mean ",
             std::string_view(seconds_text(durations.mean())), ", max ",
             std::string_view(seconds_text(durations.max())), '\n');
}

}  // namespace wsdissect::print
