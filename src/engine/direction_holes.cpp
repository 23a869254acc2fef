// A direction whose octets are missing in part: what is lost of it, and where its frames begin again.

#include <memory>

#include "engine/direction_decoder.hpp"
#include "engine/frame_assembly.hpp"

namespace wsdissect::engine {

void DirectionDecoder::on_gap(std::uint64_t octets, const PacketStamp& packet) {
    if (place_ == Place::assembly && assembly_->skip(octets)) {
        tell_gap({octets, packet}, true);
        // The hole may have reached just to the frame's end, which is due then without another octet.
        (void)assembly_->on_bytes({}, {packet, packet.number});
        return;
    }
    note_missed();  // What the hole cuts is told with that known.
    if (place_ == Place::assembly) assembly_->finish(packet);
    if (place_ != Place::searching) begin_search();
    assembly_->search().on_gap(octets, packet);
    resume();
}

void DirectionDecoder::lose_place() {
    if (place_ != Place::searching) begin_search();
}

void DirectionDecoder::note_missed() noexcept {
    misses_frames_ = true;
    connection_.closes.note_missed(direction_);
}

void DirectionDecoder::begin_search() {
    if (!assembly_) assembly_ = std::make_unique<FrameAssembly>(*this);
    assembly_->begin_search(shape());
    place_ = Place::searching;
    note_missed();
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
