#include "tcp/flow_table.hpp"

namespace wsdissect::tcp {

namespace {

constexpr std::size_t kFirstIndex = 1024;  ///< Entries; a power of two.

/// While a record is free, the number plus one of the next free one stands where its packets are counted.
std::uint32_t& next_free(Flow& flow) noexcept { return flow.packets; }

}  // namespace

// Constants without structure (digits of pi); the seed takes part in each.
FlowTable::FlowTable(std::uint64_t seed)
    : seeds_{0x243F6A8885A308D3 ^ seed, 0x13198A2E03707344 ^ std::rotl(seed, 13),
             0xA4093822299F31D0 ^ std::rotl(seed, 26), 0x082EFA98EC4E6C89 ^ std::rotl(seed, 39),
             0x452821E638D01377 ^ std::rotl(seed, 52)},
      network_seed_((0xBE5466CF34E90C6C ^ seed) | 1),
      index_(kFirstIndex) {}

Flow* FlowTable::find(const FlowKey& key, Hash hash) noexcept {
    for (std::size_t slot = slot_of(hash);; slot = slot_of(slot + 1)) {
        const Entry& entry = index_[slot];
        if (entry.record == 0) return nullptr;
        if (entry.hash != hash) continue;
        Flow& flow = record(entry.record - 1);
        if (flow.key == key) return &flow;
    }
}

Flow& FlowTable::insert(const FlowKey& key, Hash hash) {
    if ((size_ + 1) * 4 > index_.size() * 3) grow();
    const std::uint32_t number = new_record();
    std::size_t slot = slot_of(hash);
    while (index_[slot].record != 0) slot = slot_of(slot + 1);
    index_[slot] = {hash, number + 1};
    ++size_;
    Flow& flow = record(number);
    flow = Flow{};
    flow.key = key;
    flow.state = FlowState::live;
    return flow;
}

void FlowTable::erase(Flow& flow) noexcept {
    const Hash flow_hash = hash(flow.key);
    std::size_t hole = slot_of(flow_hash);
    while (index_[hole].hash != flow_hash || &record(index_[hole].record - 1) != &flow)
        hole = slot_of(hole + 1);
    next_free(flow) = free_;
    free_ = index_[hole].record;
    flow.state = FlowState::unused;
    --size_;
    ++erased_;
    // Entries behind the hole move up where their own place allows it, so that no search ends too early.
    for (std::size_t slot = slot_of(hole + 1); index_[slot].record != 0; slot = slot_of(slot + 1)) {
        const std::size_t home = slot_of(index_[slot].hash);
        if (slot_of(slot - home) < slot_of(slot - hole)) continue;
        index_[hole] = index_[slot];
        hole = slot;
    }
    index_[hole] = {};
}

std::uint32_t FlowTable::new_record() {
    if (free_ == 0) {
        const auto first = static_cast<std::uint32_t>(chunks_.size() * kChunk);
        chunks_.push_back(std::make_unique<Flow[]>(kChunk));
        for (std::uint32_t i = kChunk; i > 0; --i) {
            next_free(record(first + i - 1)) = free_;
            free_ = first + i;
        }
    }
    const std::uint32_t number = free_ - 1;
    free_ = next_free(record(number));
    return number;
}

void FlowTable::grow() {
    std::vector<Entry> old(index_.size() * 2);
    old.swap(index_);
    for (const Entry& entry : old) {
        if (entry.record == 0) continue;
        std::size_t slot = slot_of(entry.hash);
        while (index_[slot].record != 0) slot = slot_of(slot + 1);
        index_[slot] = entry;
    }
}

}  // namespace wsdissect::tcp
