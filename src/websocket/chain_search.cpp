#include "wsdissect/websocket/chain_search.hpp"

#include <algorithm>
#include <bit>

namespace wsdissect::websocket {

namespace {

/// Bits of evidence: see the header.
constexpr unsigned kHeaderBits = 5;
constexpr unsigned kCheapHeaderBits = 1;
constexpr unsigned kShortEndBits = 7;
constexpr unsigned kLongEndBits = 16;
constexpr unsigned kSpanningShortEndBits = 3;
constexpr unsigned kSpanningLongEndBits = 8;
constexpr unsigned kCheapEndBits = 2;
constexpr unsigned kMaxFromCheap = 8;
constexpr unsigned kMaxSegmentBits = 8;
/// Before a chain's front has as many, its headers may be false ones that happen to lead to a real one: one
/// of some 50 real headers is led to in this way. Where the frame before a real header ends is then no
/// evidence, unless the frame is all of a segment.
constexpr unsigned kSureBits = 14;

}  // namespace

bool DirectionShape::fits(std::uint8_t first, std::uint8_t second) const noexcept {
    const auto opcode = static_cast<Opcode>(first & 0xF);
    const unsigned bits = first >> 4 & 0x7U;
    const bool fin = (first & 0x80) != 0;
    const bool is_masked = (second & 0x80) != 0;
    const unsigned length = second & 0x7F;
    if (is_reserved(opcode) || (bits & ~unsigned{rsv}) != 0) return false;
    if ((bits & kRsv1) != 0 && !begins_message(opcode)) return false;
    if (masked && *masked != is_masked) return false;
    if (is_control(opcode))
        return fin && length <= kMaxControlPayload && !(opcode == Opcode::close && length == 1);
    // Nobody needs an empty fragment in the middle, and zeros are full of them.
    return fin || opcode != Opcode::continuation || length != 0;
}

void ChainSearch::begin_segment(std::size_t length) noexcept {
    segment_start_ = position_;
    ++segment_;
    const auto logarithm = static_cast<unsigned>(std::bit_width(length)) - (length > 0 ? 1U : 0U);
    segment_bits_ = std::min(logarithm, kMaxSegmentBits);
}

void ChainSearch::read(Bytes octets) {
    while (!octets.empty()) {
        const bool scans = beginnings_ == Beginnings::anywhere || position_ == segment_start_;
        const bool idle = !scans && position_ < next_due_;
        if (idle) {
            const auto step =
                static_cast<std::size_t>(std::min<std::uint64_t>(octets.size(), next_due_ - position_));
            position_ += step;
            octets = octets.subspan(step);
        } else {
            read_octet(octets.front());
            octets = octets.subspan(1);
        }
    }
}

void ChainSearch::read_octet(std::uint8_t octet) {
    const bool due = position_ >= next_due_;
    const bool scans = beginnings_ == Beginnings::anywhere || position_ == segment_start_;
    const bool begins = scans && may_begin_chain(octet);
    if (due) {
        std::erase_if(
            chains_, [&](Chain& chain) { return chain.next <= position_ && !continue_header(chain, octet); });
    }
    if (begins) begin_chain(octet);
    ++position_;
    if (due || begins) {
        drop_weaker_twins();
        find_next_due();
    }
}

bool ChainSearch::may_begin_chain(std::uint8_t first) const noexcept {
    const bool fits = shape_.fits(first, shape_.masked.value_or(false) ? 0x82 : 0x02);
    const bool is_beginning = static_cast<Opcode>(first & 0xF) != Opcode::continuation;
    return fits && (is_beginning || beginnings_ == Beginnings::anywhere);
}

/// With the first octet of its first header.
void ChainSearch::begin_chain(std::uint8_t octet) {
    const bool begins_segment = position_ == segment_start_;
    Chain chain;
    chain.next = position_;
    chain.evidence = chain.front = begins_segment ? segment_bits_ : 0;
    chain.partial[0] = octet;
    chain.partial_length = 1;
    chain.begins_segment = begins_segment;
    if (chains_.size() < kMaxChains) return chains_.push_back(chain);
    const auto weakest = std::min_element(chains_.begin(), chains_.end(), [](const Chain& a, const Chain& b) {
        return a.evidence < b.evidence;
    });
    if (weakest->evidence < chain.evidence) *weakest = chain;
}

/// False: it is no header.
bool ChainSearch::continue_header(Chain& chain, std::uint8_t octet) {
    if (chain.partial_length == 0) chain.begins_segment = position_ == segment_start_;
    chain.partial[chain.partial_length++] = octet;
    if (chain.partial_length == 2 && !shape_.fits(chain.partial[0], octet)) return false;
    const std::optional<FrameHeader> header =
        parse_frame_header(Bytes(chain.partial).first(chain.partial_length));
    return !header || on_header(chain, *header);
}

bool ChainSearch::fits(const Chain& chain, const FrameHeader& header) const noexcept {
    if (header.length_bits != shortest_length_bits(header.payload_length)) return false;
    if (header.payload_length > kMaxFrame) return false;
    if (chain.headers > 0 && header.masking_key.has_value() != chain.header.masking_key.has_value())
        return false;
    // RFC 6455 section 5.4: the fragments of two messages are not mixed.
    if (header.opcode == Opcode::continuation) return chain.message != Message::closed;
    return is_control(header.opcode) || chain.message != Message::open;
}

/// Whether data that repeats itself has such headers in rows: `chain` had the same one before, or it is but
/// two octets. Masked frames, of which each has a key of its own, differ.
bool ChainSearch::is_cheap(const FrameHeader& header, const Chain& chain) noexcept {
    const FrameHeader& before = chain.header;
    const bool is_bare = header.payload_length == 0 && !header.masking_key;
    return is_bare || (chain.headers > 0 && header.fin == before.fin && header.rsv == before.rsv &&
                       header.opcode == before.opcode && header.payload_length == before.payload_length &&
                       header.masking_key == before.masking_key);
}

/// The header's last octet stands at the position.
bool ChainSearch::on_header(Chain& chain, const FrameHeader& header) {
    if (!fits(chain, header)) return false;
    chain.is_cheap = is_cheap(header, chain);
    chain.header = header;
    ++chain.headers;
    if (!is_control(header.opcode)) chain.message = header.fin ? Message::closed : Message::open;
    chain.latest = chain.next;
    chain.latest_segment = segment_;
    chain.next = position_ + 1 + header.payload_length;
    chain.partial_length = 0;
    if (chain.front >= kSureBits) chain.sure[chain.sure_headers++ % kMaxHeaders] = chain.latest;
    add_evidence(chain, bits_of_header(chain), chain.is_cheap);
    add_to_front(chain, bits_of_header(chain));
    return true;
}

unsigned ChainSearch::bits_of_header(const Chain& chain) const noexcept {
    if (chain.is_cheap) return chain.header.payload_length > 0 ? kCheapHeaderBits : 0;
    const bool mask_bit_told = shape_.masked || chain.headers > 1;
    const auto free_bits = static_cast<unsigned>(std::popcount(shape_.rsv & 0x3U));
    return kHeaderBits - (mask_bit_told ? 0 : 1) - free_bits;
}

/// Of a frame that ends where a segment does.
unsigned ChainSearch::bits_of_end(const Chain& chain) const noexcept {
    const bool is_short = chain.header.length_bits == 7;
    const bool spans = chain.latest_segment != segment_;
    const bool is_segment = chain.begins_segment && !spans;
    if (chain.is_cheap && !is_segment) return kCheapEndBits;
    if (spans) return is_short ? kSpanningShortEndBits : kSpanningLongEndBits;
    return is_short ? kShortEndBits : kLongEndBits;
}

void ChainSearch::add_evidence(Chain& chain, unsigned bits, bool cheap) noexcept {
    if (cheap) {
        bits = std::min(bits, kMaxFromCheap - chain.from_cheap);
        chain.from_cheap += bits;
    }
    chain.evidence += bits;
}

void ChainSearch::add_to_front(Chain& chain, unsigned bits) noexcept {
    if (chain.front >= kSureBits) return;
    chain.front += bits;
    if (chain.front >= kSureBits) chain.sure[chain.sure_headers++ % kMaxHeaders] = chain.latest;
}

/// A frame of the chain ends where a segment does.
void ChainSearch::on_common_end(Chain& chain) noexcept {
    const bool is_segment = chain.begins_segment && chain.latest_segment == segment_;
    const unsigned bits = bits_of_end(chain);
    add_evidence(chain, bits, chain.is_cheap && !is_segment);
    if (is_segment) add_to_front(chain, bits);
}

void ChainSearch::note_segment_end() {
    for (Chain& chain : chains_)
        if (chain.next == position_ && chain.partial_length == 0) on_common_end(chain);
}

void ChainSearch::skip(std::uint64_t octets) {
    if (octets == 0) return;
    const std::uint64_t end = position_ + octets;
    std::erase_if(chains_, [&](const Chain& chain) { return chain.next < end; });
    position_ = end;
    find_next_due();
    note_segment_end();
}

/// Chains whose next headers are the same one go on alike: of these only the strongest is kept.
void ChainSearch::drop_weaker_twins() {
    for (std::size_t i = chains_.size(); i-- > 0;) {  // backwards, for chains go on the way
        const Chain& chain = chains_[i];
        const bool is_complete = chain.headers > 0 && chain.partial_length == 0;
        if (is_complete && chain.latest + chain.header.header_length == position_) keep_stronger_twin(i);
    }
}

/// Of `chains_[i]` and the one that has the same next header, if there is one.
void ChainSearch::keep_stronger_twin(std::size_t i) {
    for (std::size_t k = 0; k < chains_.size(); ++k) {
        if (k == i || chains_[k].next != chains_[i].next || chains_[k].partial_length != 0) continue;
        const bool is_stronger = chains_[k].evidence > chains_[i].evidence;
        chains_.erase(chains_.begin() + static_cast<std::ptrdiff_t>(is_stronger ? i : k));
        return;
    }
}

void ChainSearch::find_next_due() noexcept {
    next_due_ = ~std::uint64_t{0};
    for (const Chain& chain : chains_) next_due_ = std::min(next_due_, chain.next);
}

std::optional<ChainSearch::Found> ChainSearch::found(std::uint64_t from) const noexcept {
    const auto strongest =
        std::max_element(chains_.begin(), chains_.end(),
                         [](const Chain& a, const Chain& b) { return a.evidence < b.evidence; });
    if (strongest == chains_.end() || strongest->evidence < needed_ || strongest->sure_headers == 0)
        return std::nullopt;
    const std::size_t all = strongest->sure_headers;
    std::size_t header = all - std::min(all, kMaxHeaders);
    while (header + 1 < all && strongest->sure[header % kMaxHeaders] < from) ++header;
    return Found{strongest->sure[header % kMaxHeaders], strongest->header.masking_key.has_value()};
}

}  // namespace wsdissect::websocket
