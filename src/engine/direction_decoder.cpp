#include "engine/direction_decoder.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "engine/frame_assembly.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::engine {

using websocket::FrameHeader;
using websocket::Opcode;

namespace {

/// RFC 6455 section 5.5: control frames up to this length are always kept whole.
constexpr std::uint64_t kMaxControlPayload = 125;

bool begins_message(Opcode opcode) noexcept { return opcode == Opcode::text || opcode == Opcode::binary; }

}  // namespace

DirectionDecoder::DirectionDecoder(ConnectionState& connection, Direction direction)
    : connection_(connection), direction_(direction) {}
DirectionDecoder::~DirectionDecoder() { deflate_.give_back(context().budget); }

void DirectionDecoder::decode(Bytes octets, const tcp::Arrival& arrival) {
    while (true) {
        if (place_ == Place::at_rest) octets = tell_whole_frames(octets, arrival);
        if (octets.empty()) return;
        if (place_ == Place::searching) {
            assembly_->search().on_bytes(octets, arrival);
            return resume();
        }
        if (!assembly_) assembly_ = std::make_unique<FrameAssembly>(*this);
        octets = assembly_->on_bytes(octets, arrival);
    }
}

/// Returns what begins with a frame that is cut or is not a message's only one.
Bytes DirectionDecoder::tell_whole_frames(Bytes octets, const tcp::Arrival& arrival) {
    while (!octets.empty()) {
        const std::optional<FrameHeader> header = websocket::parse_frame_header(octets);
        if (!header || header->payload_length > octets.size() - header->header_length) break;
        if (begins_message(header->opcode) && !header->fin) break;
        const auto length = static_cast<std::size_t>(header->payload_length);
        tell_whole_frame(*header, octets.subspan(header->header_length, length), arrival);
        octets = octets.subspan(header->header_length + length);
    }
    return octets;
}

void DirectionDecoder::tell_whole_frame(const FrameHeader& header, Bytes payload,
                                        const tcp::Arrival& arrival) {
    const model::Demand& demand = context().demand;
    const bool is_message = begins_message(header.opcode);
    note_shape(header);
    count_frame(header.opcode, payload.size());
    if (is_message) count_message(header.payload_length);
    const bool unwanted = is_message && !demand.frames && !demand.messages;
    if (unwanted) return;
    model::Frame frame{.connection = connection_.info.get(),
                       .packet = arrival.packet,
                       .first_packet = arrival.carried_by,
                       .direction = direction_,
                       .header = header,
                       .captured_length = payload.size(),
                       .deflate_agreed = deflate_.agreed()};
    if (is_message) {
        tell_whole_message(frame, payload);
    } else {
        const std::uint64_t wanted = wanted_of_frame(header.opcode);
        tell_loose(frame, unmasked(payload, header, wanted));
    }
}

void DirectionDecoder::tell_whole_message(model::Frame& frame, Bytes payload) {
    const FrameHeader& header = frame.header;
    frame.compressed = is_compressed(header);
    const bool opaque = is_opaque(header);
    const std::uint64_t of_frame = opaque ? 0 : wanted_of_frame(header.opcode);
    const std::uint64_t of_message = opaque ? 0 : wanted_of_message(header.opcode, frame.compressed);
    const Bytes held = unmasked(payload, header, std::max(of_frame, of_message));
    model::Message message{.connection = connection_.info.get(),
                           .packet = frame.packet,
                           .first_packet = frame.first_packet,
                           .direction = direction_,
                           .opcode = header.opcode,
                           .frames = 1,
                           .compressed = frame.compressed,
                           .opaque = opaque,
                           .wire_length = header.payload_length,
                           .complete = true};
    if (of_frame > 0) frame.payload = front(held, of_frame);
    if (frame.compressed) {
        deflate_.offer(message, front(held, of_message), context());
    } else if (!opaque) {
        message.length = header.payload_length;
    }
    if (of_message > 0 && !frame.compressed) {
        message.payload = front(held, of_message);
        message.truncated = message.payload->size() < payload.size();
    }
    tell_message(frame, message);
}

void DirectionDecoder::tell_message(model::Frame& frame, const model::Message& message) {
    frame.ends_message = &message;
    if (context().demand.frames) context().sink.on_frame(frame);
    if (context().demand.messages) context().sink.on_message(message);
    frame.ends_message = nullptr;  // it may go before the frame does
}

void DirectionDecoder::tell_loose(model::Frame& frame, Bytes payload) {
    const Opcode opcode = frame.header.opcode;
    if (wanted_of_frame(opcode) > 0) frame.payload = payload;
    if (opcode == Opcode::close || opcode == Opcode::ping || opcode == Opcode::pong) {
        tell_control(frame, payload);
    } else if (context().demand.frames) {
        context().sink.on_frame(frame);
    }
}

