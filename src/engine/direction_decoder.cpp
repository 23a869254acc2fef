#include "engine/direction_decoder.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "engine/frame_assembly.hpp"
#include "engine/unkept_text.hpp"
#include "wsdissect/codec/utf8.hpp"
#include "wsdissect/websocket/close_code.hpp"

namespace wsdissect::engine {

using websocket::FrameHeader;
using websocket::Opcode;

namespace {

std::uint32_t number_of(websocket::MaskingKey key) noexcept {
    return std::uint32_t{key[0]} << 24 | std::uint32_t{key[1]} << 16 | std::uint32_t{key[2]} << 8 | key[3];
}

bool is_in_shortest_form(const FrameHeader& header) noexcept {
    return header.length_bits == websocket::shortest_length_bits(header.payload_length) &&
           header.payload_length >> 63 == 0;
}

}  // namespace

DirectionDecoder::DirectionDecoder(ConnectionState& connection, Direction direction, tcp::End end)
    : connection_(connection), direction_(direction), at_higher_end_(end == tcp::End::higher) {}
DirectionDecoder::~DirectionDecoder() { deflate_.give_back(context().budget); }

void DirectionDecoder::decode(Bytes octets, const tcp::Arrival& arrival) {
    if (place_ == Place::assembly && assembly_->pass(octets)) return;
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
    const bool suspect = demand.findings && is_suspect(header) && !raises_doubt(header) && !is_stray(header);
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
    return codec::is_utf8(unmasked(payload, header, payload.size()));
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
                           .doubtful = doubtful_ || is_stray(header)};
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
    }
    const bool is_judged = context().demand.message_findings && header.opcode == Opcode::text;
    const bool is_kept = message.payload && !message.truncated;
    if (is_judged && !is_kept && !frame.compressed && !opaque)
        message.valid_utf8 = is_valid_unkept(payload, header.masking_key);
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
                           .doubtful = doubtful_ || is_stray(frame.header)};
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

inline bool DirectionDecoder::may_stand_alone(const FrameHeader& header) const noexcept {
    if (header.masking_key.has_value() != (direction_ == Direction::client)) return false;
    if (!is_in_shortest_form(header)) return false;
    if (begins_message(header.opcode)) return true;
    const bool is_known_control =
        header.opcode == Opcode::close || header.opcode == Opcode::ping || header.opcode == Opcode::pong;
    return is_known_control && header.fin && header.payload_length <= websocket::kMaxControlPayload;
}

bool DirectionDecoder::is_suspect(const FrameHeader& header) noexcept {
    const bool pattern = header.masking_key && shows_pattern(*header.masking_key);
    if (begins_message(header.opcode)) message_known_ = true;
    // RFC 6455 section 5.8: extensions may define opcodes, for messages in several frames too.
    if (!knows_extensions() && websocket::is_reserved(header.opcode)) message_known_ = false;
    if (doubtful_) return false;
    return pattern || early_ || connection_.closes.ping_waits(opposite(direction_)) || is_odd(header);
}

bool DirectionDecoder::is_odd(const FrameHeader& header) const noexcept {
    const bool begins = begins_message(header.opcode);
    const bool is_compressed_message = header.rsv == websocket::kRsv1 && begins && deflate_.agreed();
    if (header.rsv != 0 && !is_compressed_message) return true;
    return (begins && closed_) || !may_stand_alone(header);
}

bool DirectionDecoder::raises_doubt(const FrameHeader& header) noexcept {
    const bool unproven = unseen_ && roles_known_ && sent_.bytes <= kProof;
    if (unproven && is_flawed(header)) doubtful_ = true;
    return doubtful_;
}

bool DirectionDecoder::may_be_over() const noexcept {
    return connection_.closes.both() || may_miss_peers_frames();
}

bool DirectionDecoder::is_flawed(const FrameHeader& header) const noexcept {
    const bool may_be_compressed = header.rsv == websocket::kRsv1 && begins_message(header.opcode);
    if (header.rsv != 0 && !may_be_compressed) return true;
    FrameHeader known = header;
    const bool may_continue = header.opcode == Opcode::continuation && !message_known_;
    if (may_continue) known.opcode = Opcode::text;
    return !may_stand_alone(known);
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

bool DirectionDecoder::in_message() const noexcept {
    return place_ == Place::assembly && (!closed_ || assembly_->in_message());
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
    if (websocket::is_control(opcode)) return std::max<std::uint64_t>(most, websocket::kMaxControlPayload);
    return std::min(context().demand.frame_payload, most);
}

std::uint64_t DirectionDecoder::wanted_of_message(Opcode opcode, bool compressed) const noexcept {
    const model::Demand& demand = context().demand;
    const std::uint64_t most = context().options.max_message;
    if (compressed) return deflate_.wanted(demand);
    const bool is_judged = demand.message_findings && opcode == Opcode::text;
    const bool only_validity = demand.valid_utf8 && demand.message_payload == 0;
    if (is_judged && !only_validity) return most;
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

}  // namespace wsdissect::engine
