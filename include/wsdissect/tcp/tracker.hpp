#pragma once
// Puts TCP streams together again (RFC 9293), from packets in any order.
//
// A segment that continues its direction goes straight to the consumer as a view. Anything else waits,
// copied, in its direction's pending pieces. Where copies of an octet differ, the one that came first is
// believed: what was handed on or waits already is never replaced (Pending::insert decides it).
//
// A hole before waiting pieces may be filled late: captures reorder, and often show an acknowledgement before
// the data that it acknowledges. So a hole is given up, and becomes `on_gap`, only when it was acknowledged
// and then kPatiencePackets more packets of the connection or kPatienceTime of packet time passed, or when
// more than kMaxPending octets or kMaxPieces pieces wait behind it, or when memory runs out, or when the flow
// ends. A direction whose beginning was not seen waits for an earlier segment in the same way, before its
// first octet is handed on.

#include <cstdint>
#include <memory>
#include <span>

#include "wsdissect/base/memory_budget.hpp"
#include "wsdissect/base/segment.hpp"
#include "wsdissect/base/time.hpp"
#include "wsdissect/tcp/flow.hpp"
#include "wsdissect/tcp/stream_consumer.hpp"

namespace wsdissect::tcp {

inline constexpr std::uint32_t kPatiencePackets = 64;
inline constexpr std::int64_t kPatienceTime = 100 * kNanosecondsPerMillisecond;
/// Octets of one direction that may wait, what it costs to keep them included.
inline constexpr std::uint64_t kMaxPending = 1024 * 1024;
/// Pieces of one direction that may wait: a segment is held against each that it overlaps.
inline constexpr std::size_t kMaxPieces = 1024;
/// Closed connections that are remembered, so that their late segments open no new ones.
inline constexpr std::uint32_t kMaxTombstones = 2048;
/// A segment further ahead than any receive window (RFC 7323 section 2.3) belongs to nothing.
inline constexpr std::uint64_t kMaxWindow = std::uint64_t{1} << 30;

struct TrackerOptions {
    /// Goes into the hash, so that who writes captures cannot choose colliding flows; it never shows in any
    /// result.
    std::uint64_t seed = 0;
    /// Nanoseconds of packet time after which a silent flow ends, and is forgotten; 0: none. It is looked for
    /// them eight times in that time. Where packet time jumps ahead, what was silent across the jump ends;
    /// where it jumps back, the looking goes on from there.
    std::int64_t idle_timeout = 0;
};

class Tracker {
  public:
    /// `consumer` and `budget` outlive it. The tracker goes beyond the budget's limit by one flow at most,
    /// and during a call by what one segment brings; all is given back with its destruction. Counted are
    /// flows and what waits; the memory of those that are over serves others, and is not given back before
    /// the end.
    Tracker(StreamConsumer& consumer, MemoryBudget& budget, const TrackerOptions& options);
    ~Tracker();
    Tracker(const Tracker&) = delete;
    Tracker& operator=(const Tracker&) = delete;

    /// In this order. What they all need of memory is fetched before the first of them is looked at: best
    /// given some dozens at a time. The first octets behind each flow's owner are fetched as well.
    void on_segments(std::span<const Segment> segments);
    void on_segment(const Segment& segment) { on_segments({&segment, 1}); }

    /// Gives what was held of `from` again, from within a consumer's call or from outside.
    void resume(Flow& flow, End from);
    /// From now on only the flow's end is looked for. What waits is dropped.
    void ignore(Flow& flow);
    /// No packet of an earlier time comes any more: what is waited for long enough is given up, though no
    /// packet of its flow comes.
    void on_time(Timestamp now);
    /// Ends every flow, in the order of their last packets.
    void finish();
    /// Calls `release` with every flow's owner that is still there, and forgets it: for a consumer that is
    /// given up before `finish`.
    void release_owners(void (*release)(void* owner));

    /// Flows met so far.
    [[nodiscard]] std::uint64_t streams() const noexcept;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace wsdissect::tcp
