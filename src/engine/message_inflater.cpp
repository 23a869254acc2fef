#include "engine/message_inflater.hpp"

#include <algorithm>
#include <utility>

#include "wsdissect/codec/deflate_walk.hpp"

namespace wsdissect::engine {

namespace {

using codec::InflateStatus;
using model::Inflation;

/// RFC 7692 section 7.2.2: "Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload".
constexpr std::array<std::uint8_t, 4> kTail = {0x00, 0x00, 0xFF, 0xFF};

/// What is kept of a message beyond this is given back after it.
constexpr std::size_t kKeptCapacity = std::size_t{1} << 20;

}  // namespace

InflateStream& InflateStreams::of(const model::Message& message) {
    const std::uint64_t connection = message.connection->number;
    auto& stream = shards_[shard_of(connection)][connection][index_of(message.direction)];
    if (!stream) stream = std::make_unique<InflateStream>(message.deflate);
    return *stream;
}

std::uint64_t KeptContent::of(const model::Message& message) const noexcept {
    const bool is_judged = demand.message_findings && message.opcode == websocket::Opcode::text;
    return is_judged ? max_message : std::min(demand.message_payload, max_message);
}

void MessageInflater::inflate(model::Message& message, InflateStream& stream) {
    const Bytes wire = *std::exchange(message.payload, std::nullopt);
    message.inflation = Inflation::none;
    if (stream.broken) return;
    begin(message, stream);
    message.too_far = find_too_far(wire, stream);
    if (!inflate_all(wire, stream)) {
        stream.broken = stream.terms.context_takeover;
        const bool out_of_reach = status_ == InflateStatus::out_of_reach;
        message.inflation = out_of_reach ? Inflation::out_of_reach : Inflation::broken;
        return;
    }
    message.inflation = Inflation::done;
    message.length = length_;
    if (wanted_ > 0) message.payload = octets_;
    message.truncated = octets_.size() < length_;
}

void MessageInflater::begin(const model::Message& message, const InflateStream& stream) {
    inflater_.begin(stream.window);
    length_ = 0;
    wanted_ = kept_.of(message);
    octets_.clear();
    if (octets_.capacity() > kKeptCapacity) std::vector<std::uint8_t>().swap(octets_);
}

/// The distance of the first back-reference beyond the window that was agreed; 0: there is none.
std::uint32_t MessageInflater::find_too_far(Bytes wire, const InflateStream& stream) {
    const std::uint32_t window = stream.terms.window();
    if (window == codec::InflateWindow::kMaxSize) return 0;  // no reference can reach further
    walked_.assign(wire.begin(), wire.end());
    walked_.insert(walked_.end(), kTail.begin(), kTail.end());
    return codec::walk_deflate(walked_, window, window).too_far;
}

/// Whether all of a message's octets inflate.
bool MessageInflater::inflate_all(Bytes wire, InflateStream& stream) {
    if (!inflate_part(wire, stream)) return false;
    if (status_ == InflateStatus::final_block) return true;
    return inflate_part(kTail, stream) &&
           (status_ == InflateStatus::final_block || inflater_.between_blocks());
}

/// Behind a block with BFINAL a compressor begins anew (RFC 7692 section 7.2.3.4), and refers to nothing
/// before.
bool MessageInflater::inflate_part(Bytes octets, InflateStream& stream) {
    while (true) {
        const auto step = inflater_.inflate(octets, piece_);
        octets = octets.subspan(step.consumed);
        status_ = step.status;
        switch (status_) {
            case InflateStatus::broken:
            case InflateStatus::out_of_reach: return false;
            case InflateStatus::needs_input: keep(Bytes(piece_).first(step.written), stream); return true;
            case InflateStatus::output_full: keep(piece_, stream); break;
            case InflateStatus::final_block:
                keep(Bytes(piece_).first(step.written), stream);
                stream.window.clear();
                if (octets.empty()) return true;
                inflater_.begin(stream.window);
                break;
        }
    }
}

void MessageInflater::keep(Bytes octets, InflateStream& stream) {
    if (stream.terms.context_takeover) stream.window.append(octets);
    length_ += octets.size();
    const Bytes wanted = front(octets, wanted_ - octets_.size());
    octets_.insert(octets_.end(), wanted.begin(), wanted.end());
}

}  // namespace wsdissect::engine
