#pragma once
// The tracker's parts, each in a file of its own: the life of flows (tracker.cpp), what time alone does
// (idle.cpp), the order of octets (reassembly.cpp), and what waits (waiting.cpp).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tcp/flow_table.hpp"
#include "tcp/pending.hpp"
#include "wsdissect/tcp/tracker.hpp"

namespace wsdissect::tcp {

[[nodiscard]] inline Arrival arrival_of(const Segment& segment) noexcept {
    Arrival arrival{segment.packet, segment.packet.number};
    if (segment.flags.ack()) arrival.acknowledged = segment.acknowledgment;
    return arrival;
}

/// Whether anything of a flow does, octets or a FIN.
[[nodiscard]] inline bool waits(const Flow& flow) noexcept {
    return (flow.halves[0].pending | flow.halves[1].pending) != 0;
}
/// Whether octets wait for earlier ones, since where their direction begins is not known. Those of the other
/// direction wait with them: they may be what these answer.
[[nodiscard]] inline bool waits_to_begin(const HalfFlow& half) noexcept {
    return half.pending != 0 && !half.started;
}

class Tracker::Impl {
  public:
    Impl(StreamConsumer& consumer, MemoryBudget& budget, const TrackerOptions& options)
        : consumer_(consumer), budget_(budget), idle_timeout_(options.idle_timeout), table_(options.seed) {}
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] FlowTable& table() noexcept { return table_; }
    [[nodiscard]] std::uint64_t streams() const noexcept { return streams_; }

    void on_segments(std::span<const Segment> segments);
    void resume(Flow& flow, End from);
    void ignore(Flow& flow);
    void on_time(Timestamp now);
    void finish();

  private:
    // tracker.cpp: the life of flows
    struct Tombstone {
        Flow* flow;
        std::uint32_t number;  ///< Of the flow that was buried: the record may be another's by now.
    };
    /// A segment's way to its flow, worked out ahead so that memory can be fetched meanwhile.
    struct Route {
        FlowTable::Hash hash;
        Flow* flow;  ///< As it was before the batch; null: there was none.
    };
    void follow_all(std::span<const Segment> segments);
    void on_batch(std::span<const Segment> batch);
    void on_segment(Flow* flow, FlowTable::Hash hash, const Segment& segment);
    Flow& open(const FlowKey& key, FlowTable::Hash hash, Timestamp now);
    void restart(Flow& flow, Timestamp now);
    void follow(Flow& flow, End from, const Segment& segment);
    void follow_plain(Flow& flow, End from, const Segment& segment);
    void settle(Flow& flow, End from, const Segment& segment);
    void watch_end(Flow& flow, End from, const Segment& segment);
    void end(Flow& flow, FlowEnding ending, std::optional<End> by);
    void bury(Flow& flow);
    void forget(const Tombstone& tombstone);
    void prefetch_tombstones() const noexcept;
    void forget_tombstones();
    void make_room();

    // idle.cpp: what time alone does
    void follow_by_time(std::span<const Segment> segments);
    [[nodiscard]] std::int64_t look_interval() const noexcept;
    [[nodiscard]] bool is_time_to_look(Timestamp now) const noexcept;
    void end_silent(Timestamp now);
    void end_and_forget(Flow& flow);

    // reassembly.cpp: the order of octets
    void note_syn(Flow& flow, End from, const Segment& segment);
    void note_acknowledgment(Flow& flow, End acknowledged, const Segment& segment);
    void set_start(Flow& flow, End from, SequenceNumber first);
    [[nodiscard]] bool reset_fits(const Flow& flow, End from, const Segment& segment) const;
    void accept(Flow& flow, End from, const Segment& segment);
    void deliver(Flow& flow, End from, Bytes octets, std::uint32_t length, const Arrival& arrival);
    void deliver(Flow& flow, End from, Piece piece);
    void note_taken(Flow& flow, End from, Bytes octets, std::uint32_t length, const Arrival& arrival,
                    std::size_t taken);
    void keep(Flow& flow, End from, std::uint64_t offset, const Segment& segment);
    void skip_to(Flow& flow, End from, std::uint64_t offset, const PacketStamp& packet);
    void store(Flow& flow, End from, std::uint64_t offset, Bytes octets, std::uint32_t length,
               const Arrival& arrival);
    void note_fin(Flow& flow, End from, std::uint64_t offset, const PacketStamp& packet);
    [[nodiscard]] bool may_miss_end(const Flow& flow, End end) const noexcept;
    void note_ender(Flow& flow, End from) const noexcept;
    void end_direction(Flow& flow, End from, const PacketStamp& packet);
    [[nodiscard]] Pending& pending_of(Flow& flow, End from);

    // waiting.cpp: what waits
    [[nodiscard]] Pending& hold(Flow& flow, End from);
    void drain(Flow& flow, End from);
    void drain_both(Flow& flow);
    [[nodiscard]] bool drain_one(Flow& flow, End from);
    [[nodiscard]] std::uint64_t next_in_order(const Flow& flow, End from) const noexcept;
    void drop_pending(HalfFlow& half);
    void drop_if_done(Flow& flow, End from);
    void check_patience(Flow& flow, End from, const PacketStamp& packet, Timestamp now);
    [[nodiscard]] bool has_waited_enough(const Flow& flow, End from, Timestamp now);
    void give_up_waiting(Flow& flow, End from, const PacketStamp& packet);
    void begin_without_start(Flow& flow, const PacketStamp& packet);
    void expire_hold(Flow& flow, End from);
    void flush(Flow& flow, const PacketStamp& packet);
    [[nodiscard]] std::optional<End> first_to_give_up(const Flow& flow) const noexcept;

    /// Segments whose memory is fetched together.
    static constexpr std::size_t kBatch = 32;
    /// Where a packet's number is asked for and there is no packet: greater than any.
    static constexpr std::uint64_t kNoPacket = ~std::uint64_t{0};

    StreamConsumer& consumer_;
    MemoryBudget& budget_;
    std::int64_t idle_timeout_;                 ///< Nanoseconds; 0: none.
    std::optional<Timestamp> look_for_silent_;  ///< When to do so next; empty: no packet has come yet.
    FlowTable table_;
    PendingPool pendings_;
    std::uint64_t turn_ = kNoPacket;     ///< What waits of later packets is not handed on yet.
    std::vector<Tombstone> tombstones_;  ///< A ring once there are kMaxTombstones.
    std::size_t oldest_tombstone_ = 0;
    std::uint64_t streams_ = 0;
};

}  // namespace wsdissect::tcp
