#include "wsdissect/tcp/tracker.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/prefetch.hpp"
#include "tcp/tracker_impl.hpp"

namespace wsdissect::tcp {

Tracker::Tracker(StreamConsumer& consumer, MemoryBudget& budget, const TrackerOptions& options)
    : impl_(std::make_unique<Impl>(consumer, budget, options)) {}
Tracker::~Tracker() = default;

void Tracker::on_segments(std::span<const Segment> segments) { impl_->on_segments(segments); }
void Tracker::resume(Flow& flow, End from) { impl_->resume(flow, from); }
void Tracker::ignore(Flow& flow) { impl_->ignore(flow); }
void Tracker::on_time(Timestamp now) { impl_->on_time(now); }
void Tracker::finish() { impl_->finish(); }
void Tracker::release_owners(void (*release)(void* owner)) {
    impl_->table().for_each([release](Flow& flow) {
        if (flow.owner != nullptr) release(std::exchange(flow.owner, nullptr));
    });
}
std::uint64_t Tracker::streams() const noexcept { return impl_->streams(); }

namespace {

/// A late SYN may still belong to a flow whose beginning was not seen: then it lies shortly before what was.
bool shortly_before(const Flow& flow, const HalfFlow& half, SequenceNumber first) {
    const auto back = distance(first, half.base + static_cast<std::uint32_t>(half.next));
    return back >= 0 && back < static_cast<std::int32_t>(kMaxPending) && flow.packets < 2 * kPatiencePackets;
}

/// Whether a SYN from `from` opens another connection than the one that `flow` holds.
bool opens_another(const Flow& flow, End from, const Segment& segment) {
    const HalfFlow& half = flow.half(from);
    const SequenceNumber first = segment.sequence + 1;
    if (half.start_known) {
        const std::int64_t before = distance(first, half.base);
        return before < 0 || before > (half.start_answered ? segment.payload_length : 0);
    }
    if (half.based) return !shortly_before(flow, half, first);
    if (half.is_acknowledged) {
        const auto acknowledged = distance(first, half.acknowledged);
        return acknowledged < 0 || acknowledged >= static_cast<std::int32_t>(kMaxPending);
    }
    // Nothing tells. Of what was over before, a late answer to a SYN would be the only sign of its sender.
    return flow.state == FlowState::closed && (half.seen || !segment.flags.ack());
}

bool is_watched(const Flow& flow) noexcept { return flow.halves[0].watched || flow.halves[1].watched; }

/// Whether all that a segment brings is octets and an acknowledgement, and nothing waits for them.
bool is_plain(const Flow& flow, const Segment& segment) noexcept {
    constexpr std::uint8_t kEvents = TcpFlags::kSyn | TcpFlags::kFin | TcpFlags::kRst;
    return (segment.flags.octet & kEvents) == 0 && !waits(flow) && !is_watched(flow);
}

/// Rare, and so apart from what every segment goes through.
[[gnu::noinline]] void note_stand(HalfFlow& half, SequenceNumber sequence) { half.note_stand(sequence); }

bool holds(const Flow& flow, const FlowKey& key) noexcept {
    return flow.state != FlowState::unused && flow.key == key;
}

[[gnu::always_inline]] inline void prefetch_owner(const Flow& flow) noexcept {
    constexpr std::size_t kLines = 3;
    if (flow.owner != nullptr) prefetch_lines(flow.owner, kLines * kCacheLine);
}

}  // namespace

Tracker::Impl::~Impl() {
    table_.for_each([this](Flow& flow) {
        for (HalfFlow& half : flow.halves) drop_pending(half);
    });
    budget_.give_back(table_.size() * FlowTable::kCostPerFlow);
}

void Tracker::Impl::on_segments(std::span<const Segment> segments) {
    if (idle_timeout_ == 0) return follow_all(segments);
    follow_by_time(segments);
}

void Tracker::Impl::follow_all(std::span<const Segment> segments) {
    while (!segments.empty()) {
        const auto batch = segments.first(std::min(segments.size(), kBatch));
        on_batch(batch);
        segments = segments.subspan(batch.size());
    }
}

/// As `follow`, for what `is_plain`.
inline void Tracker::Impl::follow_plain(Flow& flow, End from, const Segment& segment) {
    if (segment.flags.ack()) flow.half(other(from)).note_acknowledged(segment.acknowledgment);
    HalfFlow& half = flow.half(from);
    if (segment.payload_length == 0) {
        if (half.next_sequence() != segment.sequence) [[unlikely]]
            note_stand(half, segment.sequence);
        return;
    }
    const bool in_order = half.started && !half.ended && half.next_sequence() == segment.sequence;
    if (!in_order || segment.payload.size() != segment.payload_length) {
        accept(flow, from, segment);
    } else {
        const Arrival arrival = arrival_of(segment);
        const std::size_t taken = consumer_.on_bytes(flow, from, segment.payload, arrival);
        if (taken == segment.payload.size() && flow.state == FlowState::live) {
            half.hand_on(taken);
        } else {
            note_taken(flow, from, segment.payload, segment.payload_length, arrival, taken);
        }
    }
    if (flow.state != FlowState::live || waits(flow)) settle(flow, from, segment);
}

inline void Tracker::Impl::on_segment(Flow* flow, FlowTable::Hash hash, const Segment& segment) {
    const End from = segment.sender;
    if (flow == nullptr) {
        flow = &open(segment.key, hash, segment.packet.time);
        consumer_.on_flow_begin(*flow, segment.packet);
    } else if (segment.flags.syn() && opens_another(*flow, from, segment)) {
        if (flow->state != FlowState::closed) end(*flow, FlowEnding::replaced, std::nullopt);
        restart(*flow, segment.packet.time);
        consumer_.on_flow_begin(*flow, segment.packet);
    } else if (flow->state == FlowState::closed) {
        return;
    }
    flow->note_packet(segment.packet);
    flow->half(from).seen = true;
    if (flow->state == FlowState::ignored) {
        watch_end(*flow, from, segment);
    } else if (is_plain(*flow, segment)) {
        follow_plain(*flow, from, segment);
    } else {
        follow(*flow, from, segment);
    }
}

/// Each step needs what the one before it had fetched: index entry, record, owner, and for an end what that
/// owns.
void Tracker::Impl::on_batch(std::span<const Segment> batch) {
    std::array<Route, kBatch> routes;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        routes[i].hash = table_.hash(batch[i].key);
        table_.prefetch_entry(routes[i].hash);
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        routes[i].flow = table_.candidate(routes[i].hash);
        if (routes[i].flow != nullptr) FlowTable::prefetch(*routes[i].flow);
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        Flow*& flow = routes[i].flow;
        if (flow == nullptr) continue;
        if (!(flow->key == batch[i].key)) flow = table_.find(batch[i].key, routes[i].hash);
        if (flow != nullptr) prefetch_owner(*flow);
    }
    for (std::size_t i = 0; i < batch.size(); ++i)
        if (batch[i].flags.fin() && routes[i].flow != nullptr) consumer_.on_end_near(*routes[i].flow);
    const std::uint64_t erased = table_.erased();
    for (std::size_t i = 0; i < batch.size(); ++i) {
        Flow* flow = routes[i].flow;
        // What came before in the batch may have opened the flow, or its record may be another's.
        const bool is_same = flow != nullptr && (table_.erased() == erased || holds(*flow, batch[i].key));
        if (!is_same) flow = table_.find(batch[i].key, routes[i].hash);
        on_segment(flow, routes[i].hash, batch[i]);
    }
}

