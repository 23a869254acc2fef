#include "wsdissect/http2/frame_reader.hpp"

#include <algorithm>

#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::http2 {
namespace {

constexpr std::size_t kSetting = 6;                    // octets: RFC 9113 section 6.5.1
constexpr std::uint16_t kEnableConnectProtocol = 0x8;  // RFC 8441 section 3

bool begins_block(FrameType type) noexcept {
    return type == FrameType::headers || type == FrameType::push_promise;
}

bool is_padded(const FrameHeader& frame) noexcept {
    return frame.padded() && (frame.type == FrameType::data || begins_block(frame.type));
}

/// Octets between the length of the padding and the block: a priority, or the promised stream.
std::uint8_t prefix_of(const FrameHeader& frame) noexcept {
    if (frame.type == FrameType::push_promise) return 4;
    return frame.type == FrameType::headers && frame.priority() ? 5 : 0;
}

/// Whether a connection error is certain of what a frame's header says alone (RFC 9113 section 6).
bool is_malformed(const FrameHeader& frame) noexcept {
    switch (frame.type) {
        case FrameType::data:
        case FrameType::headers:
        case FrameType::push_promise:
            return frame.stream == 0 || frame.length < prefix_of(frame) + (is_padded(frame) ? 1U : 0U);
        case FrameType::rst_stream: return frame.stream == 0 || frame.length != 4;
        case FrameType::settings:
            return frame.stream != 0 || frame.length % kSetting != 0 || (frame.ack() && frame.length > 0);
        case FrameType::ping: return frame.length != 8;
        case FrameType::window_update: return frame.length != 4;
        case FrameType::priority:
        case FrameType::goaway:
        case FrameType::continuation: break;
    }
    return false;
}

/// Whether what comes later can be read without the content of such a frame.
bool stands_alone(FrameType type) noexcept {
    return !begins_block(type) && type != FrameType::continuation && type != FrameType::settings &&
           type != FrameType::rst_stream;
}

}  // namespace

FrameReader::FrameReader(Sender sender) noexcept
    : part_(sender == Sender::client ? Part::preface : Part::header),
      settings_due_(sender == Sender::server) {}

Step FrameReader::read(Bytes octets) {
    Bytes rest = octets;
    for (;;) {
        Told told = advance(rest);
        if (!told) continue;
        if (told->event == ReadEvent::broken)
            give_up();
        else
            told->consumed = octets.size() - rest.size();
        return *told;
    }
}

std::optional<FrameReader::Lost> FrameReader::skip(std::uint64_t octets) noexcept {
    if (octets == 0 && part_ != Part::broken) return Lost{};
    if (part_ == Part::prefix && prefix_left_ == 0) part_ = Part::content;
    const bool in_step = part_ == Part::padding || (part_ == Part::content && stands_alone(frame_.type));
    if (!in_step || octets > left_) {
        give_up();
        return std::nullopt;
    }
    Lost lost{.stream = frame_.stream};
    if (part_ == Part::content && frame_.type == FrameType::data) {
        lost.data = std::min<std::uint64_t>(octets, content_left());
        lost.end_stream = lost.data == content_left() && frame_.end_stream();
    }
    if (octets >= content_left()) part_ = Part::padding;
    left_ -= static_cast<std::uint32_t>(octets);
    return lost;
}

FrameReader::Told FrameReader::advance(Bytes& octets) {
    switch (part_) {
        case Part::preface: return read_preface(octets);
        case Part::header: return read_header(octets);
        case Part::pad_length: return read_pad_length(octets);
        case Part::prefix: return read_prefix(octets);
        case Part::content: return read_content(octets);
        case Part::padding: return read_padding(octets);
        case Part::broken: break;
    }
    return Step{.event = ReadEvent::broken};
}

FrameReader::Told FrameReader::read_preface(Bytes& octets) noexcept {
    const std::string_view due = kClientPreface.substr(gathered_);
    const Bytes piece = front(octets, due.size());
    if (as_text(piece) != due.substr(0, piece.size())) return Step{.event = ReadEvent::broken};
    octets = octets.subspan(piece.size());
    gathered_ = static_cast<std::uint8_t>(gathered_ + piece.size());
    if (piece.size() < due.size()) return Step{};
    gathered_ = 0;
    part_ = Part::header;
    return {};
}

FrameReader::Told FrameReader::read_header(Bytes& octets) noexcept {
    if (!gather(octets, kFrameHeader)) return Step{};
    const FrameHeader frame = *parse_frame_header(partial_);
    if (is_malformed(frame) || !may_follow(frame)) return Step{.event = ReadEvent::broken};
    return begin_frame(frame);
}

/// A header block's frames come one behind the other (RFC 9113 section 4.3).
bool FrameReader::may_follow(const FrameHeader& frame) const noexcept {
    if (settings_due_ && frame.type != FrameType::settings) return false;
    const bool continues = frame.type == FrameType::continuation;
    return continues == in_block_ && (!continues || frame.stream == block_frame_.stream);
}

