#include "engine/frame_assembly.hpp"

#include <algorithm>
#include <memory>

#include "engine/unkept_text.hpp"

namespace wsdissect::engine {

using websocket::FrameEvent;
using websocket::FrameHeader;
using websocket::Opcode;

namespace {

/// Room for fragments that is asked for first; it doubles from there.
constexpr std::size_t kFirstFragments = 16;

/// Octets of a compressed message that are held before they are told to be inflated.
constexpr std::uint64_t kPart = std::uint64_t{256} << 10;
/// What inflating a message in parts takes, beside what is kept of it: octets, at least as many as it does.
constexpr std::uint64_t kOpenInflation = std::uint64_t{192} << 10;

}  // namespace

FrameAssembly::~FrameAssembly() {
    close_message();
    frame_buffer_.clear(context().budget);
}

Bytes FrameAssembly::on_bytes(Bytes octets, const tcp::Arrival& arrival) {
    direction_.place_ = DirectionDecoder::Place::assembly;
    while (true) {
        const bool at_header = !reader_.in_frame() && reader_.partial_header() == 0;
        if (at_header) {
            if (octets.empty()) return octets;
            frame_ = {.first_packet = arrival.carried_by};
        }
        const auto step = reader_.read(octets);
        octets = octets.subspan(step.consumed);
        switch (step.event) {
            case FrameEvent::need_more: return octets;
            case FrameEvent::header: begin_frame(arrival.packet); break;
            case FrameEvent::payload: on_payload(step.payload, arrival.packet); break;
            case FrameEvent::frame_end: tell_frame(arrival.packet, true); break;
        }
        const bool at_rest = step.event == FrameEvent::frame_end && !message_.open;
        if (at_rest) {
            direction_.place_ = DirectionDecoder::Place::at_rest;
            return octets;
        }
    }
}

void FrameAssembly::begin_frame(const PacketStamp& packet) {
    const FrameHeader& header = reader_.header();
    const bool begins = begins_message(header.opcode);
    const bool continues = header.opcode == Opcode::continuation && message_.open;
    frame_.began = packet.time;
    frame_.stray = context().demand.findings && direction_.is_stray(as_alone(header, continues));
    frame_.interleaves = begins && message_.open;
    direction_.note_shape(header);
    if (begins) begin_message(packet);
    frame_.role = begins || continues ? Role::message : Role::loose;
    if (frame_.role == Role::message) continue_message();
    frame_.alone = frame_.role == Role::loose || (message_.frames == 1 && header.fin);
    frame_.buffer_start = message_buffer_.size();
    // What is held of a compressed message goes on as soon as the next octet does not fit.
    const std::uint64_t limit = limit_of_message();
    const std::uint64_t room = limit - std::min<std::uint64_t>(limit, frame_.buffer_start);
    const std::uint64_t length =
        message_.compressed ? header.payload_length : std::min(header.payload_length, wanted_of_frame());
    frame_.apart = frame_.role == Role::loose || length > room || (message_.compressed && message_.lost_at);
}

std::uint64_t FrameAssembly::limit_of_message() const noexcept {
    return message_.compressed ? std::min(wanted_of_message(), kPart) : wanted_of_message();
}

void FrameAssembly::begin_message(const PacketStamp& packet) {
    tell_unfinished_message(packet);
    message_.open = true;
    message_.opcode = reader_.header().opcode;
    message_.compressed = direction_.is_compressed(reader_.header());
    message_.opaque = direction_.is_opaque(reader_.header());
    message_.first_packet = frame_.first_packet;
    message_.began = packet.time;
    message_.stray = frame_.stray;
}

void FrameAssembly::continue_message() {
    const FrameHeader& header = reader_.header();
    ++message_.frames;
    message_.final_frame_begun = header.fin;
    if (__builtin_add_overflow(message_.wire_length, header.payload_length, &message_.wire_length))
        message_.wire_length = ~std::uint64_t{0};
}

void FrameAssembly::on_payload(Bytes piece, const PacketStamp& packet) {
    const FrameHeader& header = reader_.header();
    count_captured(piece.size());
    if (frame_.alone && piece.size() == header.payload_length) {
        whole_piece_ = piece;
        return;
    }
    const PieceMask mask{header.masking_key, reader_.payload_position() - piece.size()};
    if (frame_.role == Role::message) hold_for_message(piece, mask, packet);
    if (frame_.apart) frame_buffer_.append(piece, mask, wanted_of_frame(), context().budget);
    frame_.full = reader_.payload_left() > 0 && is_full();
}

bool FrameAssembly::is_full() const noexcept {
    if (frame_.apart && frame_buffer_.size() < wanted_of_frame()) return false;
    if (frame_.role == Role::loose) return true;
    const std::uint64_t limit = limit_of_message();
    if (message_.compressed) return message_.lost_at || limit == 0;
    return message_buffer_.size() >= limit && !looks_at_unkept();
}

/// A compressed message cannot be inflated beyond the first octet that is missing.
void FrameAssembly::hold_for_message(Bytes piece, const PieceMask& mask, const PacketStamp& packet) {
    const std::uint64_t limit = limit_of_message();
    if (!message_.compressed) return hold_as_it_is(piece, mask, limit);
    if (message_.lost_at || limit == 0) return;
    PieceMask rest = mask;
    while (!piece.empty()) {
        if (message_buffer_.size() == limit) tell_part(packet);
        const Bytes fitting = front(piece, limit - message_buffer_.size());
        message_buffer_.append(fitting, rest, limit, context().budget);
        piece = piece.subspan(fitting.size());
        rest.position += fitting.size();
    }
}

void FrameAssembly::hold_as_it_is(Bytes piece, const PieceMask& mask, std::uint64_t limit) {
    const std::size_t before = message_buffer_.size();
    message_buffer_.append(piece, mask, limit, context().budget);
    const std::size_t kept = message_buffer_.size() - before;
    if (kept == piece.size() || !looks_at_unkept()) return;
    if (!message_.text) {
        message_.text = std::make_unique<codec::Utf8Pieces>();
        message_.text->add(message_buffer_.bytes());
    }
    look_at_unkept(*message_.text, piece.subspan(kept), {mask.key, mask.position + kept});
}

std::optional<bool> FrameAssembly::valid_utf8(bool complete) const noexcept {
    const bool has_holes = message_.lost_at && message_.captured > *message_.lost_at;
    if (has_holes) return std::nullopt;
    if (message_.text) return complete ? message_.text->valid() : message_.text->valid_so_far();
    if (whole_piece_.empty() || !looks_at_unkept()) return std::nullopt;
    return is_valid_unkept(whole_piece_, reader_.header().masking_key);
}

void FrameAssembly::tell_part(const PacketStamp& packet) {
    if (message_.in_parts == 0) begin_parts();
    model::Message part{.connection = &info(),
                        .packet = packet,
                        .first_packet = message_.first_packet,
                        .direction = direction_.direction_,
                        .opcode = message_.opcode,
                        .frames = message_.frames,
                        .compressed = true,
                        .in_parts = message_.in_parts,
                        .most_kept = message_.most_kept};
    direction_.deflate_.offer_part(part, message_buffer_.bytes(), context());
    context().sink.on_message_part(part);
    message_.in_parts += message_buffer_.size();
    message_buffer_.clear(context().budget);
}

/// What is kept of the message is held until its end, elsewhere; how much that may be is settled here, so
/// that it does not depend on who is first there.
void FrameAssembly::begin_parts() {
    context().budget.count(kOpenInflation);
    std::uint64_t most = std::min(context().demand.message_payload, context().options.max_message);
    while (most > 0 && !context().budget.take(most)) most /= 2;
    message_.most_kept = most;
}

/// The payload of the frame begun from its front, as far as it is held without a hole.
Bytes FrameAssembly::held_of_frame() const {
    if (!whole_piece_.empty()) {
        const std::uint64_t of_message = frame_.role == Role::message ? wanted_of_message() : 0;
        return direction_.unmasked(whole_piece_, reader_.header(), std::max(wanted_of_frame(), of_message));
    }
    const Bytes held =
        frame_.apart ? frame_buffer_.bytes() : message_buffer_.bytes().subspan(frame_.buffer_start);
    return front(held, frame_.lost_at.value_or(held.size()));
}

void FrameAssembly::tell_frame(const PacketStamp& packet, bool whole) {
    direction_.count_frame(reader_.header().opcode, frame_.captured);
    model::Frame frame{.connection = &info(),
                       .packet = packet,
                       .first_packet = frame_.first_packet,
                       .direction = direction_.direction_,
                       .header = reader_.header(),
                       .captured_length = frame_.captured,
                       .deflate_agreed = direction_.deflate_.agreed(),
                       .in_flight = nanoseconds_between(frame_.began, packet.time)};
    if (context().demand.findings) note_suspect(frame);
    const Bytes held = held_of_frame();
    if (frame_.role == Role::message) {
        tell_in_message(frame, held, whole);
    } else {
        direction_.tell_loose(frame, front(held, wanted_of_frame()));
    }
    whole_piece_ = {};
    frame_buffer_.clear(context().budget);
}

FrameHeader FrameAssembly::as_alone(FrameHeader header, bool continues) const noexcept {
    if (continues && header.rsv == 0) header.opcode = message_.opcode;
    return header;
}

void FrameAssembly::note_suspect(model::Frame& frame) {
    const bool continues = frame_.role == Role::message && frame.header.opcode == Opcode::continuation;
    const FrameHeader header = as_alone(frame.header, continues);
    const bool suspect = direction_.is_suspect(header) || (frame_.interleaves && !direction_.doubtful());
    if (!suspect || direction_.raises_doubt(header) || frame_.stray) return;
    // The other side's Close counts if it came before the frame began; that it is missing shows later.
    if (direction_.may_miss_peers_frames() && direction_.is_stray(header)) return;
    frame.suspect = true;
    frame.setting = direction_.setting_of(frame.header);
    frame.setting.in_message = frame_.interleaves;
    if (continues) frame.setting.outside_message = false;
}

void FrameAssembly::tell_in_message(model::Frame& frame, Bytes held, bool whole) {
    if (wanted_of_frame() > 0) frame.payload = front(held, wanted_of_frame());
    frame.compressed = message_.compressed;
    if (!frame_.alone) note_fragment({frame.packet.number, frame.header.payload_length});
    if (!frame.header.fin || !whole) {
        if (direction_.wants(frame)) context().sink.on_frame(frame);
        return;
    }
    const Bytes content = whole_piece_.empty() ? message_buffer_.bytes() : held;
    direction_.count_message(message_.wire_length);
    direction_.tell_message(frame, message_event(frame.packet, !message_.lost_at, content));
    close_message();
}

/// `held`: its content, as far as it is held; perhaps more than is wanted.
model::Message FrameAssembly::message_event(const PacketStamp& packet, bool complete, Bytes held) const {
    model::Message message{.connection = &info(),
                           .packet = packet,
                           .first_packet = message_.first_packet,
                           .direction = direction_.direction_,
                           .opcode = message_.opcode,
                           .frames = message_.frames,
                           .compressed = message_.compressed,
                           .opaque = message_.opaque,
                           .wire_length = message_.wire_length,
                           .complete = complete,
                           .in_parts = message_.in_parts,
                           .most_kept = message_.most_kept,
                           .doubtful = direction_.doubtful_ || message_.stray,
                           .in_flight = nanoseconds_between(message_.began, packet.time),
                           .fragments = fragments_};
    if (message_.opaque) return message;
    if (message_.compressed) {
        direction_.deflate_.offer(message, held, context());
        const std::uint64_t before_loss = message_.lost_at.value_or(message_.captured);
        message.truncated = model::is_due(message.inflation) && message_.in_parts + held.size() < before_loss;
        return message;
    }
    if (message_.final_frame_begun) message.length = message_.wire_length;
    if (wanted_of_message() == 0) {
        message.valid_utf8 = valid_utf8(complete);
        return message;
    }
    const Bytes payload = front(held, wanted_of_message());
    message.payload = payload;
    message.truncated = payload.size() < message_.captured;
    if (message.truncated) message.valid_utf8 = valid_utf8(complete);
    message.has_holes = message_.lost_at && payload.size() > *message_.lost_at;
    direction_.note_validity(message);
    return message;
}

/// Fragments beyond what is listed, or what memory is granted for, are only counted.
void FrameAssembly::note_fragment(const model::Fragment& fragment) {
    const std::size_t room = fragments_.capacity();
    if (fragments_.size() == room) {
        if (room >= model::kMaxFragments) return;
        const std::size_t more = std::max(room, kFirstFragments);
        if (!context().budget.take(more * sizeof(model::Fragment))) return;
        fragments_.reserve(room + more);
    }
    fragments_.push_back(fragment);
}

void FrameAssembly::close_message() {
    context().budget.give_back(fragments_.capacity() * sizeof(model::Fragment));
    std::vector<model::Fragment>().swap(fragments_);
    message_buffer_.clear(context().budget);
    if (message_.in_parts > 0) context().budget.give_back(kOpenInflation + message_.most_kept);
    message_ = {};
}

void FrameAssembly::tell_unfinished_message(const PacketStamp& packet) {
    if (!message_.open) return;
    direction_.count_message(message_.wire_length);
    const model::Message message = message_event(packet, false, message_buffer_.bytes());
    if (context().demand.any_message()) context().sink.on_message(message);
    close_message();
}

bool FrameAssembly::skip(std::uint64_t octets) {
    const bool in_step = reader_.skip(octets);
    note_loss();
    return in_step;
}

/// The frame begun misses octets from here on, and with it its message.
void FrameAssembly::note_loss() {
    if (!reader_.in_frame()) return;
    if (!frame_.lost_at) frame_.lost_at = frame_.captured;
    if (frame_.role == Role::message && !message_.lost_at) message_.lost_at = message_.captured;
}

void FrameAssembly::begin_search(const websocket::DirectionShape& shape) {
    using websocket::ChainSearch;
    search_ = std::make_unique<FrameSearch>(context().budget,
                                            ChainSearch(shape, ChainSearch::Beginnings::anywhere));
}

std::unique_ptr<FrameSearch> FrameAssembly::end_search() {
    reader_.reset();
    return std::move(search_);
}

void FrameAssembly::finish(const PacketStamp& last) {
    if (reader_.in_frame()) tell_frame(last, false);
    tell_unfinished_message(last);
}

}  // namespace wsdissect::engine
