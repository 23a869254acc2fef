#include <algorithm>
#include <utility>

#include "tcp/tracker_impl.hpp"

namespace wsdissect::tcp {

namespace {

/// Where a direction's offsets begin when its first octet is not known: room for segments that come before
/// it.
constexpr std::uint32_t kUnknownStart = 1U << 30;

SequenceNumber first_octet_of(const Segment& segment) noexcept {
    return segment.sequence +
           (segment.flags.syn() ? 1U : 0U);  // RFC 9293 section 3.4: a SYN takes one number
}

/// A keep-alive probe may carry one octet of garbage before those to come (RFC 9293 section 3.8.4). Where
/// others precede it, it is nothing new by its sequence number; the first segment seen shows by its zero.
bool may_be_keep_alive(const Segment& segment) noexcept {
    return segment.payload_length == 1 && segment.payload.size() == 1 && segment.payload[0] == 0 &&
           !segment.flags.syn() && !segment.flags.fin();
}

/// Where an end's octets begin as far as the capture goes, whose first segment begins at `first`: not before
/// what the other end has acknowledged by then. What lies between is missing.
SequenceNumber beginning_of(const HalfFlow& half, SequenceNumber first) noexcept {
    if (!half.is_acknowledged) return first;
    const std::int32_t missing = distance(half.acknowledged, first);
    return missing > 0 && missing <= static_cast<std::int32_t>(kMaxPending) ? half.acknowledged : first;
}

/// Whether octets wait for earlier ones, since where their direction begins is not known. Those of the other
/// direction wait with them: they may be what these answer.
bool waits_to_begin(const HalfFlow& half) noexcept { return half.pending != 0 && !half.started; }

/// What is left of a segment without its first octets.
struct Rest {
    Bytes octets;
    std::uint32_t length;
};
Rest rest_of(const Segment& segment, std::uint64_t skipped) {
    const auto captured = std::min<std::uint64_t>(skipped, segment.payload.size());
    return {segment.payload.subspan(captured), segment.payload_length - static_cast<std::uint32_t>(skipped)};
}

}  // namespace

void Tracker::Impl::note_syn(Flow& flow, End from, const Segment& segment) {
    HalfFlow& half = flow.half(from);
    if (half.start_known && !half.start_answered) return;
    const bool nothing_handed_on = half.start_answered && half.next == 0;
    if (half.started && !nothing_handed_on) return;  // too late
    half.start_answered = false;
    set_start(flow, from, segment.sequence + 1);
}

void Tracker::Impl::note_acknowledgment(Flow& flow, End acknowledged, const Segment& segment) {
    HalfFlow& half = flow.half(acknowledged);
    half.note_acknowledged(segment.acknowledgment);
    // The answer to a SYN acknowledges it alone (RFC 9293 section 3.5), or also octets that it carried (RFC
    // 7413 section 3).
    if (!segment.flags.syn() || half.start_known || half.started) return;
    half.start_answered = true;
    set_start(flow, acknowledged, segment.acknowledgment);
}

/// Nothing was handed on yet.
void Tracker::Impl::set_start(Flow& flow, End from, SequenceNumber first) {
    HalfFlow& half = flow.half(from);
    if (half.pending != 0) {
        Pending& pending = pendings_.get(half.pending);
        pending.suspicion.reset();
        budget_.give_back(pending.rebase(half.offset_of(first)));
    }
    half.base = first;
    half.next = 0;
    half.based = half.start_known = half.started = true;
    drain_both(flow);
}

bool Tracker::Impl::reset_fits(const Flow& flow, End from, const Segment& segment) const {
    const HalfFlow& half = flow.half(from);
    const HalfFlow& peer = flow.half(other(from));
    if (!half.based) {
        // The refusal of a SYN has no sequence number worth the name, but acknowledges it (RFC 9293
        // section 3.5.2).
        const bool answers = segment.flags.ack() && peer.start_known;
        if (answers && segment.acknowledgment == peer.next_sequence()) return true;
        return half.is_acknowledged ? half.acknowledged == segment.sequence : !answers;
    }
    std::uint64_t first = half.next;
    std::uint64_t last = half.next;
    if (half.is_acknowledged) {
        const std::uint64_t acknowledged = half.offset_of(half.acknowledged);
        if (is_before(acknowledged, first)) first = acknowledged;
        if (is_before(last, acknowledged)) last = acknowledged;
    }
    if (half.pending != 0) {
        const Pending& pending = pendings_.get(half.pending);
        if (pending.has_pieces() && is_before(last, pending.end_offset())) last = pending.end_offset();
    }
    const std::uint64_t offset = half.offset_of(segment.sequence);
    // One more than `last`: the RST may follow a FIN, which takes one number.
    return !is_before(offset, first) && !is_before(last + 1, offset);
}

void Tracker::Impl::accept(Flow& flow, End from, const Segment& segment) {
    HalfFlow& half = flow.half(from);
    const SequenceNumber first = first_octet_of(segment);
    if (half.ended) return;
    if (!half.based) {
        if (may_be_keep_alive(segment)) return;
        half.based = true;
        half.base = {beginning_of(half, first).value - kUnknownStart};
        half.next = kUnknownStart;
    }
    const std::uint64_t offset = half.offset_of(first);
    const std::uint64_t end = offset + segment.payload_length;
    if (is_before(half.next + kMaxWindow, offset)) return;
    if (!half.started && is_before(offset, 0)) return;  // as far behind
    if (half.started && offset == half.next && half.pending == 0 && !waits_to_begin(flow.half(other(from)))) {
        if (segment.payload_length > 0)
            deliver(flow, from, segment.payload, segment.payload_length, arrival_of(segment));
    } else if (segment.payload_length > 0 && (!half.started || is_before(half.next, end))) {
        keep(flow, from, offset, segment);
    }
    if (segment.flags.fin() && flow.state == FlowState::live) note_fin(flow, from, end, segment.packet);
}

void Tracker::Impl::deliver(Flow& flow, End from, Bytes octets, std::uint32_t length,
                            const Arrival& arrival) {
    const std::size_t taken = octets.empty() ? 0 : consumer_.on_bytes(flow, from, octets, arrival);
    note_taken(flow, from, octets, length, arrival, taken);
}

void Tracker::Impl::deliver(Flow& flow, End from, Piece piece) {
    const Bytes octets = piece.rest();
    const std::size_t taken = octets.empty() ? 0 : consumer_.on_bytes(flow, from, octets, piece.arrival);
    if (taken == octets.size() || flow.state != FlowState::live)
        return note_taken(flow, from, octets, piece.length, piece.arrival, taken);
    HalfFlow& half = flow.half(from);
    half.hand_on(taken);
    Pending& pending = hold(flow, from);
    budget_.count(pending.put_back(half.next, std::move(piece), taken));
}

/// The consumer took `taken` of the octets that were handed on.
void Tracker::Impl::note_taken(Flow& flow, End from, Bytes octets, std::uint32_t length,
                               const Arrival& arrival, std::size_t taken) {
    HalfFlow& half = flow.half(from);
    if (flow.state != FlowState::live) return;
    half.hand_on(taken);
    if (taken < octets.size()) {
        (void)hold(flow, from);
        return store(flow, from, half.next, octets.subspan(taken), length - static_cast<std::uint32_t>(taken),
                     arrival);
    }
    if (length == taken) return;
    half.next += length - taken;
    consumer_.on_gap(flow, from, length - taken, arrival.packet);
}

/// The consumer wants no more for now.
Pending& Tracker::Impl::hold(Flow& flow, End from) {
    flow.half(from).held = true;
    Pending& pending = pending_of(flow, from);
    pending.suspicion = {flow.packets, flow.last_time};
    return pending;
}

/// A segment that cannot be handed on at once: it waits for what comes before it, or holds something already
/// known.
void Tracker::Impl::keep(Flow& flow, End from, std::uint64_t offset, const Segment& segment) {
    HalfFlow& half = flow.half(from);
    const std::uint64_t skipped = half.started && is_before(offset, half.next) ? half.next - offset : 0;
    const Rest rest = rest_of(segment, skipped);
    if (skipped > 0 && half.pending == 0 && !waits_to_begin(flow.half(other(from))))
        return deliver(flow, from, rest.octets, rest.length, arrival_of(segment));
    store(flow, from, offset + skipped, rest.octets, rest.length, arrival_of(segment));
    drain_both(flow);
}

void Tracker::Impl::skip_to(Flow& flow, End from, std::uint64_t offset, const PacketStamp& packet) {
    HalfFlow& half = flow.half(from);
    const bool first = !half.started;
    half.started = true;
    if (is_before(half.next, offset)) {
        const std::uint64_t lost = offset - half.next;
        half.next = offset;
        consumer_.on_gap(flow, from, lost, packet);
    } else if (first) {
        half.next = offset;
    }
}

void Tracker::Impl::store(Flow& flow, End from, std::uint64_t offset, Bytes octets, std::uint32_t length,
                          const Arrival& arrival) {
    budget_.count(pending_of(flow, from).insert(offset, octets, length, arrival));
}

Pending& Tracker::Impl::pending_of(Flow& flow, End from) {
    HalfFlow& half = flow.half(from);
    if (half.pending == 0) {
        half.pending = pendings_.acquire();
        pendings_.get(half.pending).flow = &flow;
        budget_.count(kPendingCost);
    }
    return pendings_.get(half.pending);
}

void Tracker::Impl::drop_pending(HalfFlow& half) {
    half.held = false;
    if (half.pending == 0) return;
    budget_.give_back(pendings_.get(half.pending).cost());
    pendings_.release(half.pending);
    half.pending = 0;
}

void Tracker::Impl::note_fin(Flow& flow, End from, std::uint64_t offset, const PacketStamp& packet) {
    HalfFlow& half = flow.half(from);
    if (half.ended || (half.started && is_before(offset, half.next))) return;
    const bool is_over = half.started && half.pending == 0 && offset == half.next;
    if (is_over && !waits_to_begin(flow.half(other(from)))) return end_direction(flow, from, packet);
    Pending& pending = pending_of(flow, from);
    // The first FIN wins, as the first copy of an octet does, unless octets after it proved it false, or the
    // later one is in order: a receiver takes that, and may have dropped one that was far beyond.
    const bool in_order = half.started && offset == half.next && !pending.has_pieces();
    if (pending.fin && !is_before(*pending.fin, half.next) && !in_order) return;
    if (pending.fin) half.ended_first = false;
    flow.note_ender(from);
    pending.fin = offset;
    pending.fin_packet = packet;
    drain(flow, from);
}

void Tracker::Impl::end_direction(Flow& flow, End from, const PacketStamp& packet) {
    HalfFlow& half = flow.half(from);
    half.ended = true;
    half.sent_more = false;  // an acknowledgement behind a FIN that waited stands beyond that
    flow.note_ender(from);
    if (flow.owner != nullptr) consumer_.on_direction_end(flow, from, packet);
    if (flow.state == FlowState::live && flow.half(other(from)).ended)
        end(flow, FlowEnding::fin, std::nullopt);
}

/// Hands on what is in order now.
void Tracker::Impl::drain(Flow& flow, End from) {
    while (drain_one(flow, from)) continue;
}

/// Both directions, in the order in which the capture has their packets, but for what the consumer holds of
/// one: what that is resumed with does not overtake the other one either.
void Tracker::Impl::drain_both(Flow& flow) {
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
        if (half.started && !half.held) drop_if_done(half);
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
void Tracker::Impl::drop_if_done(HalfFlow& half) {
    if (half.pending == 0) return;
    const Pending& pending = pendings_.get(half.pending);
    if (pending.has_pieces() || (pending.fin && !is_before(*pending.fin, half.next))) return;
    if (pending.fin) half.ended_first = false;  // octets after it proved it false
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

/// Whether the direction waits for a segment that will most likely not come.
bool Tracker::Impl::has_suspect_hole(const HalfFlow& half) const noexcept {
    if (half.pending == 0 || half.held) return false;
    return !half.started || (half.is_acknowledged && is_before(half.next, half.offset_of(half.acknowledged)));
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
    drain_both(flow);
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
