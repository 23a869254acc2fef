#include "engine/frame_search.hpp"

#include <algorithm>
#include <utility>

namespace wsdissect::engine {

namespace {

/// What a piece costs beside its octets.
constexpr std::uint64_t kPieceCost = sizeof(FrameSearch::Piece) + 32;

std::uint64_t fixed_cost() noexcept { return sizeof(FrameSearch) + websocket::ChainSearch::max_memory(); }

}  // namespace

FrameSearch::FrameSearch(MemoryBudget& budget, const websocket::ChainSearch& search)
    : budget_(budget), search_(search), failed_(!budget.has_room(fixed_cost())) {
    budget_.count(fixed_cost());
}

FrameSearch::~FrameSearch() {
    clear();
    budget_.give_back(fixed_cost());
}

void FrameSearch::on_bytes(Bytes octets, const tcp::Arrival& arrival) {
    if (failed_) return;
    const bool new_segment = std::exchange(carried_by_, arrival.carried_by) != arrival.carried_by;
    if (new_segment) search_.begin_segment(octets.size());
    const std::uint64_t offset = search_.position();
    search_.read(octets);
    search_.end_segment();
    const Bytes kept = octets.last(std::min(octets.size(), kMaxKept));
    keep({.offset = offset + octets.size() - kept.size(),
          .lost = 0,
          .octets = {kept.begin(), kept.end()},
          .arrival = arrival});
}

void FrameSearch::on_gap(std::uint64_t octets, const PacketStamp& packet) {
    const std::uint64_t offset = search_.position();
    if (!failed_) search_.skip(octets);
    const bool frames_go_on = !failed_ && search_.has_chains();
    if (frames_go_on) {
        keep({.offset = offset, .lost = octets, .octets = {}, .arrival = {packet, packet.number}});
    } else {
        clear();
        loss_.octets += octets;
        loss_.packet = packet;
    }
}

bool FrameSearch::found() const noexcept {
    if (failed_) return false;
    const auto found = search_.found(kept_from());
    return found && found->header >= kept_from();
}

std::uint64_t FrameSearch::kept_from() const noexcept {
    return pieces_.empty() ? search_.position() : pieces_.front().offset;
}

void FrameSearch::keep(Piece piece) {
    kept_ += piece.octets.size();
    const std::uint64_t cost = kPieceCost + piece.octets.size();
    pieces_.push_back(std::move(piece));
    while (kept_ - pieces_.front().octets.size() >= kMaxKept || pieces_.size() > kMaxPieces) drop_first();
    if (budget_.take(cost)) return;
    budget_.count(cost);
    failed_ = true;
    clear();
}

void FrameSearch::drop_first() {
    const Piece& first = pieces_.front();
    if (first.lost > 0) {
        loss_.octets += first.lost;
        loss_.packet = first.arrival.packet;
    }
    kept_ -= first.octets.size();
    budget_.give_back(kPieceCost + first.octets.size());
    pieces_.pop_front();
}

void FrameSearch::clear() {
    while (!pieces_.empty()) drop_first();
}

std::deque<FrameSearch::Piece> FrameSearch::take_frames() {
    const std::uint64_t header = search_.found(kept_from())->header;
    while (pieces_.size() > 1 && pieces_[1].offset <= header) drop_first();
    Piece& first = pieces_.front();
    const auto before = static_cast<std::ptrdiff_t>(header - first.offset);
    budget_.give_back(kPieceCost * pieces_.size() + kept_);
    kept_ = 0;
    first.offset = header;
    first.octets.erase(first.octets.begin(), first.octets.begin() + before);
    return std::exchange(pieces_, {});
}

}  // namespace wsdissect::engine
