#pragma once
// What the ends of connections add up to: how they ended, what was sent, how long they lasted, and the
// largest of them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "print/stats_spread.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

/// A connection that ended, without views.
struct EndedConnection {
    std::uint64_t number = 0;
    Endpoint client;
    Endpoint server;
    std::optional<Timestamp> start;        ///< Absent: its handshake was not captured.
    std::optional<std::int64_t> duration;  ///< Nanoseconds; absent likewise, or where the clock went back.
    std::optional<model::EndedBy> ended_by;
    std::array<model::DirectionTotals, 2> totals;  ///< Indexed by the sender.

    [[nodiscard]] std::uint64_t payload_bytes() const noexcept {
        return totals[0].payload_bytes + totals[1].payload_bytes;
    }
};

/// The connections with the most payload, if any; of equal ones those of lower number.
class LargestConnections {
  public:
    static constexpr std::size_t kMost = 10;

    void add(const model::ConnectionEnd& end);
    /// The largest first.
    [[nodiscard]] std::span<const EndedConnection> largest() const noexcept {
        return std::span(largest_).first(count_);
    }

  private:
    std::array<EndedConnection, kMost> largest_;
    std::size_t count_ = 0;
};

class ConnectionStats {
  public:
    static constexpr std::size_t kUnseen = 6;  ///< In `ended_by`: how they ended is not known.
    /// A histogram's rows: [0] below 1 ms, [n] from 10^(n-1) ms to below 10^n ms, the last from 100,000 s.
    static constexpr std::size_t kDurations = 10;
    /// First Close frames of connections, indexed by who sent them.
    using Closes = std::array<std::uint64_t, 2>;

    void add(const model::ConnectionEnd& end);

    [[nodiscard]] const auto& ended_by() const noexcept { return ended_by_; }  ///< Indexed by EndedBy.
    [[nodiscard]] const auto& close_codes() const noexcept { return close_codes_; }
    /// Without a status code, or with one that was not captured.
    [[nodiscard]] const Closes& closes_without_code() const noexcept { return closes_without_code_; }
    /// Connections that TCP ended without a Close from either side, which applications see as code 1006.
    [[nodiscard]] std::uint64_t without_close() const noexcept { return without_close_; }
    [[nodiscard]] const auto& totals() const noexcept { return totals_; }  ///< Indexed by the sender.
    /// How long connections lasted that ended by Close, FIN or RST.
    [[nodiscard]] const Spread& durations() const noexcept { return durations_; }
    [[nodiscard]] const auto& duration_counts() const noexcept { return duration_counts_; }
    [[nodiscard]] std::span<const EndedConnection> largest() const noexcept { return largest_.largest(); }

  private:
    void add_close(const model::ConnectionEnd& end);
    void add_duration(const model::ConnectionEnd& end);

    std::array<std::uint64_t, 7> ended_by_{};
    std::map<std::uint16_t, Closes> close_codes_;
    Closes closes_without_code_{};
    std::uint64_t without_close_ = 0;
    std::array<model::DirectionTotals, 2> totals_{};
    Spread durations_;
    std::array<std::uint64_t, kDurations> duration_counts_{};
    LargestConnections largest_;
};

/// From where on row `row` of the durations' histogram counts, in nanoseconds; row 0 counts from zero.
[[nodiscard]] std::int64_t duration_bound(std::size_t row) noexcept;

}  // namespace wsdissect::print
