#pragma once
// What a network interface dropped before the kernel saw it, as Linux counts it.

#include <array>
#include <cstdint>
#include <string>

namespace wsdissect::capture {

class InterfaceDrops {
  public:
    /// Opens the counters in a folder such as /sys/class/net/eth0/statistics, and counts from now on. Where
    /// there are none nothing is counted.
    explicit InterfaceDrops(const std::string& folder);
    ~InterfaceDrops();
    InterfaceDrops(const InterfaceDrops&) = delete;
    InterfaceDrops& operator=(const InterfaceDrops&) = delete;

    /// Packets since then; never fewer than before, though counters be set back or go away with the
    /// interface. Needs nothing but the files that are open.
    [[nodiscard]] std::uint64_t count() noexcept;

  private:
    [[nodiscard]] std::uint64_t total() const noexcept;

    std::array<int, 2> descriptors_;
    std::uint64_t at_first_;
    std::uint64_t most_ = 0;  ///< That were counted.
};

}  // namespace wsdissect::capture
