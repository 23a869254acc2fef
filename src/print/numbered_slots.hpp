#pragma once
// Values of open connections by their numbers, which come in rising order. What a value has allocated stays
// for the next one in its place.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/random_seed.hpp"

namespace wsdissect::print {

/// `T` can be made without arguments, and `clear` makes it as if it had been. A table of numbers with linear
/// probing shows in which slot each value is. Four that follow each other stand beside each other in it,
/// and so do, mostly, the slots of connections that are young; where the four stand is scattered, so that
/// there are gaps to end a search, whichever numbers are open.
template <class T>
class NumberedSlots {
  public:
    NumberedSlots() : table_(std::size_t{1} << kLeastBits) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The value of `number`, made where there is none. Valid until it is taken.
    [[nodiscard]] T& at(std::uint64_t number) {
        if (2 * size_ >= table_.size()) grow();
        std::size_t place = home(number);
        for (; table_[place].slot != kNone; place = next(place))
            if (table_[place].number == number) return slot(table_[place].slot);
        ++size_;
        table_[place] = {number, free_slot()};
        return slot(table_[place].slot);
    }

    /// Forgets the value of `number`, made where there is none. It is valid until the next call.
    [[nodiscard]] T& take(std::uint64_t number) {
        T& value = at(number);
        free_taken();
        std::size_t place = home(number);
        while (table_[place].number != number || table_[place].slot == kNone) place = next(place);
        taken_ = std::exchange(table_[place], Entry{}).slot;
        close_gap(place);
        --size_;
        return value;
    }

  private:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
    static constexpr unsigned kLeastBits = 6;
    static constexpr unsigned kGroupBits = 2;

    struct Entry {
        std::uint64_t number = 0;
        std::uint32_t slot = kNone;
    };

    // Many at a time, so that where they are stays in the cache, and none has to move when more are made.
    static constexpr std::size_t kChunk = 64;
    using Chunk = std::array<T, kChunk>;

    [[nodiscard]] T& slot(std::uint32_t number) noexcept {
        return (*chunks_[number / kChunk])[number % kChunk];
    }
    [[nodiscard]] std::size_t home(std::uint64_t number) const noexcept {
        const std::uint64_t group = (number >> kGroupBits) * scatter_ >> (64 - bits_ + kGroupBits);
        return static_cast<std::size_t>(group << kGroupBits | (number & ((1U << kGroupBits) - 1)));
    }
    [[nodiscard]] std::size_t next(std::size_t place) const noexcept {
        return (place + 1) & (table_.size() - 1);
    }

    void free_taken() {
        if (taken_ == kNone) return;
        slot(taken_).clear();
        free_.push_back(std::exchange(taken_, kNone));
    }

    [[nodiscard]] std::uint32_t free_slot() {
        free_taken();
        if (free_.empty()) {
            if (made_ % kChunk == 0) chunks_.push_back(std::make_unique<Chunk>());
            return made_++;
        }
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        return slot;
    }

    /// Entries behind an emptied place move up where their search would else end there.
    void close_gap(std::size_t gap) noexcept {
        for (std::size_t place = next(gap); table_[place].slot != kNone; place = next(place)) {
            const std::size_t from_home = (place - home(table_[place].number)) & (table_.size() - 1);
            const std::size_t from_gap = (place - gap) & (table_.size() - 1);
            if (from_home < from_gap) continue;
            table_[gap] = std::exchange(table_[place], Entry{});
            gap = place;
        }
    }

    void grow() {
        const std::vector<Entry> before = std::exchange(table_, std::vector<Entry>(2 * table_.size()));
        ++bits_;
        for (const Entry& entry : before) {
            if (entry.slot == kNone) continue;
            std::size_t place = home(entry.number);
            while (table_[place].slot != kNone) place = next(place);
            table_[place] = entry;
        }
    }

    std::vector<Entry> table_;  ///< 2 to the power of `bits_` of them.
    unsigned bits_ = kLeastBits;
    /// Odd, and such that nobody can choose numbers that meet.
    std::uint64_t scatter_ = (0x9E3779B97F4A7C15 ^ random_seed()) | 1;
    std::size_t size_ = 0;
    std::vector<std::unique_ptr<Chunk>> chunks_;
    std::uint32_t made_ = 0;  ///< Slots.
    std::vector<std::uint32_t> free_;
    std::uint32_t taken_ = kNone;  ///< To be cleared and free before another one is.
};

}  // namespace wsdissect::print
