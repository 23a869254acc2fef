#pragma once
// Pings and how long their Pongs took: for each connection and sender the Pings that wait, bounded in number.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "print/stats_spread.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

/// Of one direction's Pings. Those that are neither answered nor unanswered are unknown, or were left out by
/// who answered a later one.
struct PingTotals {
    std::uint64_t pings = 0;
    std::uint64_t answered = 0;
    std::uint64_t unanswered = 0;  ///< Of connections seen to their end only.
    Spread round_trips;  ///< From Ping to Pong, as the capture saw them, where it is known of which.
};

class PingRoundTrips {
  public:
    static constexpr std::size_t kMostWaiting = 8;     ///< Pings of one sender; then the oldest is given up.
    static constexpr std::size_t kMostSenders = 8192;  ///< With a Ping that waits; then the one of the lowest
                                                       ///< connection number is forgotten.

    /// A Pong answers the other side's waiting Ping with the same payload; of several the oldest, and then it
    /// is not known how long that took. Passes over Close.
    void on_control(const model::Control& control);
    void on_connection_end(const model::ConnectionEnd& end);

    /// Indexed by who sent the Ping.
    [[nodiscard]] const std::array<PingTotals, 2>& totals() const noexcept { return totals_; }

  private:
    struct Sender {
        std::uint64_t connection;
        Direction direction;
        auto operator<=>(const Sender&) const = default;
    };
    struct Ping {
        Timestamp time;
        std::uint64_t fingerprint;  ///< Of the payload.
        /// A later one was answered: it need not be (RFC 6455 section 5.5.3).
        bool superseded = false;
        bool had_twin = false;  ///< One with the same payload was given up: a Pong may be that one's.
    };
    struct Waiting {
        std::vector<Ping> pings;     ///< In the order in which they were sent.
        std::uint64_t given_up = 0;  ///< Older ones, of which it is known that no Pong answered them since,
                                     ///< nor a later one.
    };

    void on_ping(const model::Control& ping);
    void on_pong(const model::Control& pong);
    static void give_up_oldest(Waiting& waiting);
    static std::uint64_t unanswered_of(const Waiting& waiting) noexcept;

    std::map<Sender, Waiting> waiting_;
    std::array<PingTotals, 2> totals_;
};

}  // namespace wsdissect::print