Flow& Tracker::Impl::open(const FlowKey& key, FlowTable::Hash hash, Timestamp now) {
    if (!budget_.take(FlowTable::kCostPerFlow)) make_room();
    Flow& flow = table_.insert(key, hash, now);
    flow.set_number(streams_++);
    return flow;
}

void Tracker::Impl::restart(Flow& flow, Timestamp now) {
    const FlowKey key = flow.key;
    flow = Flow{};
    flow.key = key;
    flow.state = FlowState::live;
    flow.set_number(streams_++);
    table_.note_open(flow, now);
}

void Tracker::Impl::follow(Flow& flow, End from, const Segment& segment) {
    if (segment.flags.rst() && !reset_fits(flow, from, segment)) return;
    if (segment.flags.syn()) note_syn(flow, from, segment);
    if (segment.flags.ack()) note_acknowledgment(flow, other(from), segment);
    if (is_watched(flow) && flow.owner != nullptr) consumer_.on_packet(flow, segment.packet);
    if (segment.flags.rst()) return end(flow, FlowEnding::rst, from);
    if (flow.state == FlowState::live && (segment.payload_length > 0 || segment.flags.fin()))
        accept(flow, from, segment);
    else if (!segment.flags.syn())
        flow.half(from).note_stand(segment.sequence);
    settle(flow, from, segment);
}

/// Looks at what a segment left behind.
void Tracker::Impl::settle(Flow& flow, End from, const Segment& segment) {
    if (flow.state == FlowState::ignored) return watch_end(flow, from, segment);
    for (const End side : {from, other(from)})
        if (flow.state == FlowState::live && flow.half(side).pending != 0)
            check_patience(flow, side, segment.packet, segment.packet.time);
}

