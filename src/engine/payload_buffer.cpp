#include "engine/payload_buffer.hpp"

#include <algorithm>

namespace wsdissect::engine {

void PayloadBuffer::append(Bytes piece, const PieceMask& mask, std::uint64_t limit, MemoryBudget& budget) {
    const std::uint64_t room = limit - std::min<std::uint64_t>(limit, octets_.size());
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), room));
    if (wanted == 0 || refused_) return;
    refused_ = !budget.take(wanted);
    if (refused_) return;
    counted_ += wanted;
    const std::size_t old_size = octets_.size();
    octets_.insert(octets_.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(wanted));
    if (mask.key) {
        const auto added = std::span(octets_).subspan(old_size);
        websocket::apply_mask(added, *mask.key, mask.position, added.data());
    }
}

void PayloadBuffer::clear(MemoryBudget& budget) {
    budget.give_back(counted_);
    counted_ = 0;
    refused_ = false;
    std::vector<std::uint8_t>().swap(octets_);  // What is kept would have to be counted.
}

}  // namespace wsdissect::engine