Step FrameReader::begin_frame(const FrameHeader& frame) noexcept {
    frame_ = frame;
    left_ = frame.length;
    padding_ = 0;
    prefix_left_ = prefix_of(frame);
    part_ = is_padded(frame) ? Part::pad_length : Part::prefix;
    settings_due_ = false;
    connect_protocol_.reset();
    if (begins_block(frame.type)) {
        block_frame_ = frame;
        in_block_ = true;
    }
    return tell(ReadEvent::frame);
}

FrameReader::Told FrameReader::read_pad_length(Bytes& octets) noexcept {
    if (octets.empty()) return Step{};
    padding_ = take(octets, 1).front();
    if (padding_ + std::uint32_t{prefix_left_} > left_) return Step{.event = ReadEvent::broken};
    part_ = Part::prefix;
    return {};
}

FrameReader::Told FrameReader::read_prefix(Bytes& octets) noexcept {
    const Bytes piece = take(octets, prefix_left_);
    prefix_left_ = static_cast<std::uint8_t>(prefix_left_ - piece.size());
    if (prefix_left_ > 0) return Step{};
    part_ = Part::content;
    return {};
}

FrameReader::Told FrameReader::read_content(Bytes& octets) {
    switch (frame_.type) {
        case FrameType::data: return read_data(octets);
        case FrameType::headers:
        case FrameType::push_promise:
        case FrameType::continuation: return read_block(octets);
        case FrameType::settings: return read_settings(octets);
        default: return read_other(octets);
    }
}

FrameReader::Told FrameReader::read_data(Bytes& octets) noexcept {
    if (octets.empty() && content_left() > 0) return Step{};
    const Bytes piece = take(octets, content_left());
    if (content_left() == 0) part_ = Part::padding;
    Step step = tell(ReadEvent::data);
    step.data = piece;
    step.end_stream = content_left() == 0 && frame_.end_stream();
    return step;
}

FrameReader::Told FrameReader::read_block(Bytes& octets) {
    const Bytes piece = take(octets, content_left());
    if (piece.size() > kMaxBlock - block_.size()) return Step{.event = ReadEvent::broken};
    const bool whole = content_left() == 0 && frame_.end_headers();
    if (whole && block_.empty()) return end_block(piece);
    block_.insert(block_.end(), piece.begin(), piece.end());
    if (whole) return end_block(block_);
    if (content_left() > 0) return Step{};
    part_ = Part::padding;
    return {};
}

FrameReader::Told FrameReader::end_block(Bytes block) {
    if (!decoder_.decode(block)) return Step{.event = ReadEvent::broken};
    part_ = Part::padding;
    in_block_ = false;
    Step step = tell(ReadEvent::headers);
    step.type = block_frame_.type;
    step.end_stream = block_frame_.end_stream();
    step.block_length = block.size();
    forget_block();
    if (block_frame_.type == FrameType::push_promise) return {};
    return step;
}

FrameReader::Told FrameReader::read_settings(Bytes& octets) noexcept {
    while (left_ > 0) {
        const std::size_t before = octets.size();
        const bool whole = gather(octets, kSetting);
        left_ -= static_cast<std::uint32_t>(before - octets.size());
        if (!whole) return Step{};
        ByteReader reader(partial_);
        const bool connects = reader.be16() == kEnableConnectProtocol;
        if (connects) connect_protocol_ = reader.be32();
    }
    part_ = Part::padding;
    if (frame_.ack()) return {};
    Step step = tell(ReadEvent::settings);
    step.connect_protocol = connect_protocol_;
    return step;
}

FrameReader::Told FrameReader::read_other(Bytes& octets) noexcept {
    (void)take(octets, left_);
    if (left_ > 0) return Step{};
    part_ = Part::padding;
    if (frame_.type == FrameType::rst_stream) return tell(ReadEvent::reset);
    return {};
}

FrameReader::Told FrameReader::read_padding(Bytes& octets) noexcept {
    (void)take(octets, left_);
    if (left_ > 0) return Step{};
    part_ = Part::header;
    return {};
}

Step FrameReader::tell(ReadEvent event) const noexcept {
    return {.event = event, .stream = frame_.stream, .type = frame_.type};
}

/// Up to `length` octets of the payload.
Bytes FrameReader::take(Bytes& octets, std::uint32_t length) noexcept {
    const Bytes taken = front(octets, length);
    octets = octets.subspan(taken.size());
    left_ -= static_cast<std::uint32_t>(taken.size());
    return taken;
}

/// Whether `partial_` has got `length` octets; then the next ones begin anew.
bool FrameReader::gather(Bytes& octets, std::size_t length) noexcept {
    const Bytes piece = front(octets, length - gathered_);
    std::ranges::copy(piece, partial_.begin() + gathered_);
    octets = octets.subspan(piece.size());
    gathered_ = static_cast<std::uint8_t>(gathered_ + piece.size());
    if (gathered_ < length) return false;
    gathered_ = 0;
    return true;
}

/// One that comes in pieces is rare, and may have been made large on purpose: its memory is given back.
void FrameReader::forget_block() noexcept { std::vector<std::uint8_t>().swap(block_); }

void FrameReader::give_up() noexcept {
    part_ = Part::broken;
    decoder_ = {};
    forget_block();
}

}  // namespace wsdissect::http2
