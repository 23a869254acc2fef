#pragma once
// The Pings of one connection that wait for their Pongs (RFC 6455 sections 5.5.2 and 5.5.3).

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "rules/violation.hpp"
#include "wsdissect/base/time.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::rules {

class PingBook {
  public:
    /// Pings of one sender that are remembered; then the oldest is forgotten.
    static constexpr std::size_t kMost = 64;
    /// Pings of all senders that are remembered, answered ones likewise; beyond, as if the new one were the
    /// oldest.
    static constexpr std::size_t kMostOfAll = std::size_t{1} << 18;
    /// What a Ping may wait, once the other side has received it and while that goes on sending frames.
    static constexpr std::int64_t kPatience = 30 * kNanosecondsPerSecond;

    /// `remembered`: by all books together; outlives this one.
    explicit PingBook(std::size_t& remembered) : remembered_(remembered) {}
    ~PingBook();
    PingBook(const PingBook&) = delete;
    PingBook& operator=(const PingBook&) = delete;

    void on_ping(const model::Control& ping);
    void on_acknowledged(const model::Acknowledged& acknowledged);
    /// What the Pong breaks, and what it shows of Pings that wait.
    [[nodiscard]] Violations on_pong(const model::Control& pong);
    [[nodiscard]] Violations on_close(const model::Control& close);
    /// Any frame but a Pong.
    [[nodiscard]] Violations on_frame(const model::Frame& frame);
    [[nodiscard]] Violations on_end(const model::ConnectionEnd& end);

  private:
    struct Ping {
        std::uint64_t fingerprint;  ///< Of the payload.
        std::uint64_t packet;       ///< Number.
        std::uint64_t serial;       ///< Of its sender's Pings, from 0.
        std::optional<Timestamp> acknowledged = {};
        std::uint32_t strangers = 0;  ///< Pongs since then that match no Ping.
        bool settled = false;         ///< A later one has its Pong, or it was told, or who knows.
    };
    struct Side {
        std::vector<Ping> pings;  ///< Without their own Pongs, in order.
        std::uint64_t sent = 0;
        std::uint64_t received = 0;  ///< Of those sent, by the other side.
        bool forgot = false;         ///< A Pong that matches nothing may still answer one.
        /// Fingerprints of those with Pongs, each once, no more than kMost.
        std::vector<std::uint64_t> answered;
        std::optional<Timestamp> last_frame;  ///< Of those that it sent itself: when it ended.
        bool has_heartbeat = false;           ///< It sent itself Pongs that nobody had asked for.
    };
    [[nodiscard]] Side& side(Direction sender) noexcept { return sides_[index_of(sender)]; }
    /// A frame of the sender, which had not begun before that time; empty: it is not known when.
    [[nodiscard]] Violations go_on(Direction sender, bool all_known, std::optional<Timestamp> begun);
    void note_answered(Side& pinger, std::uint64_t fingerprint);
    [[nodiscard]] static bool is_strange(const Side& pinger, std::uint64_t fingerprint) noexcept;
    static void note_stranger(Side& ponger, Side& pinger);
    void tell_misanswered(Direction pinger, Violations& violations);

    std::size_t& remembered_;
    std::array<Side, 2> sides_;
    bool closed_ = false;  ///< By either side.
};

}  // namespace wsdissect::rules