void Tracker::Impl::watch_end(Flow& flow, End from, const Segment& segment) {
    HalfFlow& half = flow.half(from);
    half.ended = half.ended || segment.flags.fin();
    if (segment.flags.rst() || (half.ended && flow.half(other(from)).ended)) bury(flow);
}

void Tracker::Impl::ignore(Flow& flow) {
    if (flow.state != FlowState::live) return;  // it may have ended within the consumer's own call
    for (HalfFlow& half : flow.halves) {
        if (half.pending != 0 && pendings_.get(half.pending).fin) half.ended = true;
        drop_pending(half);
    }
    flow.owner = nullptr;
    flow.state = FlowState::ignored;
}

void Tracker::Impl::end(Flow& flow, FlowEnding ending, std::optional<End> by) {
    if (by) note_ender(flow, *by);
    flush(flow, flow.last());
    if (flow.state == FlowState::closed) return;  // what was flushed held the last FIN
    if (flow.state == FlowState::live && flow.owner != nullptr) consumer_.on_flow_end(flow, ending, by);
    bury(flow);
}

/// Those that are forgotten next were not looked at for long: the next one's record is at hand by now.
[[gnu::always_inline]] inline void Tracker::Impl::prefetch_tombstones() const noexcept {
    const auto flow_of = [this](std::size_t turn) -> const Flow& {
        return *tombstones_[(oldest_tombstone_ + turn) % kMaxTombstones].flow;
    };
    table_.prefetch_entry(table_.hash(flow_of(0).key));
    FlowTable::prefetch(flow_of(1));
}

void Tracker::Impl::bury(Flow& flow) {
    flow.owner = nullptr;
    flow.state = FlowState::closed;
    const Tombstone latest{&flow, flow.number()};
    if (tombstones_.size() < kMaxTombstones) return tombstones_.push_back(latest);
    const Tombstone oldest = std::exchange(tombstones_[oldest_tombstone_], latest);
    oldest_tombstone_ = (oldest_tombstone_ + 1) % kMaxTombstones;
    forget(oldest);
    prefetch_tombstones();
}

void Tracker::Impl::forget(const Tombstone& tombstone) {
    Flow& flow = *tombstone.flow;
    const bool reused = flow.state != FlowState::closed || flow.number() != tombstone.number;
    if (reused) return;
    table_.erase(flow);
    budget_.give_back(FlowTable::kCostPerFlow);
}

void Tracker::Impl::forget_tombstones() {
    for (std::size_t i = 0; i < tombstones_.size(); ++i)
        forget(tombstones_[(oldest_tombstone_ + i) % tombstones_.size()]);
    tombstones_.clear();
    oldest_tombstone_ = 0;
}

/// Memory is short: tombstones go first, then the eighth of the flows that was silent longest. At least the
/// new flow's share is free afterwards, unless there is nothing to end.
void Tracker::Impl::make_room() {
    forget_tombstones();
    if (budget_.take(FlowTable::kCostPerFlow)) return;
    std::vector<Flow*> flows;
    flows.reserve(table_.size());
    table_.for_each([&](Flow& flow) { flows.push_back(&flow); });
    const auto oldest =
        flows.begin() + static_cast<std::ptrdiff_t>(flows.size() / 8 + (flows.empty() ? 0 : 1));
    std::partial_sort(flows.begin(), oldest, flows.end(),
                      [](const Flow* a, const Flow* b) { return a->last_packet < b->last_packet; });
    std::for_each(flows.begin(), oldest,
                  [this](Flow* flow) { end(*flow, FlowEnding::timeout, std::nullopt); });
    forget_tombstones();
    budget_.count(FlowTable::kCostPerFlow);
}

void Tracker::Impl::finish() {
    std::vector<Flow*> open_flows;
    table_.for_each([&](Flow& flow) {
        if (flow.state == FlowState::live && (flow.owner != nullptr || waits(flow)))
            open_flows.push_back(&flow);
    });
    std::sort(open_flows.begin(), open_flows.end(),
              [](const Flow* a, const Flow* b) { return a->last_packet < b->last_packet; });
    for (Flow* flow : open_flows) {
        flush(*flow, flow->last());
        const bool over = std::all_of(flow->halves.begin(), flow->halves.end(),
                                      [](const HalfFlow& half) { return half.ended || !half.seen; });
        end(*flow, over ? FlowEnding::fin : FlowEnding::capture_end, std::nullopt);
    }
}

}  // namespace wsdissect::tcp
