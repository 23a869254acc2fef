#include "engine/direction_decoder.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "engine/frame_assembly.hpp"
#include "engine/unkept_text.hpp"
#include "wsdissect/base/fingerprint.hpp"
#include "wsdissect/codec/utf8.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::engine {

using websocket::FrameHeader;
using websocket::Opcode;

namespace {

/// RFC 6455 section 5.5: control frames up to this length are always kept whole.
constexpr std::uint64_t kMaxControlPayload = 125;

bool begins_message(Opcode opcode) noexcept { return opcode == Opcode::text || opcode == Opcode::binary; }

/// Masking keys in a row that make a pattern.
constexpr unsigned kKeysOfPattern = 4;

std::uint32_t number_of(websocket::MaskingKey key) noexcept {
    return std::uint32_t{key[0]} << 24 | std::uint32_t{key[1]} << 16 | std::uint32_t{key[2]} << 8 | key[3];
}

bool is_in_shortest_form(const FrameHeader& header) noexcept {
    switch (header.length_bits) {
        case 7: return true;
        case 16: return header.payload_length > 125;
        default: return header.payload_length > 0xFFFF && header.payload_length >> 63 == 0;
    }
}

}  // namespace

DirectionDecoder::DirectionDecoder(ConnectionState& connection, Direction direction, tcp::End end)
    : connection_(connection), direction_(direction), at_higher_end_(end == tcp::End::higher) {}
DirectionDecoder::~DirectionDecoder() { deflate_.give_back(context().budget); }

