#include "capture/source_blocks.hpp"

#include <algorithm>

namespace wsdissect::capture {

namespace {

constexpr std::size_t kPacketsPerRead = 256;

}  // namespace

DamageHandler SourceBlocks::damage_handler() {
    return [this](const Damage& damage) { block_->damages.push_back({count_, damage}); };
}

std::uint64_t SourceBlocks::claim(Block&) { return claimed_.fetch_add(1, std::memory_order_relaxed); }

bool SourceBlocks::cut(Block& block) {
    block.packets = {};
    block.damages.clear();
    block.octets = {};
    if (ended_) return false;
    block_ = &block;
    count_ = 0;
    auto& room = block.storage.packets;
    auto& copies = block.storage.long_piece;
    copies.clear();
    do {
        if (room.size() < count_ + kPacketsPerRead)
            room.resize(std::max(2 * room.size(), count_ + kPacketsPerRead));
        const auto packets = std::span(room).subspan(count_, kPacketsPerRead);
        const std::size_t read = source_->read(packets);
        ended_ = read == 0;
        for (const Packet& packet : packets.first(read)) {
            copies.insert(copies.end(), packet.data.begin(), packet.data.end());
            copies.insert(copies.end(), packet.options.begin(), packet.options.end());
        }
        count_ += read;
    } while (!ended_ && copies.size() < options_.stretch && source_->ready());
    block.packets = std::span(room).first(count_);
    point_at_copies(block);
    return true;
}

/// The copies moved while they grew.
void SourceBlocks::point_at_copies(Block& block) {
    Bytes copies = block.octets = block.storage.long_piece;
    for (Packet& packet : block.packets) {
        packet.data = copies.first(packet.data.size());
        copies = copies.subspan(packet.data.size());
        packet.options = copies.first(packet.options.size());
        copies = copies.subspan(packet.options.size());
    }
}

}  // namespace wsdissect::capture
