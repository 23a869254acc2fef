#pragma once
// Random numbers that are the same for a seed whatever compiler and library built the generator; the
// distributions of <random> are not.

#include <cstdint>

namespace wsdissect::bench {

/// How likely something is, as a fixed-point number: comparing integers rounds the same everywhere.
class Chance {
  public:
    /// `probability` is 0 to 1.
    explicit constexpr Chance(double probability) noexcept
        : in_2_to_32_(static_cast<std::uint64_t>(probability * 4294967296.0)) {}

    /// Out of 2^32.
    [[nodiscard]] constexpr std::uint64_t threshold() const noexcept { return in_2_to_32_; }

  private:
    std::uint64_t in_2_to_32_;
};

/// SplitMix64 (Steele, Lea, Flood 2014): one addition and three mixing steps a number.
class Random {
  public:
    explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t next() noexcept {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    /// 0 to `end` - 1.
    std::uint32_t below(std::uint32_t end) noexcept {
        return static_cast<std::uint32_t>(((next() >> 32) * end) >> 32);
    }

    /// `low` to `high`, both included; `high` - `low` is below 2^32 - 1.
    std::uint32_t between(std::uint32_t low, std::uint32_t high) noexcept {
        return low + below(high - low + 1);
    }

    bool happens(Chance chance) noexcept { return (next() >> 32) < chance.threshold(); }

  private:
    std::uint64_t state_;
};

}  // namespace wsdissect::bench