void DirectionDecoder::decode(Bytes octets, const tcp::Arrival& arrival) {
    while (true) {
        if (place_ == Place::opening) note_first_octets();
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

inline void DirectionDecoder::tell_whole_frame(const FrameHeader& header, Bytes payload,
                                               const tcp::Arrival& arrival) {
    const model::Demand& demand = context().demand;
    const bool is_message = begins_message(header.opcode);
    note_shape(header);
    count_frame(header.opcode, payload.size());
    if (is_message) count_message(header.payload_length);
    const bool suspect = demand.findings && is_suspect(header);
    const bool unwanted = is_message && !demand.frames && !demand.messages && !suspect;
    if (unwanted && (!demand.message_findings || is_known_sound(header, payload))) return;
    connection_.prefetch_names();
    model::Frame frame{.connection = connection_.info.get(),
                       .packet = arrival.packet,
                       .first_packet = arrival.carried_by,
                       .direction = direction_,
                       .header = header,
                       .captured_length = payload.size(),
                       .deflate_agreed = deflate_.agreed(),
                       .suspect = suspect};
    if (suspect) frame.setting = setting_of(header);
    if (is_message) {
        tell_whole_message(frame, payload);
    } else {
        const std::uint64_t wanted = wanted_of_frame(header.opcode);
        tell_loose(frame, unmasked(payload, header, wanted));
    }
}

bool DirectionDecoder::is_known_sound(const FrameHeader& header, Bytes payload) const {
    if (is_compressed(header) || is_opaque(header)) return false;
    if (header.opcode != Opcode::text) return true;
    if (!context().demand.valid_utf8) return false;
    // Most are of ASCII: then unmasking would be half of the work.
    const bool is_ascii = header.masking_key && websocket::unmasks_to_ascii(payload, *header.masking_key);
    return is_ascii || codec::is_utf8(unmasked(payload, header, payload.size()));
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
                           .complete = true,
                           .doubtful = doubtful_};
    if (of_frame > 0) frame.payload = front(held, of_frame);
    if (frame.compressed) {
        deflate_.offer(message, front(held, of_message), context());
    } else if (!opaque) {
        message.length = header.payload_length;
    }
    if (of_message > 0 && !frame.compressed) {
        message.payload = front(held, of_message);
        message.truncated = message.payload->size() < payload.size();
        note_validity(message);
        if (message.truncated && header.opcode == Opcode::text && context().demand.message_findings)
            message.valid_utf8 = is_valid_unkept(payload, header.masking_key);
    }
    tell_message(frame, message);
}

void DirectionDecoder::note_validity(model::Message& message) const {
    const bool is_whole_text = message.opcode == Opcode::text && message.complete && !message.truncated;
    if (context().demand.valid_utf8 && is_whole_text) message.valid_utf8 = codec::is_utf8(*message.payload);
}

void DirectionDecoder::tell_message(model::Frame& frame, const model::Message& message) {
    frame.ends_message = &message;
    if (wants(frame)) context().sink.on_frame(frame);
    if (context().demand.any_message()) context().sink.on_message(message);
    frame.ends_message = nullptr;  // it may go before the frame does
}

void DirectionDecoder::tell_loose(model::Frame& frame, Bytes payload) {
    const Opcode opcode = frame.header.opcode;
    if (wanted_of_frame(opcode) > 0) frame.payload = payload;
    if (opcode == Opcode::close || opcode == Opcode::ping || opcode == Opcode::pong) {
        tell_control(frame, payload);
    } else if (wants(frame)) {
        context().sink.on_frame(frame);
    }
}

void DirectionDecoder::tell_control(model::Frame frame, Bytes payload) {
    model::Control control{.connection = connection_.info.get(),
                           .packet = frame.packet,
                           .direction = direction_,
                           .opcode = frame.header.opcode,
                           .payload = payload,
                           .payload_length = frame.header.payload_length,
                           .doubtful = doubtful_};
    if (control.opcode == Opcode::close) {
        const auto body = websocket::parse_close_body(payload);
        control.close_code = body.code;
        const bool whole = payload.size() == frame.header.payload_length;
        if (whole) control.close_reason = body.reason;
        connection_.note_close(control);
    }
    if (context().demand.findings) note_control(control);
    if (control.opcode == Opcode::close) closed_ = true;
    frame.control = &control;
    if (wants(frame)) context().sink.on_frame(frame);
    if (context().demand.controls) context().sink.on_control(control);
}

bool DirectionDecoder::is_suspect(const FrameHeader& header) noexcept {
    const bool pattern = header.masking_key && shows_pattern(*header.masking_key);
    if (begins_message(header.opcode)) message_known_ = true;
    if (doubtful_) return false;
    return pattern || early_ || connection_.closes.ping_waits(opposite(direction_)) || is_odd(header);
}

bool DirectionDecoder::is_odd(const FrameHeader& header) const noexcept {
    const bool begins = begins_message(header.opcode);
    const bool is_compressed_message = header.rsv == 0x4 && begins && deflate_.agreed();
    if (header.rsv != 0 && !is_compressed_message) return true;
    if (header.masking_key.has_value() != (direction_ == Direction::client)) return true;
    if (!is_in_shortest_form(header)) return true;
    if (begins) return closed_;
    const bool is_known_control =
        header.opcode == Opcode::close || header.opcode == Opcode::ping || header.opcode == Opcode::pong;
    return !is_known_control || !header.fin || header.payload_length > kMaxControlPayload;
}

bool DirectionDecoder::shows_pattern(websocket::MaskingKey key) noexcept {
    const std::uint32_t number = number_of(key);
    const std::uint32_t step = number - last_key_;
    const bool keeps_step = keys_ == 1 || (keys_ > 1 && step == last_step_);
    keys_ = keys_ == 0 ? 1U : !keeps_step ? 2U : std::min(keys_ + 1U, kKeysOfPattern) & 0x7U;
    last_key_ = number;
    last_step_ = step;
    return keys_ == kKeysOfPattern && !keys_told_;
}

model::FrameSetting DirectionDecoder::setting_of(const FrameHeader& header) noexcept {
    using model::KeyPattern;
    model::FrameSetting setting{.roles_known = roles_known_,
                                .agreed_known = agreed_known_,
                                .other_extension = other_extension_,
                                .outside_message = message_known_,
                                .after_close = closed_,
                                .sender_known = !misses_frames_,
                                .before_response = early_};
    early_ = false;
    if (keys_ == kKeysOfPattern && !keys_told_) {
        setting.keys = last_step_ != 0  ? KeyPattern::counting
                       : last_key_ == 0 ? KeyPattern::zero
                                        : KeyPattern::equal;
        keys_told_ = true;
    }
    if (header.opcode == Opcode::continuation && header.fin) message_known_ = true;
    return setting;
}

void DirectionDecoder::expect_first_octets(SequenceNumber response_end) noexcept {
    if (place_ != Place::at_rest || sent_.frames > 0) return;
    place_ = Place::opening;
    last_key_ = response_end.value;
}

/// What the client had received when it sent these is at most what it has acknowledged by now.
void DirectionDecoder::note_first_octets() noexcept {
    const tcp::HalfFlow& peer = connection_.flow->half(at_higher_end_ ? tcp::End::lower : tcp::End::higher);
    early_ = peer.is_acknowledged && distance(peer.acknowledged, SequenceNumber{last_key_}) > 0;
    place_ = Place::at_rest;
}

bool DirectionDecoder::heard_all() const noexcept {
    const tcp::HalfFlow& peer = connection_.flow->half(at_higher_end_ ? tcp::End::lower : tcp::End::higher);
    const bool peer_missed = connection_.closes.has_missed(opposite(direction_));
    const bool begun = agreed_known_ && peer.seen && peer.based && peer.is_acknowledged;
    // A FIN takes one number.
    return begun && !peer_missed && distance(peer.next_sequence(), peer.acknowledged) <= (peer.ended ? 1 : 0);
}

void DirectionDecoder::note_control(model::Control& control) {
    control.sender_known = !misses_frames_;
    if (connection_.flow == nullptr) return;
    tcp::HalfFlow& half = connection_.flow->half(at_higher_end_ ? tcp::End::higher : tcp::End::lower);
    if (control.opcode == Opcode::ping) {
        connection_.need_aside().watch.on_ping(direction_, fingerprint_of(control.payload), half);
        connection_.closes.note_ping(direction_, true);
    } else if (control.opcode == Opcode::pong) {
        control.heard_all = heard_all();
        note_answer(control);
    } else {
        Closes& closes = connection_.closes;
        Watch& watch = connection_.need_aside().watch;
        closes.waiting_pings = 0;  // nothing is expected of Pongs any more
        const bool answers = closes.first != direction_ && !closed_ && watch.close_arrived(closes.first);
        if (answers) control.answered_code = closes.code;
        watch.on_close(direction_, half);
    }
}

void DirectionDecoder::note_answer(const model::Control& pong) {
    Closes& closes = connection_.closes;
    const Direction pinger = opposite(direction_);
    if (!closes.ping_waits(pinger)) return;
    const Watch& watch = connection_.need_aside().watch;
    closes.note_ping(pinger, !watch.answers_ping(direction_, fingerprint_of(pong.payload)));
}

model::DirectionTotals DirectionDecoder::totals() const noexcept {
    return {.bytes = sent_.bytes,
            .frames = sent_.frames,
            .messages = sent_.messages,
            .payload_bytes = sent_.payload_bytes,
            .lost_bytes = assembly_ ? assembly_->lost() : 0};
}

void DirectionDecoder::count_frame(Opcode opcode, std::uint64_t captured) {
    model::Summary& summary = context().summary;
    ++sent_.frames;
    sent_.payload_bytes += captured;
    ++summary.frames[static_cast<std::size_t>(opcode)];
    summary.payload_bytes += captured;
}

void DirectionDecoder::count_message(std::uint64_t wire_length) {
    model::Summary& summary = context().summary;
    ++sent_.messages;
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
    if (compressed) return deflate_.wanted(demand);
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
    connection_.closes.note_missed(direction_);
    message_known_ = false;
    keys_ = 0;
    deflate_.lose_context();
}

/// What the frames that are looked for are like: as those before were, or as they should be.
websocket::DirectionShape DirectionDecoder::shape() const noexcept {
    const unsigned rsv = (seen_ & 0x7U) | (deflate_.agreed() || !agreed_known_ ? 0x4U : 0U);
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
    assembly_->count_lost(loss.octets);
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
