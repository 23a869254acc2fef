#pragma once
// The least, the mean and the greatest of many durations.

#include <algorithm>
#include <cstdint>
#include <limits>

namespace wsdissect::print {

class Spread {
  public:
    /// A duration in nanoseconds. A negative one is none: the capture's clock went back.
    void add(std::int64_t nanoseconds) noexcept {
        if (nanoseconds < 0) return;
        ++count_;
        sum_ += static_cast<Uint128>(nanoseconds);
        min_ = std::min(min_, nanoseconds);
        max_ = std::max(max_, nanoseconds);
    }

    /// How many there are; the others mean nothing where there is none. All in nanoseconds.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] std::int64_t min() const noexcept { return min_; }
    [[nodiscard]] std::int64_t max() const noexcept { return max_; }
    [[nodiscard]] std::int64_t mean() const noexcept { return static_cast<std::int64_t>(sum_ / count_); }

  private:
    __extension__ using Uint128 = unsigned __int128;

    std::uint64_t count_ = 0;
    std::int64_t min_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t max_ = 0;
    Uint128 sum_ = 0;
};

}  // namespace wsdissect::print