void DirectionDecoder::tell_control(model::Frame frame, Bytes payload) {
    model::Control control{.connection = connection_.info.get(),
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
        connection_.note_close(control);
    }
    frame.control = &control;
    if (context().demand.frames) context().sink.on_frame(frame);
    if (context().demand.controls) context().sink.on_control(control);
}

void DirectionDecoder::count_frame(Opcode opcode, std::uint64_t captured) {
    model::Summary& summary = context().summary;
    ++totals_.frames;
    totals_.payload_bytes += captured;
    ++summary.frames[static_cast<std::size_t>(opcode)];
    summary.payload_bytes += captured;
}

void DirectionDecoder::count_message(std::uint64_t wire_length) {
    model::Summary& summary = context().summary;
    ++totals_.messages;
    ++summary.messages;
    ++summary.message_lengths[index_of(direction_)][static_cast<std::size_t>(std::bit_width(wire_length))];
}

std::uint64_t DirectionDecoder::wanted_of_frame(Opcode opcode) const noexcept {
    const std::uint64_t most = context().options.max_message;
    if (websocket::is_control(opcode)) return std::max(most, kMaxControlPayload);
    return std::min(context().demand.frame_payload, most);
}

std::uint64_t DirectionDecoder::wanted_of_message(Opcode opcode, bool compressed) const noexcept {
    const model::Demand& demand = context().demand;
    const std::uint64_t most = context().options.max_message;
    if (compressed) return most_compressed(demand, most);
    if (demand.message_findings && opcode == Opcode::text) return most;
    return std::min(demand.message_payload, most);
}

Bytes DirectionDecoder::unmasked(Bytes payload, const FrameHeader& header, std::uint64_t wanted) const {
    const Bytes masked = front(payload, wanted);
    if (!header.masking_key || masked.empty()) return masked;
    auto& scratch = context().scratch;
    if (scratch.size() < masked.size()) scratch.resize(masked.size());
    websocket::apply_mask(masked, *header.masking_key, 0, scratch.data());
    return Bytes(scratch).first(masked.size());
}

void DirectionDecoder::on_gap(std::uint64_t octets, const PacketStamp& packet) {
    if (place_ == Place::assembly && assembly_->skip(octets)) {
        tell_gap({octets, packet}, true);
        // The hole may have reached just to the frame's end, which is due then without another octet.
        (void)assembly_->on_bytes({}, {packet, packet.number});
        return;
    }
    if (place_ == Place::assembly) assembly_->finish(packet);
    if (place_ != Place::searching) begin_search();
    assembly_->search().on_gap(octets, packet);
    resume();
}

void DirectionDecoder::lose_place() {
    if (place_ != Place::searching) begin_search();
}

void DirectionDecoder::begin_search() {
    if (!assembly_) assembly_ = std::make_unique<FrameAssembly>(*this);
    assembly_->begin_search(shape());
    place_ = Place::searching;
    misses_frames_ = true;
    deflate_.lose_context();
}

/// What the frames that are looked for are like: as those before were, or as they should be.
websocket::DirectionShape DirectionDecoder::shape() const noexcept {
    const unsigned rsv = (seen_ & 0x7U) | (deflate_.agreed() || unseen_ ? 0x4U : 0U);
    websocket::DirectionShape shape{.masked = direction_ == Direction::client,
                                    .rsv = static_cast<std::uint8_t>(rsv)};
    const bool masked = (seen_ & kSeenMasked) != 0;
    const bool unmasked = (seen_ & kSeenUnmasked) != 0;
    if (masked != unmasked) shape.masked = masked;
    if (masked == unmasked && (masked || unseen_)) shape.masked.reset();
    return shape;
}

/// If the search has found frames: tells them, and those that follow from then on.
void DirectionDecoder::resume() {
    if (!assembly_->search().found()) return;
    const std::unique_ptr<FrameSearch> search = assembly_->end_search();
    const auto pieces = search->take_frames();
    place_ = Place::at_rest;
    tell_gap(search->loss(), true);
    for (const FrameSearch::Piece& piece : pieces) {
        if (piece.lost > 0) {
            on_gap(piece.lost, piece.arrival.packet);
        } else {
            decode(piece.octets, piece.arrival);
        }
    }
}

void DirectionDecoder::tell_gap(const FrameSearch::Loss& loss, bool resynchronized) {
    if (loss.octets == 0) return;
    totals_.lost_bytes += loss.octets;
    context().summary.lost_bytes += loss.octets;
    ++context().summary.gaps;
    context().sink.on_gap({.connection = connection_.info.get(),
                           .packet = loss.packet,
                           .direction = direction_,
                           .bytes = loss.octets,
                           .resynchronized = resynchronized});
}

void DirectionDecoder::finish(const PacketStamp& last) {
    if (place_ == Place::assembly) assembly_->finish(last);
    if (place_ == Place::searching) tell_gap(assembly_->end_search()->loss_of_all(), false);
}

}  // namespace wsdissect::engine
