#pragma once
// Memory for objects of one size that come and go in great numbers: slots side by side, used again at once.

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "base/prefetch.hpp"

namespace wsdissect::engine {

/// Slots of `kSlot` octets, each at the beginning of a cache line. What was ever in use at the same time
/// stays with the pool until it goes, and in no budget; objects are to be destroyed before.
template <std::size_t kSlot>
class SlotPool {
  public:
    [[nodiscard]] void* take() {
        if (free_ == nullptr) grow();
        Slot* const slot = free_;
        free_ = slot->next;
        prefetch_lines(free_, free_ == nullptr ? 0 : kSlot);  // for the next call
        return slot;
    }
    void give_back(void* memory) noexcept { free_ = ::new (memory) Slot{.next = free_}; }

  private:
    static constexpr std::size_t kChunk = 64;  ///< Slots allocated at a time.
    union alignas(kCacheLine) Slot {
        Slot* next;  ///< Of a free one.
        std::byte octets[kSlot];
    };

    void grow() {
        chunks_.push_back(std::make_unique<Slot[]>(kChunk));
        for (std::size_t i = kChunk; i > 0; --i) give_back(&chunks_.back()[i - 1]);
    }

    std::vector<std::unique_ptr<Slot[]>> chunks_;
    Slot* free_ = nullptr;
};

}  // namespace wsdissect::engine
