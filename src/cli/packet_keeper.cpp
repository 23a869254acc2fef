#include "cli/packet_keeper.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/random_seed.hpp"
#include "wsdissect/wire/decoder.hpp"

namespace wsdissect::cli {

namespace {

/// What a packet that waits costs beside its octets.
constexpr std::uint64_t kPacketCost = 256;
/// Connections that are over and whose stragglers are waited for.
constexpr std::size_t kMaxLate = 2048;

Timestamp a_timeout_before(Timestamp time) noexcept {
    constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min() + wire::kFragmentTimeout;
    return {std::max(time.nanoseconds, kEarliest) - wire::kFragmentTimeout};
}

}  // namespace

PacketKeeper::PacketKeeper(const wire::Options& wire, Taker take, const Limits& limits, Wanted wanted)
    : wire_(wire),
      take_(std::move(take)),
      limits_(limits),
      wanted_(wanted),
      slots_(0, FlowHash(random_seed())) {}
PacketKeeper::PacketKeeper(const wire::Options& wire, Taker take)
    : PacketKeeper(wire, std::move(take), Limits{}) {}

void PacketKeeper::on_flow_begin(const FlowKey& key, std::uint64_t packet) {
    if (stopped_) return;
    auto state = std::make_shared<FlowState>(FlowState{.key = key});
    slots_[key].newest = state;
    begins_.push_back({packet, std::move(state)});
}

void PacketKeeper::on_websocket(const FlowKey& key, std::uint64_t connection) {
    if (stopped_) return;
    Slot& slot = slots_[key];
    // All that waited of it was given up, so it was forgotten.
    const bool forgotten = !slot.newest || slot.newest->verdict == Verdict::refused;
    if (forgotten) {
        slot.newest = slot.present =
            std::make_shared<FlowState>(FlowState{.key = key, .beginning_lost = true});
    }
    if (wanted_ == Wanted::all) return choose(*slot.newest);
    no_longer_awaited(*slot.newest);
    if (slot.newest->verdict == Verdict::chosen) return;
    slot.newest->connection = connection;
    awaited_[connection] = slot.newest;
}

void PacketKeeper::choose(std::uint64_t connection) {
    const auto found = awaited_.find(connection);
    if (found == awaited_.end()) return;
    const State state = found->second;
    no_longer_awaited(*state);
    choose(*state);
}

void PacketKeeper::choose(FlowState& state) {
    if (state.verdict == Verdict::open && state.beginning_lost) ++incomplete_;
    state.verdict = Verdict::chosen;
    for (const OwnPacket& own : state.aside) take(own);
    drop_aside(state);
}

void PacketKeeper::no_longer_awaited(FlowState& state) {
    if (state.connection) awaited_.erase(*std::exchange(state.connection, std::nullopt));
}

void PacketKeeper::drop_aside(FlowState& state) noexcept {
    aside_octets_ -= std::exchange(state.aside_octets, 0);
    state.aside = {};
}

void PacketKeeper::on_flow_over(const FlowKey& key) {
    const auto slot = slots_.find(key);
    if (slot == slots_.end() || !slot->second.newest) return;
    FlowState& state = *slot->second.newest;
    if (state.verdict == Verdict::open) state.verdict = Verdict::refused;
    no_longer_awaited(state);
    drop_aside(state);
    over_.push_back(slot->second.newest);
}

void PacketKeeper::on_packets(std::span<const capture::Packet> packets) {
    if (stopped_) return;
    prepared_.read(packets, wire_);
    auto packet = packets.begin();
    const auto segments = prepared_.segments();
    std::size_t given = 0;
    const auto give_segments = [&](std::size_t up_to) {
        for (; given < up_to; ++given) {
            while (packet->stamp.number != segments[given].packet.number) ++packet;
            on_segment(*packet, segments[given].key);
        }
    };
    for (const engine::PreparedPackets::Odd& odd : prepared_.odd()) {
        if (odd.reading.outcome != wire::Outcome::fragment) continue;
        give_segments(odd.segments_before);
        on_fragment(*odd.packet, odd.subframe);
    }
    give_segments(segments.size());
    if (!packets.empty()) {
        give_up_fragments(a_timeout_before(packets.back().stamp.time));
        now_ = std::max(now_, packets.back().stamp.time);
    }
    settle_flows_over();
    let_go();
}

void PacketKeeper::on_segment(const capture::Packet& packet, const FlowKey& key) {
    const State state = state_of(key, packet.stamp.number);
    if (state && state->verdict != Verdict::refused) keep(packet, state);
}

PacketKeeper::State PacketKeeper::state_of(const FlowKey& key, std::uint64_t packet) {
    begin_flows(packet);
    const auto slot = slots_.find(key);
    return slot == slots_.end() ? nullptr : slot->second.present;
}

/// As the engine does it: the packet that fragments make up may be a tunnel's, and carry a fragment again.
void PacketKeeper::on_fragment(const capture::Packet& packet, std::uint32_t subframe) {
    wire::Fragment fragment =
        wire::read_fragment(packet.link_type, packet.data, packet.original_length, wire_, subframe);
    keep(packet, fragments_of(fragment.key, packet.stamp.time));
    while (const wire::WholePacket* const whole = fragments_.add(fragment, packet.stamp.time)) {
        const wire::FragmentKey key = fragment.key;
        Segment segment;
        const wire::Reading reading = wire::decode_into(segment, *whole, wire_);
        if (reading.outcome == wire::Outcome::fragment) {
            fragment = wire::read_fragment(*whole, wire_);
            settle_fragments(key, fragments_of(fragment.key, packet.stamp.time));
        } else {
            return settle_fragments(key,
                                    reading.usable ? state_of(segment.key, packet.stamp.number) : nullptr);
        }
    }
}

PacketKeeper::State PacketKeeper::fragments_of(const wire::FragmentKey& key, Timestamp now) {
    State& state = fragmented_[key];
    if (!state) {
        state = std::make_shared<FlowState>();
        first_fragments_.push_back({now, key, state});
    }
    return state;
}

/// Those that began before, and those of more packets than the engine waits for: they are never whole, or
/// copies of what was.
void PacketKeeper::give_up_fragments(Timestamp before) {
    for (; !first_fragments_.empty(); first_fragments_.pop_front()) {
        const Fragmented& oldest = first_fragments_.front();
        const bool in_time = oldest.since >= before;
        if (in_time && first_fragments_.size() <= wire::kMaxFragmentedPackets) return;
        const auto found = fragmented_.find(oldest.key);
        if (found != fragmented_.end() && found->second == oldest.state)
            settle_fragments(oldest.key, nullptr);
    }
}

/// `owner`: null where it is nobody of interest.
void PacketKeeper::settle_fragments(const wire::FragmentKey& key, State owner) {
    const auto found = fragmented_.find(key);
    if (found == fragmented_.end()) return;
    if (!owner) found->second->verdict = Verdict::refused;
    if (owner != found->second) found->second->same_as = std::move(owner);
    fragmented_.erase(found);
}

/// All on the way lead straight there afterwards: whoever nests fragments in fragments could make it long.
PacketKeeper::FlowState& PacketKeeper::owner_of(FlowState& state) noexcept {
    State owner;
    for (FlowState* each = &state; each->same_as; each = owner.get()) owner = each->same_as;
    if (!owner) return state;
    State passed;
    for (FlowState* each = &state; each != owner.get(); each = passed.get())
        passed = std::exchange(each->same_as, owner);
    return *owner;
}

void PacketKeeper::begin_flows(std::uint64_t up_to) {
    for (; !begins_.empty() && begins_.front().packet <= up_to; begins_.pop_front())
        slots_[begins_.front().state->key].present = begins_.front().state;
}

void PacketKeeper::keep(const capture::Packet& packet, const State& state) {
    if (queue_.empty() && owner_of(*state).verdict == Verdict::chosen) return take(packet);
    queue_.push_back({own_copy(packet), state});
    waiting_octets_ += queue_.back().own.cost;
    ++state->waiting;
    if (waiting_octets_ > limits_.octets) let_go();
}

/// A packet that has segments of several flows (IEEE 802.11) comes once for each.
PacketKeeper::OwnPacket PacketKeeper::own_copy(const capture::Packet& packet) const {
    const OwnPacket* const latest = queue_.empty() ? nullptr : &queue_.back().own;
    if (latest != nullptr && latest->packet.stamp.number == packet.stamp.number)
        return {packet, latest->octets, kPacketCost};
    std::vector<std::uint8_t> octets(packet.data.begin(), packet.data.end());
    octets.insert(octets.end(), packet.options.begin(), packet.options.end());
    const std::uint64_t cost = kPacketCost + octets.size();
    return {packet, std::make_shared<const std::vector<std::uint8_t>>(std::move(octets)), cost};
}

/// Once, also where it is several flows'.
void PacketKeeper::take(const capture::Packet& packet) {
    if (packet.stamp.number == taken_) return;
    taken_ = packet.stamp.number;
    take_(packet);
}

void PacketKeeper::take(const OwnPacket& own) {
    const Bytes octets = *own.octets;
    capture::Packet packet = own.packet;
    packet.options = octets.subspan(packet.data.size());
    packet.data = octets.first(packet.data.size());
    take(packet);
}

/// Those in front of which the verdict is known, and those for which there is no more room.
void PacketKeeper::let_go() {
    for (; !queue_.empty(); queue_.pop_front()) {
        Waiting& front = queue_.front();
        const Verdict verdict = owner_of(*front.state).verdict;
        if (verdict == Verdict::open && may_wait(front)) return;
        waiting_octets_ -= front.own.cost;
        --front.state->waiting;
        if (verdict == Verdict::open) give_up(front);
        if (verdict == Verdict::chosen) take(front.own);
    }
}

bool PacketKeeper::may_wait(const Waiting& front) const noexcept {
    return waiting_octets_ <= limits_.octets &&
           nanoseconds_between(front.own.packet.stamp.time, now_) < limits_.time;
}

void PacketKeeper::on_time(Timestamp now) {
    now_ = std::max(now_, now);
    let_go();
}

void PacketKeeper::stop() {
    stopped_ = true;
    slots_.clear();
    awaited_.clear();
    begins_.clear();
    over_.clear();
    late_.clear();
    queue_.clear();
    fragmented_.clear();
    first_fragments_.clear();
}

void PacketKeeper::give_up(Waiting& front) {
    FlowState& owner = owner_of(*front.state);
    if (owner.connection && put_aside(owner, front.own)) return;
    front.state->beginning_lost = owner.beginning_lost = true;
    if (front.state->waiting == 0 && !owner.connection) forget(front.state);
}

/// Not where packets before it are missing.
bool PacketKeeper::put_aside(FlowState& owner, OwnPacket& own) {
    const std::uint64_t cost = kPacketCost + own.octets->size();
    const bool fits =
        owner.aside_octets + cost <= limits_.aside_of_one && aside_octets_ + cost <= limits_.aside;
    if (owner.beginning_lost || !fits) return false;
    owner.aside_octets += cost;
    aside_octets_ += cost;
    owner.aside.push_back(std::move(own));
    return true;
}

void PacketKeeper::settle_flows_over() {
    for (const State& state : std::exchange(over_, {})) {
        if (state->verdict == Verdict::refused) {
            forget(state);
        } else {
            late_.push_back(state);
        }
    }
    for (; late_.size() > kMaxLate; late_.pop_front()) forget(late_.front());
}

void PacketKeeper::forget(const State& state) {
    const auto slot = slots_.find(state->key);
    if (slot != slots_.end() && slot->second.newest == state) slots_.erase(slot);
}

void PacketKeeper::finish() {
    give_up_fragments({std::numeric_limits<std::int64_t>::max()});
    for (Waiting& waiting : queue_) {
        FlowState& owner = owner_of(*waiting.state);
        if (owner.verdict == Verdict::open) owner.verdict = Verdict::refused;
    }
    let_go();
}

}  // namespace wsdissect::cli
