#include "capture/slab_queue.hpp"

#include <algorithm>
#include <utility>

namespace wsdissect::capture {

namespace {

/// The longest packet that libpcap gives.
constexpr std::size_t kLongestPacket = std::size_t{256} * 1024;

}  // namespace

void Slab::add(Packet packet) {
    if (octets_.capacity() == 0) octets_.reserve(most_octets_ + kLongestPacket);
    const std::size_t at = octets_.size();
    // Octets that do not fit would move all others: no packet is longer than what is reserved for it.
    const std::size_t length = std::min(packet.data.size(), octets_.capacity() - at);
    octets_.insert(octets_.end(), packet.data.begin(),
                   packet.data.begin() + static_cast<std::ptrdiff_t>(length));
    packet.data = Bytes(octets_).subspan(at, length);
    packets_.push_back(packet);
}

void Slab::sort_by_time() {
    std::stable_sort(packets_.begin(), packets_.end(), [](const Packet& earlier, const Packet& later) {
        return earlier.stamp.time < later.stamp.time;
    });
}

void Slab::exchange(Block& block, std::uint64_t number) noexcept {
    for (Packet& packet : packets_) packet.stamp.number = number++;
    std::swap(packets_, block.storage.packets);
    std::swap(octets_, block.storage.long_piece);
    block.packets = block.storage.packets;
    block.octets = block.storage.long_piece;
    block.damages.clear();
    block.now = std::exchange(now, std::nullopt);
    packets_.clear();
    octets_.clear();
}

bool SlabQueue::push(Slab& slab) {
    const std::lock_guard lock(mutex_);
    if (slabs_.size() >= most_) return false;
    Slab next = slab.another();
    if (!used_.empty()) {
        next = std::move(used_.back());
        used_.pop_back();
    }
    slabs_.push_back(std::exchange(slab, std::move(next)));
    changed_.notify_one();
    return true;
}

void SlabQueue::end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
}

std::optional<Slab> SlabQueue::pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ || !slabs_.empty(); });
    if (slabs_.empty()) return std::nullopt;
    std::optional<Slab> slab = std::move(slabs_.front());
    slabs_.pop_front();
    return slab;
}

void SlabQueue::give_back(Slab used) {
    const std::lock_guard lock(mutex_);
    used_.push_back(std::move(used));
}

bool SlabQueue::empty() const {
    const std::lock_guard lock(mutex_);
    return slabs_.empty();
}

bool SlabQueue::ready() const {
    const std::lock_guard lock(mutex_);
    return ended_ || !slabs_.empty();
}

}  // namespace wsdissect::capture
