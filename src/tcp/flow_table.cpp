#include "tcp/flow_table.hpp"

namespace wsdissect::tcp {

namespace {

constexpr std::size_t kFirstIndex = 1024;  ///< Entries; a power of two.

/// The product's two halves folded together: one multiplication mixes 64 bits well.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint32_t tag_of(std::uint64_t hash) noexcept { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

FlowTable::FlowTable(std::uint64_t seed) : seed_(seed), index_(kFirstIndex) {}

std::uint64_t FlowTable::hash(const FlowKey& key) const noexcept {
    // Odd constants without structure (digits of pi); the seed takes part in each product.
    constexpr std::uint64_t k0 = 0x243F6A8885A308D3, k1 = 0x13198A2E03707345, k2 = 0xA4093822299F31D1;
    const std::uint64_t first = mix(key.addresses[0] ^ seed_ ^ k0, key.addresses[2] ^ k1 ^ (seed_ << 1));
    const std::uint64_t second = mix(key.addresses[1] ^ seed_ ^ k1, key.addresses[3] ^ k2 ^ (seed_ << 2));
    return mix(first ^ key.ports_and_family ^ k2, second ^ key.network ^ k0 ^ seed_);
}

void FlowTable::prefetch_record(std::uint64_t hash) const noexcept {
    const Entry& entry = index_[slot_of(hash)];
    if (entry.record == 0) return;
    const std::uint32_t number = entry.record - 1;
    const Flow& flow = chunks_[number / kChunk][number % kChunk];
    __builtin_prefetch(&flow.key);
    __builtin_prefetch(&flow.owner);  // in the second line
}

Flow* FlowTable::find(const FlowKey& key, std::uint64_t hash) noexcept {
    for (std::size_t slot = slot_of(hash);; slot = slot_of(slot + 1)) {
        const Entry& entry = index_[slot];
        if (entry.record == 0) return nullptr;
        if (entry.tag != tag_of(hash)) continue;
        Flow& flow = record(entry.record - 1);
        if (flow.key == key) return &flow;
    }
}

Flow& FlowTable::insert(const FlowKey& key, std::uint64_t hash) {
    if ((size_ + 1) * 2 > index_.size()) grow();
    const std::uint32_t number = new_record();
    std::size_t slot = slot_of(hash);
    while (index_[slot].record != 0) slot = slot_of(slot + 1);
    index_[slot] = {tag_of(hash), number + 1};
    ++size_;
    Flow& flow = record(number);
    flow = Flow{};
    flow.key = key;
    flow.state = FlowState::live;
    return flow;
}

void FlowTable::erase(Flow& flow) noexcept {
    std::size_t hole = slot_of(hash(flow.key));
    while (&record(index_[hole].record - 1) != &flow) hole = slot_of(hole + 1);
    free_.push_back(index_[hole].record - 1);  // never grows here: new_record reserved it
    flow.state = FlowState::unused;
    --size_;
    // Entries behind the hole move up where their own place allows it, so that no search ends too early.
    for (std::size_t slot = slot_of(hole + 1); index_[slot].record != 0; slot = slot_of(slot + 1)) {
        const std::size_t home = slot_of(hash(record(index_[slot].record - 1).key));
        if (slot_of(slot - home) < slot_of(slot - hole)) continue;
        index_[hole] = index_[slot];
        hole = slot;
    }
    index_[hole] = {};
}

std::uint32_t FlowTable::new_record() {
    if (free_.empty()) {
        const auto first = static_cast<std::uint32_t>(chunks_.size() * kChunk);
        chunks_.push_back(std::make_unique<Flow[]>(kChunk));
        free_.reserve(chunks_.size() * kChunk);
        for (std::uint32_t i = kChunk; i > 0; --i) free_.push_back(first + i - 1);
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    return number;
}

void FlowTable::grow() {
    std::vector<Entry> old(index_.size() * 2);
    old.swap(index_);
    for (const Entry& entry : old) {
        if (entry.record == 0) continue;
        std::size_t slot = slot_of(hash(record(entry.record - 1).key));
        while (index_[slot].record != 0) slot = slot_of(slot + 1);
        index_[slot] = entry;
    }
}

}  // namespace wsdissect::tcp
