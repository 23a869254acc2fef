#pragma once
// The flows by their keys: an open-addressing index of small entries before records that never move.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "base/flow_hash.hpp"
#include "base/prefetch.hpp"
#include "wsdissect/tcp/flow.hpp"

namespace wsdissect::tcp {

class FlowTable {
  public:
    /// What the index goes by.
    using Hash = std::uint32_t;

    explicit FlowTable(std::uint64_t seed);

    [[nodiscard]] Hash hash(const FlowKey& key) const noexcept { return static_cast<Hash>(hash_(key)); }
    /// Asks the processor to have the hash's index entry at hand soon.
    [[gnu::always_inline]] void prefetch_entry(Hash hash) const noexcept {
        wsdissect::prefetch(&index_[slot_of(hash)]);
    }
    /// The record that `find` will most likely come to, which it does not look at; null: there is none.
    [[nodiscard]] Flow* candidate(Hash hash) noexcept {
        for (std::size_t slot = slot_of(hash);; slot = slot_of(slot + 1)) {
            const Entry& entry = index_[slot];
            if (entry.record == 0) return nullptr;
            if (entry.hash == hash) return &record(entry.record - 1);
        }
    }
    /// As prefetch_entry, for both of its lines.
    [[gnu::always_inline]] static void prefetch(const Flow& flow) noexcept {
        prefetch_lines(&flow, sizeof flow);
    }

    [[nodiscard]] Flow* find(const FlowKey& key, Hash hash) noexcept;
    /// The key must not be in the table. The record is fresh but for its key; its address never changes.
    /// `now`: the time of the packet that opens it.
    [[nodiscard]] Flow& insert(const FlowKey& key, Hash hash, Timestamp now);
    /// A flow that was closed is open again.
    void note_open(const Flow& flow, Timestamp now) noexcept;
    void erase(Flow& flow) noexcept;
    /// Flows erased so far: while this stays the same, what `find` gave is still right.
    [[nodiscard]] std::uint64_t erased() const noexcept { return erased_; }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Octets that one more flow costs: its record and its share of the index.
    static constexpr std::size_t kCostPerFlow = sizeof(Flow) + 16;

    /// Every flow in use, in the order of the records. Chunks without any cost next to nothing.
    template <class Visit>
    void for_each(Visit visit) {
        for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk)
            for (std::size_t i = 0; i < kChunk && used_[chunk] > 0; ++i)
                if (chunks_[chunk][i].state != FlowState::unused) visit(chunks_[chunk][i]);
    }

    /// Every open flow for whose last packet's time `is_silent`, in the order of the records; it has to be
    /// closed or erased before the next call. Looks only where such a flow may be, so that each look is paid
    /// for by a packet that came or a flow that ends. One whose packets went back in time may be found late.
    template <class IsSilent, class Visit>
    void for_each_silent(IsSilent is_silent, Visit visit) {
        for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
            if (!is_silent(earliest_[chunk])) continue;
            Timestamp earliest = kNever;
            for (std::size_t i = 0; i < kChunk; ++i) {
                Flow& flow = chunks_[chunk][i];
                if (flow.state == FlowState::unused || flow.state == FlowState::closed) continue;
                if (is_silent(flow.last_time))
                    visit(flow);
                else
                    earliest = std::min(earliest, flow.last_time);
            }
            earliest_[chunk] = earliest;
        }
    }

  private:
    static constexpr Timestamp kNever{std::numeric_limits<std::int64_t>::max()};
    static constexpr std::size_t kChunk = 256;  ///< Records allocated at a time.
    struct Entry {
        Hash hash = 0;
        std::uint32_t record = 0;  ///< Record number plus one; 0: empty.
    };

    [[nodiscard]] std::size_t slot_of(std::size_t hash) const noexcept { return hash & (index_.size() - 1); }
    [[nodiscard]] Flow& record(std::uint32_t number) noexcept {
        return chunks_[number / kChunk][number % kChunk];
    }
    [[nodiscard]] std::uint32_t new_record();
    void note_open(std::uint32_t number, Timestamp now) noexcept;
    [[nodiscard]] std::size_t entry_of(const Flow& flow) noexcept;
    void grow();

    FlowHash hash_;
    std::vector<Entry> index_;
    std::vector<std::unique_ptr<Flow[]>> chunks_;
    /// Of each chunk: none of its open flows has been silent since before that.
    std::vector<Timestamp> earliest_;
    std::vector<std::uint32_t> used_;  ///< Records of each chunk that are in use.
    std::uint32_t free_ = 0;           ///< Number plus one of the first record that is free; 0: none.
    std::size_t size_ = 0;
    std::uint64_t erased_ = 0;
};

}  // namespace wsdissect::tcp
