#include "tcp/flow_table.hpp"

namespace wsdissect::tcp {

namespace {

constexpr std::size_t kFirstIndex = 1024;  ///< Entries; a power of two.

/// While a record is free, the number plus one of the next free one stands where its packets are counted.
std::uint32_t& next_free(Flow& flow) noexcept { return flow.packets; }

}  // namespace

FlowTable::FlowTable(std::uint64_t seed) : hash_(seed), index_(kFirstIndex) {}

Flow* FlowTable::find(const FlowKey& key, Hash hash) noexcept {
    for (std::size_t slot = slot_of(hash);; slot = slot_of(slot + 1)) {
        const Entry& entry = index_[slot];
        if (entry.record == 0) return nullptr;
        if (entry.hash != hash) continue;
        Flow& flow = record(entry.record - 1);
        if (flow.key == key) return &flow;
    }
}

Flow& FlowTable::insert(const FlowKey& key, Hash hash, Timestamp now) {
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
    note_open(number, now);
    return flow;
}

void FlowTable::note_open(const Flow& flow, Timestamp now) noexcept {
    note_open(index_[entry_of(flow)].record - 1, now);
}

void FlowTable::note_open(std::uint32_t number, Timestamp now) noexcept {
    Timestamp& earliest = earliest_[number / kChunk];
    earliest = std::min(earliest, now);
}

std::size_t FlowTable::entry_of(const Flow& flow) noexcept {
    const Hash flow_hash = hash(flow.key);
    std::size_t slot = slot_of(flow_hash);
    while (index_[slot].hash != flow_hash || &record(index_[slot].record - 1) != &flow)
        slot = slot_of(slot + 1);
    return slot;
}

void FlowTable::erase(Flow& flow) noexcept {
    std::size_t hole = entry_of(flow);
    next_free(flow) = free_;
    free_ = index_[hole].record;
    --used_[(free_ - 1) / kChunk];
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
        earliest_.push_back(kNever);
        used_.push_back(0);
        for (std::uint32_t i = kChunk; i > 0; --i) {
            next_free(record(first + i - 1)) = free_;
            free_ = first + i;
        }
    }
    const std::uint32_t number = free_ - 1;
    free_ = next_free(record(number));
    ++used_[number / kChunk];
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
