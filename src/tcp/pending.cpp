#include "tcp/pending.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wsdissect::tcp {

std::uint64_t Pending::insert(std::uint64_t offset, Bytes octets, std::uint32_t length,
                              const Arrival& arrival) {
    const std::uint64_t cost_before = cost_;
    const std::uint64_t end = offset + length;
    std::uint64_t at = offset;
    auto following = pieces_.upper_bound(at);
    if (following != pieces_.begin()) {
        const auto& [start, piece] = *std::prev(following);
        at = std::max(at, start + piece.length);
    }
    while (at < end) {
        const bool last = following == pieces_.end() || following->first >= end;
        const std::uint64_t stop = last ? end : following->first;
        if (at < stop) {
            const auto from = std::min<std::uint64_t>(at - offset, octets.size());
            const auto captured = std::min<std::uint64_t>(stop - at, octets.size() - from);
            add(at, octets.subspan(from, captured), static_cast<std::uint32_t>(stop - at), arrival);
        }
        if (last) break;
        at = following->first + following->second.length;
        ++following;
    }
    return cost_ - cost_before;
}

void Pending::add(std::uint64_t offset, Bytes octets, std::uint32_t length, const Arrival& arrival) {
    pieces_.emplace(offset, Piece{{octets.begin(), octets.end()}, length, 0, arrival});
    cost_ += kPieceCost + octets.size();
}

std::uint64_t Pending::next_known(std::uint64_t next) const noexcept {
    if (!has_pieces()) return fin.value_or(next);
    return fin && next <= *fin ? std::min(*fin, first_offset()) : first_offset();
}

Piece Pending::take_first() {
    auto node = pieces_.extract(pieces_.begin());
    cost_ -= kPieceCost + node.mapped().octets.size();
    return std::move(node.mapped());
}

std::uint64_t Pending::put_back(std::uint64_t offset, Piece piece, std::size_t taken) {
    const std::uint64_t cost = kPieceCost + piece.octets.size();
    piece.handed_on += static_cast<std::uint32_t>(taken);
    piece.length -= static_cast<std::uint32_t>(taken);
    pieces_.emplace_hint(pieces_.begin(), offset, std::move(piece));
    cost_ += cost;
    return cost;
}

std::uint64_t Pending::rebase(std::uint64_t origin) {
    const std::uint64_t cost_before = cost_;
    while (has_pieces() && is_before(first_offset(), origin)) (void)take_first();
    std::map<std::uint64_t, Piece> rebased;
    while (!pieces_.empty()) {
        auto node = pieces_.extract(pieces_.begin());
        node.key() -= origin;
        rebased.insert(rebased.end(), std::move(node));
    }
    pieces_ = std::move(rebased);
    if (fin && is_before(*fin, origin)) fin.reset();
    if (fin) *fin -= origin;
    return cost_before - cost_;
}

std::uint32_t PendingPool::acquire() {
    if (free_.empty()) {
        pendings_.push_back(std::make_unique<Pending>());
        return static_cast<std::uint32_t>(pendings_.size());
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    return number;
}

void PendingPool::release(std::uint32_t number) {
    get(number) = Pending{};
    free_.push_back(number);
}

}  // namespace wsdissect::tcp
