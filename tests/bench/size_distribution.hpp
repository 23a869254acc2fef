#pragma once
// How long messages are.

#include <cstdint>
#include <optional>
#include <string>

#include "tests/bench/random.hpp"

namespace wsdissect::bench {

class SizeDistribution {
  public:
    /// `fixed:N`, `range:A:B` (both included) or `mix`: mostly short, some of all three length forms of
    /// RFC 6455 section 5.2. Empty where `text` is none of them, or asks for more than 16 MiB.
    [[nodiscard]] static std::optional<SizeDistribution> parse(const std::string& text);

    /// Octets of one message.
    [[nodiscard]] std::uint32_t draw(Random& random) const noexcept;

  private:
    SizeDistribution() = default;

    bool mixed_ = false;
    std::uint32_t low_ = 0;
    std::uint32_t high_ = 0;
};

}  // namespace wsdissect::bench
