// What waits: until it is in order, until it is certain that what is before it does not come, or until the
// consumer goes on.

#include <algorithm>
#include <utility>

#include "tcp/tracker_impl.hpp"

namespace wsdissect::tcp {

namespace {

/// Whether the direction waits for a segment that will most likely not come.
bool has_suspect_hole(const HalfFlow& half) noexcept {
    if (half.pending == 0 || half.held) return false;
    return !half.started || (half.is_acknowledged && is_before(half.next, half.offset_of(half.acknowledged)));
}

}  // namespace

/// The consumer wants no more for now.
Pending& Tracker::Impl::hold(Flow& flow, End from) {
    flow.half(from).held = true;
    Pending& pending = pending_of(flow, from);
    pending.suspicion = {flow.packets, flow.last_time};
    return pending;
}

void Tracker::Impl::drop_pending(HalfFlow& half) {
    half.held = false;
    if (half.pending == 0) return;
    budget_.give_back(pendings_.get(half.pending).cost());
    pendings_.release(half.pending);
    half.pending = 0;
}

/// Hands on what is in order now.
void Tracker::Impl::drain(Flow& flow, End from) {
    while (drain_one(flow, from)) continue;
}

/// Both directions, in the order in which the capture has their packets, but for what the consumer holds of
/// one: what that is resumed with does not overtake the other one either.
void Tracker::Impl::drain_both(Flow& flow) {
    if (!waits(flow)) return;
    const std::uint64_t turn = turn_;
    while (true) {
        const std::uint64_t lower = next_in_order(flow, End::lower);
        const std::uint64_t higher = next_in_order(flow, End::higher);
        turn_ = std::min(lower, higher);
        if (turn_ == kNoPacket || !drain_one(flow, lower < higher ? End::lower : End::higher)) break;
    }
    turn_ = turn;
    for (const End end : {End::lower, End::higher}) drain(flow, end);
}

/// The number of the packet whose octets or FIN would be handed on next; kNoPacket: there is none.
std::uint64_t Tracker::Impl::next_in_order(const Flow& flow, End from) const noexcept {
    const HalfFlow& half = flow.half(from);
    if (flow.state != FlowState::live || half.pending == 0 || !half.started || half.held) return kNoPacket;
    if (waits_to_begin(flow.half(other(from)))) return kNoPacket;
    const Pending& pending = pendings_.get(half.pending);
    if (pending.fin == half.next) return pending.fin_packet.number;
    const bool is_there = pending.has_pieces() && pending.first_offset() == half.next;
    return is_there ? pending.first_packet() : kNoPacket;
}

/// A piece, or the end. False: there is nothing that could be handed on.
bool Tracker::Impl::drain_one(Flow& flow, End from) {
    HalfFlow& half = flow.half(from);
    const std::uint64_t packet = next_in_order(flow, from);
    if (packet > turn_) return false;
    if (packet == kNoPacket) {
        if (half.started && !half.held) drop_if_done(flow, from);
        return false;
    }
    Pending& pending = pendings_.get(half.pending);
    if (pending.fin == half.next) {
        const PacketStamp last = pending.fin_packet;
        drop_pending(half);
        end_direction(flow, from, last);
        return true;
    }
    Piece piece = pending.take_first();
    budget_.give_back(kPieceCost + piece.octets.size());
    pending.suspicion.reset();
    if (piece.arrival.packet.number > pending.latest.number) pending.latest = piece.arrival.packet;
    piece.arrival.packet = pending.latest;
    deliver(flow, from, std::move(piece));
    return true;
}

/// Where all pieces were handed on, and no end is ahead.
void Tracker::Impl::drop_if_done(Flow& flow, End from) {
    HalfFlow& half = flow.half(from);
    if (half.pending == 0) return;
    const Pending& pending = pendings_.get(half.pending);
    if (pending.has_pieces() || (pending.fin && !is_before(*pending.fin, half.next))) return;
    if (pending.fin) flow.forget_ender(from);  // octets after it proved it false
    drop_pending(half);
}

void Tracker::Impl::resume(Flow& flow, End from) {
    HalfFlow& half = flow.half(from);
    if (!half.held) return;
    half.held = false;
    pending_of(flow, from).suspicion.reset();
    drain(flow, from);
}

/// Lets go on what waits in vain, or takes too much room.
/// `packet`: the one at which a hole becomes certain.
void Tracker::Impl::check_patience(Flow& flow, End from, const PacketStamp& packet, Timestamp now) {
    const HalfFlow& half = flow.half(from);
    while (flow.state == FlowState::live && half.pending != 0 && has_waited_enough(flow, from, now))
        give_up_waiting(flow, from, packet);
}

bool Tracker::Impl::has_waited_enough(const Flow& flow, End from, Timestamp now) {
    const HalfFlow& half = flow.half(from);
    Pending& pending = pendings_.get(half.pending);
    if (pending.cost() > kMaxPending || pending.pieces() > kMaxPieces || !budget_.has_room(0)) return true;
    // What the consumer waits for may be what the other direction waits with, whose own time is limited.
    const bool suspect = half.held ? !has_suspect_hole(flow.half(other(from))) : has_suspect_hole(half);
    if (!suspect) return false;
    if (!pending.suspicion) pending.suspicion = {flow.packets, now};
    return flow.packets - pending.suspicion->packets >= kPatiencePackets ||
           nanoseconds_between(pending.suspicion->time, now) >= kPatienceTime;
}

/// Afterwards something more was handed on, or nothing waits any longer.
void Tracker::Impl::give_up_waiting(Flow& flow, End from, const PacketStamp& packet) {
    HalfFlow& half = flow.half(from);
    if (half.held) return expire_hold(flow, from);
    if (!half.started || waits_to_begin(flow.half(other(from)))) return begin_without_start(flow, packet);
    Pending& pending = pendings_.get(half.pending);
    pending.suspicion.reset();
    skip_to(flow, from, pending.next_known(half.next), packet);
    drain_both(flow);
}

/// No earlier segments come, of neither direction.
void Tracker::Impl::begin_without_start(Flow& flow, const PacketStamp& packet) {
    for (const End end : {End::lower, End::higher}) {
        HalfFlow& half = flow.half(end);
        if (flow.state != FlowState::live || half.pending == 0 || half.started) continue;
        Pending& pending = pendings_.get(half.pending);
        pending.suspicion.reset();
        skip_to(flow, end, pending.next_known(half.next), packet);
    }
    drain_both(flow);
}

void Tracker::Impl::expire_hold(Flow& flow, End from) {
    HalfFlow& half = flow.half(from);
    const std::uint64_t refused = half.next;
    half.held = false;
    pendings_.get(half.pending).suspicion.reset();
    consumer_.on_hold_expired(flow, from);
    drain(flow, from);
    if (half.held && half.next == refused) drop_pending(half);
}

/// Nothing comes any more that could be waited for.
void Tracker::Impl::flush(Flow& flow, const PacketStamp& packet) {
    const std::uint64_t turn = std::exchange(turn_, kNoPacket);
    while (const std::optional<End> end = first_to_give_up(flow)) give_up_waiting(flow, *end, packet);
    turn_ = turn;
}

/// Holes come first: behind one there may be what the consumer waits for.
std::optional<End> Tracker::Impl::first_to_give_up(const Flow& flow) const noexcept {
    if (flow.state != FlowState::live) return std::nullopt;
    for (const bool held : {false, true})
        for (const End end : {End::lower, End::higher})
            if (flow.half(end).pending != 0 && flow.half(end).held == held) return end;
    return std::nullopt;
}

}  // namespace wsdissect::tcp
