#pragma once
// The flows by their keys: an open-addressing index of small entries before records that never move.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/prefetch.hpp"
#include "wsdissect/tcp/flow.hpp"

namespace wsdissect::tcp {

class FlowTable {
  public:
    /// What the index goes by.
    using Hash = std::uint32_t;

    explicit FlowTable(std::uint64_t seed);

    [[nodiscard]] Hash hash(const FlowKey& key) const noexcept {
        const auto& [low, low_rest, high, high_rest] = key.addresses;
        // The seed is odd: no change of the ends, chosen without knowing it, makes up for another network.
        const std::uint64_t rest = key.ports_and_family ^ key.network * network_seed_;
        // Both addresses of IPv4 fit one word.
        if (key.family() == AddressFamily::ipv4)
            return static_cast<Hash>(mix(rest ^ seeds_[0], low ^ std::rotl(high, 32) ^ seeds_[1]));
        const std::uint64_t first = mix(low ^ seeds_[0], high ^ seeds_[1]);
        const std::uint64_t second = mix(low_rest ^ seeds_[2], high_rest ^ seeds_[3]);
        return static_cast<Hash>(mix(first ^ seeds_[4], second ^ rest));
    }
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
    [[nodiscard]] Flow& insert(const FlowKey& key, Hash hash);
    void erase(Flow& flow) noexcept;
    /// Flows erased so far: while this stays the same, what `find` gave is still right.
    [[nodiscard]] std::uint64_t erased() const noexcept { return erased_; }

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
        Hash hash = 0;
        std::uint32_t record = 0;  ///< Record number plus one; 0: empty.
    };

    /// The product's two halves folded together: one multiplication mixes 64 bits well.
    [[nodiscard]] static std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
        const auto product = static_cast<unsigned __int128>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }
    [[nodiscard]] std::size_t slot_of(std::size_t hash) const noexcept { return hash & (index_.size() - 1); }
    [[nodiscard]] Flow& record(std::uint32_t number) noexcept {
        return chunks_[number / kChunk][number % kChunk];
    }
    [[nodiscard]] std::uint32_t new_record();
    void grow();

    std::array<std::uint64_t, 5> seeds_;
    std::uint64_t network_seed_;
    std::vector<Entry> index_;
    std::vector<std::unique_ptr<Flow[]>> chunks_;
    std::uint32_t free_ = 0;  ///< Number plus one of the first record that is free; 0: none.
    std::size_t size_ = 0;
    std::uint64_t erased_ = 0;
};

}  // namespace wsdissect::tcp
