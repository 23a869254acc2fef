#pragma once
// What a counter of 32 bits counted in all, however often it overran.

#include <cstdint>

namespace wsdissect::capture {

class WideCount {
  public:
    /// The counter stands at `now`. It is looked at before it overruns twice.
    void look(std::uint32_t now) noexcept {
        total_ += static_cast<std::uint32_t>(now - last_);
        last_ = now;
    }
    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

  private:
    std::uint64_t total_ = 0;
    std::uint32_t last_ = 0;
};

}  // namespace wsdissect::capture
