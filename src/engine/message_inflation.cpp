#include "engine/message_inflation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wsdissect::engine {

namespace {

using codec::InflateStatus;
using model::Inflation;

/// RFC 7692 section 7.2.2: "Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload".
constexpr std::array<std::uint8_t, 4> kTail = {0x00, 0x00, 0xFF, 0xFF};

/// Up to here a last part is copied to append its tail: a call for the tail alone costs more.
constexpr std::size_t kMostCopied = std::size_t{16} << 10;

/// What is kept of a message beyond this is given back after it.
constexpr std::size_t kKeptCapacity = std::size_t{1} << 20;

}  // namespace

void MessageInflation::begin(InflateContext& context, const Wanted& wanted) {
    if (std::exchange(at_end_of_, std::nullopt) != Place{context.id, context.begun})
        inflater_.begin(context.window);
    ++context.begun;
    walker_.reset();
    const std::uint32_t window = context.terms.window();
    if (window < codec::InflateWindow::kMaxSize) walker_.emplace(window, window);
    text_ = {};
    wanted_ = wanted;
    content_.clear();
    if (content_.capacity() > kKeptCapacity) std::vector<std::uint8_t>().swap(content_);
    last_ = {};
    length_ = wire_length_ = 0;
    failed_ = false;
    status_ = InflateStatus::needs_input;
}

void MessageInflation::add(Bytes wire, InflateContext& context) {
    wire_length_ += wire.size();
    if (failed_ || wire.empty()) return;
    if (walker_) walker_->add(wire);
    inflate(wire, 0, context);
}

/// Nothing is appended to what ends with a block with BFINAL.
void MessageInflation::add_last(Bytes wire, InflateContext& context) {
    if (wire.size() > kMostCopied) {
        add(wire, context);
        wire = {};
    }
    wire_length_ += wire.size();
    if (failed_ || (wire.empty() && status_ == InflateStatus::final_block)) return;
    with_tail_.assign(wire.begin(), wire.end());
    with_tail_.insert(with_tail_.end(), kTail.begin(), kTail.end());
    if (walker_) walker_->add(with_tail_);
    inflate(with_tail_, kTail.size(), context);
    if (failed_ || status_ == InflateStatus::final_block) return;
    failed_ = !inflater_.between_blocks();
    // A smaller window would have to be held against what the decoder has.
    const bool has_window = context.terms.context_takeover && !walker_;
    if (!failed_ && has_window) at_end_of_ = Place{context.id, context.begun};
}

/// `appended`: how many of `octets`, the last ones, are the tail. Behind a block with BFINAL another stream
/// begins (RFC 7692 section 7.2.3.4). Whether it may refer to what came before is not said there, so it may.
void MessageInflation::inflate(Bytes octets, std::size_t appended, InflateContext& context) {
    while (true) {
        settle();
        if (status_ == InflateStatus::final_block) inflater_.begin(context.window);
        const auto step = inflater_.inflate(octets);
        octets = octets.subspan(step.consumed);
        status_ = step.status;
        failed_ = status_ == InflateStatus::broken || status_ == InflateStatus::out_of_reach;
        if (failed_) return;
        keep(step.output, context);
        if (status_ == InflateStatus::needs_input) return;
        if (status_ == InflateStatus::output_full) continue;
        if (octets.empty() || octets.size() == appended) return;
    }
}

void MessageInflation::keep(Bytes octets, InflateContext& context) {
    if (context.terms.context_takeover) context.window.append(octets);
    length_ += octets.size();
    if (wanted_.utf8) text_.add(octets);
    const Bytes kept = front(octets, wanted_.octets - content_.size());
    if (content_.empty()) {
        last_ = kept;
    } else {
        content_.insert(content_.end(), kept.begin(), kept.end());
    }
}

void MessageInflation::settle() {
    if (last_.empty()) return;
    content_.assign(last_.begin(), last_.end());
    last_ = {};
}

void MessageInflation::tell(model::Message& message) const {
    if (walker_) message.too_far = walker_->result().too_far;
    if (failed_) {
        const bool out_of_reach = status_ == InflateStatus::out_of_reach;
        message.inflation = out_of_reach ? Inflation::out_of_reach : Inflation::broken;
        return;
    }
    const bool whole = message.inflation == Inflation::due;
    message.inflation = whole ? Inflation::done : Inflation::front_done;
    if (whole) message.length = length_;
    if (wanted_.utf8) message.valid_utf8 = whole ? text_.valid() : text_.valid_so_far();
    if (wanted_.octets > 0) message.payload = content();
    message.truncated |= content().size() < length_;
}

}  // namespace wsdissect::engine
