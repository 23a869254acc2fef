#include "cli/packet_keeper.hpp"

#include <utility>

namespace wsdissect::cli {

namespace {

/// What a packet that waits costs beside its octets.
constexpr std::uint64_t kPacketCost = 256;
/// Connections that are over and whose stragglers are waited for.
constexpr std::size_t kMaxLate = 2048;

std::uint64_t cost_of(std::size_t octets) noexcept { return kPacketCost + octets; }

}  // namespace

std::size_t PacketKeeper::KeyHash::operator()(const FlowKey& key) const noexcept {
    std::uint64_t hash = key.ports_and_family ^ key.network;
    for (const std::uint64_t word : key.addresses) hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
    return static_cast<std::size_t>(hash ^ hash >> 32);
}

void PacketKeeper::on_flow_begin(const FlowKey& key, std::uint64_t packet) {
    auto state = std::make_shared<FlowState>(FlowState{.key = key});
    slots_[key].newest = state;
    begins_.push_back({packet, std::move(state)});
}

void PacketKeeper::on_websocket(const FlowKey& key) {
    Slot& slot = slots_[key];
    // All that waited of it was given up, so it was forgotten.
    const bool forgotten = !slot.newest || slot.newest->verdict == Verdict::refused;
    if (forgotten) {
        slot.newest = slot.present =
            std::make_shared<FlowState>(FlowState{.key = key, .beginning_lost = true});
    }
    if (slot.newest->verdict == Verdict::open && slot.newest->beginning_lost) ++incomplete_;
    slot.newest->verdict = Verdict::chosen;
}

void PacketKeeper::on_flow_over(const FlowKey& key) {
    const auto slot = slots_.find(key);
    if (slot == slots_.end() || !slot->second.newest) return;
    FlowState& state = *slot->second.newest;
    if (state.verdict == Verdict::open) state.verdict = Verdict::refused;
    over_.push_back(slot->second.newest);
}

void PacketKeeper::on_packets(std::span<const capture::Packet> packets) {
    prepared_.read(packets, wire_);
    auto packet = packets.begin();
    for (const Segment& segment : prepared_.segments()) {
        while (packet->stamp.number != segment.packet.number) ++packet;
        begin_flows(segment.packet.number);
        const auto slot = slots_.find(segment.key);
        if (slot == slots_.end() || !slot->second.present) continue;
        if (slot->second.present->verdict != Verdict::refused) keep(*packet, slot->second.present);
    }
    settle_flows_over();
    let_go();
}

void PacketKeeper::begin_flows(std::uint64_t up_to) {
    for (; !begins_.empty() && begins_.front().packet <= up_to; begins_.pop_front())
        slots_[begins_.front().state->key].present = begins_.front().state;
}

void PacketKeeper::keep(const capture::Packet& packet, const State& state) {
    if (queue_.empty() && state->verdict == Verdict::chosen) return take_(packet);
    Waiting waiting{packet, {packet.data.begin(), packet.data.end()}, state};
    waiting.octets.insert(waiting.octets.end(), packet.options.begin(), packet.options.end());
    waiting_octets_ += cost_of(waiting.octets.size());
    ++state->waiting;
    queue_.push_back(std::move(waiting));
}

/// Those in front of which the verdict is known, and those for which there is no more room.
void PacketKeeper::let_go() {
    for (; !queue_.empty(); queue_.pop_front()) {
        Waiting& front = queue_.front();
        if (front.state->verdict == Verdict::open && waiting_octets_ <= max_waiting_) return;
        waiting_octets_ -= cost_of(front.octets.size());
        --front.state->waiting;
        if (front.state->verdict == Verdict::open) give_up(front);
        if (front.state->verdict != Verdict::chosen) continue;
        const Bytes octets = front.octets;
        front.packet.options = octets.subspan(front.packet.data.size());
        front.packet.data = octets.first(front.packet.data.size());
        take_(front.packet);
    }
}

void PacketKeeper::give_up(Waiting& front) {
    front.state->beginning_lost = true;
    if (front.state->waiting == 0) forget(front.state);
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
    for (Waiting& waiting : queue_)
        if (waiting.state->verdict == Verdict::open) waiting.state->verdict = Verdict::refused;
    let_go();
}

}  // namespace wsdissect::cli
