#include "engine/direction_decoder.hpp"

#include <algorithm>
#include <bit>

namespace wsdissect::engine {

using websocket::FrameEvent;
using websocket::FrameHeader;
using websocket::Opcode;

namespace {

/// RFC 6455 section 5.5: control frames up to this length are always kept whole.
constexpr std::uint64_t kMaxControlPayload = 125;

/// Room for fragments that is asked for first; it doubles from there.
constexpr std::size_t kFirstFragments = 16;

Bytes front(Bytes octets, std::uint64_t length) noexcept {
    return octets.first(static_cast<std::size_t>(std::min<std::uint64_t>(octets.size(), length)));
}

}  // namespace

DirectionDecoder::~DirectionDecoder() {
    close_message();
    frame_buffer_.clear(context_.budget);
}

void DirectionDecoder::on_bytes(Bytes octets, const tcp::Arrival& arrival) {
    totals_.bytes += octets.size();
    if (lost_) return;
    while (true) {
        const bool at_header = !reader_.in_frame() && reader_.partial_header() == 0;
        if (at_header) {
            if (octets.empty()) return;
            frame_ = {.first_packet = arrival.carried_by};
        }
        const auto step = reader_.read(octets);
        octets = octets.subspan(step.consumed);
        switch (step.event) {
            case FrameEvent::need_more: return;
            case FrameEvent::header: begin_frame(arrival.packet); break;
            case FrameEvent::payload: on_payload(step.payload); break;
            case FrameEvent::frame_end: tell_frame(arrival.packet, true); break;
        }
    }
}

void DirectionDecoder::begin_frame(const PacketStamp& packet) {
    const FrameHeader& header = reader_.header();
    const bool begins = header.opcode == Opcode::text || header.opcode == Opcode::binary;
    if (begins) begin_message(packet);
    const bool continues = header.opcode == Opcode::continuation && message_.open;
    frame_.role = begins || continues ? Role::message : Role::loose;
    if (frame_.role == Role::message) continue_message();
    frame_.alone = frame_.role == Role::loose || (message_.frames == 1 && header.fin);
    frame_.buffer_start = message_buffer_.size();
    const std::uint64_t room =
        wanted_of_message() - std::min<std::uint64_t>(wanted_of_message(), frame_.buffer_start);
    frame_.apart = frame_.role == Role::loose || std::min(header.payload_length, wanted_of_frame()) > room;
}

void DirectionDecoder::begin_message(const PacketStamp& packet) {
    tell_unfinished_message(packet);
    message_.open = true;
    message_.opcode = reader_.header().opcode;
    message_.compressed = reader_.header().rsv1() && deflate_agreed_;
    message_.first_packet = frame_.first_packet;
}

void DirectionDecoder::continue_message() {
    const FrameHeader& header = reader_.header();
    ++message_.frames;
    message_.final_frame_begun = header.fin;
    if (__builtin_add_overflow(message_.wire_length, header.payload_length, &message_.wire_length))
        message_.wire_length = ~std::uint64_t{0};
}

void DirectionDecoder::on_payload(Bytes piece) {
    const FrameHeader& header = reader_.header();
    frame_.captured += piece.size();
    totals_.payload_bytes += piece.size();
    if (frame_.role == Role::message) message_.captured += piece.size();
    if (frame_.alone && piece.size() == header.payload_length) {
        whole_piece_ = piece;
        return;
    }
    const PieceMask mask{header.masking_key, reader_.payload_position() - piece.size()};
    if (frame_.role == Role::message)
        message_buffer_.append(piece, mask, wanted_of_message(), context_.budget);
    if (frame_.apart) frame_buffer_.append(piece, mask, wanted_of_frame(), context_.budget);
}

std::uint64_t DirectionDecoder::wanted_of_frame() const noexcept {
    const std::uint64_t most = context_.options.max_message;
    if (websocket::is_control(reader_.header().opcode)) return std::max(most, kMaxControlPayload);
    return std::min(context_.demand.frame_payload, most);
}

std::uint64_t DirectionDecoder::wanted_of_message() const noexcept {
    if (message_.compressed) return 0;  // of no use before it is inflated
    return std::min(context_.demand.message_payload, context_.options.max_message);
}

/// The payload of the frame begun from its front, as far as it is held without a hole.
Bytes DirectionDecoder::held_of_frame() const {
    if (!whole_piece_.empty()) return unmasked(whole_piece_);
    const Bytes held =
        frame_.apart ? frame_buffer_.bytes() : message_buffer_.bytes().subspan(frame_.buffer_start);
    return front(held, frame_.lost_at.value_or(held.size()));
}

/// As much of `piece`, a frame's whole payload, as anyone wants.
Bytes DirectionDecoder::unmasked(Bytes piece) const {
    const bool in_message = frame_.role == Role::message;
    const Bytes wanted =
        front(piece, in_message ? std::max(wanted_of_frame(), wanted_of_message()) : wanted_of_frame());
    const auto& key = reader_.header().masking_key;
    if (!key || wanted.empty()) return wanted;
    auto& scratch = context_.scratch;
    if (scratch.size() < wanted.size()) scratch.resize(wanted.size());
    websocket::apply_mask(wanted, *key, 0, scratch.data());
    return Bytes(scratch).first(wanted.size());
}

void DirectionDecoder::count_frame() {
    ++totals_.frames;
    ++context_.summary.frames[static_cast<std::size_t>(reader_.header().opcode)];
    context_.summary.payload_bytes += frame_.captured;
}

void DirectionDecoder::count_message() {
    ++totals_.messages;
    ++context_.summary.messages;
    const auto significant_bits = static_cast<std::size_t>(std::bit_width(message_.wire_length));
    ++context_.summary.message_lengths[index_of(direction_)][significant_bits];
}

void DirectionDecoder::tell_frame(const PacketStamp& packet, bool whole) {
    count_frame();
    model::Frame frame{.connection = &connection_,
                       .packet = packet,
                       .first_packet = frame_.first_packet,
                       .direction = direction_,
                       .header = reader_.header(),
                       .captured_length = frame_.captured,
                       .deflate_agreed = deflate_agreed_};
    const Bytes held = held_of_frame();
    if (wanted_of_frame() > 0) frame.payload = front(held, wanted_of_frame());
    if (frame_.role == Role::message) {
        tell_in_message(frame, held, whole);
    } else {
        tell_loose(frame);
    }
    whole_piece_ = {};
    frame_buffer_.clear(context_.budget);
}

void DirectionDecoder::tell_loose(model::Frame& frame) {
    const Opcode opcode = frame.header.opcode;
    if (opcode == Opcode::close || opcode == Opcode::ping || opcode == Opcode::pong) {
        tell_control(frame, *frame.payload);
    } else {
        context_.sink.on_frame(frame);
    }
}

void DirectionDecoder::tell_control(model::Frame& frame, Bytes payload) {
    model::Control control{.connection = &connection_,
                           .packet = frame.packet,
                           .direction = direction_,
                           .opcode = frame.header.opcode,
                           .payload = payload,
                           .payload_length = frame.header.payload_length};
    if (control.opcode == Opcode::close) {
        const auto body = websocket::parse_close_body(payload);
        control.close_code = body.code;
        const bool whole = payload.size() == frame.header.payload_length;
        if (whole) control.close_reason = body.reason;
        note_close(control);
    }
    frame.control = &control;
    context_.sink.on_frame(frame);
    context_.sink.on_control(control);
}

void DirectionDecoder::note_close(const model::Control& control) {
    if (close_) return;
    close_ = CloseSeen{control.packet.number, control.close_code, std::nullopt};
    // A longer reason is in its control record only: nothing without limit is kept until the connection ends.
    if (control.close_reason && control.close_reason->size() <= kMaxControlPayload)
        close_->reason.emplace(*control.close_reason);
}

void DirectionDecoder::tell_in_message(model::Frame& frame, Bytes held, bool whole) {
    frame.compressed = message_.compressed;
    if (!frame_.alone) note_fragment({frame.packet.number, frame.header.payload_length});
    if (!frame.header.fin || !whole) {
        context_.sink.on_frame(frame);
        return;
    }
    const Bytes content = whole_piece_.empty() ? message_buffer_.bytes() : held;
    const model::Message message = message_event(frame.packet, !message_.lost_at, content);
    frame.ends_message = &message;
    count_message();
    context_.sink.on_frame(frame);
    context_.sink.on_message(message);
    close_message();
}

/// `held`: its content, as far as it is held; perhaps more than is wanted.
model::Message DirectionDecoder::message_event(const PacketStamp& packet, bool complete, Bytes held) const {
    model::Message message{.connection = &connection_,
                           .packet = packet,
                           .first_packet = message_.first_packet,
                           .direction = direction_,
                           .opcode = message_.opcode,
                           .frames = message_.frames,
                           .compressed = message_.compressed,
                           .wire_length = message_.wire_length,
                           .complete = complete,
                           .fragments = fragments_};
    if (message_.compressed) return message;
    if (message_.final_frame_begun) message.length = message_.wire_length;
    if (wanted_of_message() == 0) return message;
    const Bytes payload = front(held, wanted_of_message());
    message.payload = payload;
    message.truncated = payload.size() < message_.captured;
    message.has_holes = message_.lost_at && payload.size() > *message_.lost_at;
    return message;
}

/// Fragments beyond what is listed, or what memory is granted for, are only counted.
void DirectionDecoder::note_fragment(const model::Fragment& fragment) {
    const std::size_t room = fragments_.capacity();
    if (fragments_.size() == room) {
        if (room >= model::kMaxFragments) return;
        const std::size_t more = std::max(room, kFirstFragments);
        if (!context_.budget.take(more * sizeof(model::Fragment))) return;
        fragments_.reserve(room + more);
    }
    fragments_.push_back(fragment);
}

void DirectionDecoder::close_message() {
    context_.budget.give_back(fragments_.capacity() * sizeof(model::Fragment));
    std::vector<model::Fragment>().swap(fragments_);
    message_buffer_.clear(context_.budget);
    message_ = {};
}

void DirectionDecoder::tell_unfinished_message(const PacketStamp& packet) {
    if (!message_.open) return;
    count_message();
    context_.sink.on_message(message_event(packet, false, message_buffer_.bytes()));
    close_message();
}

void DirectionDecoder::on_gap(std::uint64_t octets, const PacketStamp& packet) {
    totals_.lost_bytes += octets;
    context_.summary.lost_bytes += octets;
    ++context_.summary.gaps;
    const bool in_step = !lost_ && reader_.skip(octets);
    if (!lost_) note_loss();
    if (!lost_ && !in_step) {
        finish(packet);
        lost_ = true;
    }
    context_.sink.on_gap({.connection = &connection_,
                          .packet = packet,
                          .direction = direction_,
                          .bytes = octets,
                          .resynchronized = in_step});
    // The hole may have reached just to the frame's end, which is due then without another octet.
    if (in_step) on_bytes({}, {packet, packet.number});
}

/// The frame begun misses octets from here on, and with it its message.
void DirectionDecoder::note_loss() {
    if (!reader_.in_frame()) return;
    if (!frame_.lost_at) frame_.lost_at = frame_.captured;
    if (frame_.role == Role::message && !message_.lost_at) message_.lost_at = message_.captured;
}

void DirectionDecoder::finish(const PacketStamp& last) {
    if (!lost_ && reader_.in_frame()) tell_frame(last, false);
    tell_unfinished_message(last);
}

}  // namespace wsdissect::engine
