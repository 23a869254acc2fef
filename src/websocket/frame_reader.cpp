#include "wsdissect/websocket/frame_reader.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace wsdissect::websocket {

FrameReader::Step FrameReader::read(Bytes octets) noexcept {
    if (lost_) return {FrameEvent::need_more, octets.size(), {}};
    switch (state_) {
        case State::header: return read_header(octets);
        case State::payload: return read_payload(octets);
        case State::end_due: break;
    }
    state_ = State::header;
    return {FrameEvent::frame_end, 0, {}};
}

bool FrameReader::skip(std::uint64_t octets) noexcept {
    if (lost_ || octets == 0) return !lost_;
    lost_ = state_ != State::payload || octets > header_.payload_length - position_;
    if (!lost_) advance(octets);
    return !lost_;
}

FrameReader::Step FrameReader::read_header(Bytes octets) noexcept {
    if (partial_length_ > 0) return complete_header(octets);
    if (const std::optional<FrameHeader> header = parse_frame_header(octets))
        return begin_frame(*header, header->header_length);
    keep_partial(octets);
    return {FrameEvent::need_more, octets.size(), {}};
}

FrameReader::Step FrameReader::complete_header(Bytes octets) noexcept {
    const std::size_t before = partial_length_;
    keep_partial(octets.first(std::min(octets.size(), partial_.size() - before)));
    const std::optional<FrameHeader> header = parse_frame_header(Bytes(partial_).first(partial_length_));
    if (!header) return {FrameEvent::need_more, octets.size(), {}};
    partial_length_ = 0;
    return begin_frame(*header, header->header_length - before);
}

/// There is room: an incomplete header is shorter than `kMaxFrameHeader`.
void FrameReader::keep_partial(Bytes octets) noexcept {
    std::ranges::copy(octets, std::span(partial_).subspan(partial_length_).begin());
    partial_length_ = static_cast<std::uint8_t>(partial_length_ + octets.size());
}

FrameReader::Step FrameReader::begin_frame(const FrameHeader& header, std::size_t consumed) noexcept {
    header_ = header;
    position_ = 0;
    state_ = header.payload_length == 0 ? State::end_due : State::payload;
    return {FrameEvent::header, consumed, {}};
}

FrameReader::Step FrameReader::read_payload(Bytes octets) noexcept {
    if (octets.empty()) return {};
    const std::uint64_t missing = header_.payload_length - position_;
    const Bytes payload =
        octets.first(static_cast<std::size_t>(std::min<std::uint64_t>(octets.size(), missing)));
    advance(payload.size());
    return {FrameEvent::payload, payload.size(), payload};
}

void FrameReader::advance(std::uint64_t octets) noexcept {
    position_ += octets;
    if (position_ == header_.payload_length) state_ = State::end_due;
}

}  // namespace wsdissect::websocket
