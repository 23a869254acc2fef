#pragma once
// All that the formats of `stats` show, and the formats.

#include <array>
#include <optional>

#include "print/stats_connections.hpp"
#include "print/stats_pings.hpp"
#include "print/text_builder.hpp"
#include "print/words.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

/// Views of what was collected.
struct StatsView {
    const model::Summary& summary;
    const ConnectionStats& connections;
    const std::array<PingTotals, 2>& pings;  ///< Indexed by who sent the Ping.
    bool checked = false;                    ///< All rules were judged.

    /// From the earliest packet to the latest, in nanoseconds; absent without packets.
    [[nodiscard]] std::optional<std::int64_t> span() const noexcept {
        if (summary.packets == 0) return std::nullopt;
        return nanoseconds_between(summary.first_time, summary.last_time);
    }
    /// Absent where no time passed.
    [[nodiscard]] std::optional<double> per_second(std::uint64_t count) const noexcept {
        const std::int64_t nanoseconds = span().value_or(0);
        if (nanoseconds == 0) return std::nullopt;
        return static_cast<double>(count) * static_cast<double>(kNanosecondsPerSecond) /
               static_cast<double>(nanoseconds);
    }
};

void add_stats_text(TextBuilder text, const StatsView& stats, const Colors& colors);
/// One object on one line.
void add_stats_json(TextBuilder text, const StatsView& stats);

}  // namespace wsdissect::print
