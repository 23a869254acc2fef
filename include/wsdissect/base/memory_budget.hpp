#pragma once
// One account for all buffers that input can grow (`--max-memory`). Not thread-safe.

#include <cstddef>
#include <cstdint>

namespace wsdissect {

class MemoryBudget {
  public:
    explicit MemoryBudget(std::uint64_t limit_bytes) noexcept : limit_(limit_bytes) {}

    /// True when `bytes` more may be held, which are then counted until given back; else nothing is counted.
    [[nodiscard]] bool take(std::uint64_t bytes) noexcept {
        if (!has_room(bytes)) return false;
        used_ += bytes;
        return true;
    }
    [[nodiscard]] bool has_room(std::uint64_t bytes) const noexcept {
        return used_ <= limit_ && bytes <= limit_ - used_;
    }
    /// Counts what is held in any case, beyond the limit if need be.
    void count(std::uint64_t bytes) noexcept { used_ += bytes; }
    void give_back(std::uint64_t bytes) noexcept { used_ -= bytes; }

    [[nodiscard]] std::uint64_t used() const noexcept { return used_; }
    [[nodiscard]] std::uint64_t limit() const noexcept { return limit_; }

  private:
    std::uint64_t limit_;
    std::uint64_t used_ = 0;
};

}  // namespace wsdissect
