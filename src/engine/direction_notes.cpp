// What a direction notes of its frames for the rules, beside what it tells of them.

#include "base/fingerprint.hpp"
#include "engine/direction_decoder.hpp"
#include "engine/frame_assembly.hpp"

namespace wsdissect::engine {

using websocket::FrameHeader;
using websocket::Opcode;

model::FrameSetting DirectionDecoder::setting_of(const FrameHeader& header) noexcept {
    using model::KeyPattern;
    model::FrameSetting setting{.roles_known = roles_known_,
                                .agreed_known = agreed_known_,
                                .other_extension = other_extension_,
                                .outside_message = message_known_,
                                .after_close = closed_,
                                .all_known = knows_all_frames(),
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
    // Sequence numbers tell what came first only while no more than half of them were sent.
    constexpr std::uint64_t kComparable = std::uint64_t{1} << 31;
    early_ = peer().is_acknowledged && peer().next < kComparable &&
             distance(peer().acknowledged, SequenceNumber{last_key_}) > 0;
    place_ = Place::at_rest;
}

bool DirectionDecoder::knows_all_frames() const noexcept {
    return !misses_frames_ && !connection_.closes.has_missed(opposite(direction_));
}

const tcp::HalfFlow& DirectionDecoder::peer() const noexcept {
    return connection_.flow->half(at_higher_end_ ? tcp::End::lower : tcp::End::higher);
}

bool DirectionDecoder::may_miss_peers_frames() const noexcept {
    return connection_.closes.has_missed(opposite(direction_)) || !peer().seen || !peer().is_all_captured();
}

bool DirectionDecoder::heard_all() const noexcept {
    const bool peer_missed = connection_.closes.has_missed(opposite(direction_));
    const bool begun = agreed_known_ && peer().seen && peer().based && peer().is_acknowledged;
    return begun && !peer_missed && peer().is_all_captured();
}

void DirectionDecoder::note_control(model::Control& control) {
    control.all_known = knows_all_frames();
    if (connection_.flow != nullptr) note_arrival(control);
    if (control.opcode != Opcode::close || closed_) return;
    connection_.need_aside().closes[index_of(direction_)] =
        model::SentClose{.packet = control.packet,
                         .code = control.close_code,
                         .code_lost = !control.close_code && control.payload_length > 1,
                         .answers = control.answers};
}

/// What it says of frames of the other side that have arrived, and what is asked of its own arrival.
void DirectionDecoder::note_arrival(model::Control& control) {
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
        control.answers = closes.first != direction_ && !closed_ && watch.close_arrived(closes.first);
        if (control.answers) control.answered_code = closes.code;
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

}  // namespace wsdissect::engine
