#pragma once
// The flows by their keys: an open-addressing index of small entries before records that never move.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "wsdissect/tcp/flow.hpp"

namespace wsdissect::tcp {

class FlowTable {
  public:
    explicit FlowTable(std::uint64_t seed);

    [[nodiscard]] std::uint64_t hash(const FlowKey& key) const noexcept;
    /// Asks the processor to have the hash's index entry at hand soon.
    void prefetch_entry(std::uint64_t hash) const noexcept { __builtin_prefetch(&index_[slot_of(hash)]); }
    /// Likewise the record that the entry most likely leads to.
    void prefetch_record(std::uint64_t hash) const noexcept;

    [[nodiscard]] Flow* find(const FlowKey& key, std::uint64_t hash) noexcept;
    /// The key must not be in the table. The record is fresh but for its key; its address never changes.
    [[nodiscard]] Flow& insert(const FlowKey& key, std::uint64_t hash);
    void erase(Flow& flow) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Octets that one more flow costs: its record and its share of the index.
    static constexpr std::size_t kCostPerFlow = sizeof(Flow) + 16;

    /// Every flow in use, in the order of the records.
    template <class Visit>
    void for_each(Visit visit) {
        for (auto& chunk : chunks_)
            for (std::size_t i = 0; i < kChunk; ++i)
                if (chunk[i].state != FlowState::unused) visit(chunk[i]);
    }

  private:
    static constexpr std::size_t kChunk = 256;  ///< Records allocated at a time.
    struct Entry {
        std::uint32_t tag = 0;     ///< The hash's upper half.
        std::uint32_t record = 0;  ///< Record number plus one; 0: empty.
    };

    [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const noexcept {
        return hash & (index_.size() - 1);
    }
    [[nodiscard]] Flow& record(std::uint32_t number) noexcept {
        return chunks_[number / kChunk][number % kChunk];
    }
    [[nodiscard]] std::uint32_t new_record();
    void grow();

    std::uint64_t seed_;
    std::vector<Entry> index_;
    std::vector<std::unique_ptr<Flow[]>> chunks_;
    std::vector<std::uint32_t> free_;
    std::size_t size_ = 0;
};

}  // namespace wsdissect::tcp
