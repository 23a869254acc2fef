#include <algorithm>
#include <utility>

#include "tcp/tracker_impl.hpp"

namespace wsdissect::tcp {

namespace {

/// Where a direction's offsets begin when its first octet is not known: room for segments that come before
/// it.
constexpr std::uint32_t kUnknownStart = 1U << 30;

SequenceNumber first_octet_of(const Segment& segment) noexcept {
    // RFC 9293 section 3.4: a SYN takes one number.
    return segment.sequence + (segment.flags.syn() ? 1U : 0U);
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

void Tracker::Impl::note_fin(Flow& flow, End from, std::uint64_t offset, const PacketStamp& packet) {
    HalfFlow& half = flow.half(from);
    if (half.ended || (half.started && is_before(offset, half.next))) return;
    if (half.started && half.pending == 0 && offset == half.next) return end_direction(flow, from, packet);
    Pending& pending = pending_of(flow, from);
    // The first FIN wins, as the first copy of an octet does, unless octets after it proved it false, or the
    // later one is in order: a receiver takes that, and may have dropped one that was far beyond.
    const bool in_order = half.started && offset == half.next && !pending.has_pieces();
    if (pending.fin && !is_before(*pending.fin, half.next) && !in_order) return;
    if (pending.fin) flow.forget_ender(from);
    note_ender(flow, from);
    pending.fin = offset;
    pending.fin_packet = packet;
    drain(flow, from);
}

/// Whether the end of `end` may have come that the capture lacks.
bool Tracker::Impl::may_miss_end(const Flow& flow, End end) const noexcept {
    const HalfFlow& half = flow.half(end);
    if (!half.based) return true;  // acknowledgements have nothing to be compared with
    if (half.is_all_captured()) return false;
    if (half.pending == 0) return true;
    if (!half.is_acknowledged) return false;
    const Pending& pending = pendings_.get(half.pending);
    std::uint64_t known = pending.has_pieces() ? pending.end_offset() : half.next;
    if (pending.fin && !is_before(*pending.fin, known)) known = *pending.fin + 1;
    return is_before(known, half.offset_of(half.acknowledged));
}

void Tracker::Impl::note_ender(Flow& flow, End from) const noexcept {
    if (may_miss_end(flow, other(from))) return flow.note_doubtful_ender();
    flow.note_ender(from);
}

void Tracker::Impl::end_direction(Flow& flow, End from, const PacketStamp& packet) {
    flow.half(from).ended = true;
    note_ender(flow, from);
    if (flow.owner != nullptr) consumer_.on_direction_end(flow, from, packet);
    if (flow.state == FlowState::live && flow.half(other(from)).ended)
        end(flow, FlowEnding::fin, std::nullopt);
}

}  // namespace wsdissect::tcp
