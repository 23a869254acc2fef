#pragma once
// What a network interface dropped before the kernel saw it, as Linux counts it.

#include <array>
#include <cstdint>
#include <string>

namespace wsdissect::capture {

class InterfaceDrops {
  public:
    /// Opens the interface's counters, and counts from now on. Where there are none nothing is counted.
    explicit InterfaceDrops(const std::string& interface);
    ~InterfaceDrops();
    InterfaceDrops(const InterfaceDrops&) = delete;
    InterfaceDrops& operator=(const InterfaceDrops&) = delete;

    /// Packets since then. Needs nothing but the files that are open.
    [[nodiscard]] std::uint64_t count() const noexcept;

  private:
    [[nodiscard]] std::uint64_t total() const noexcept;

    std::array<int, 2> descriptors_;
    std::uint64_t at_first_;
};

}  // namespace wsdissect::capture
