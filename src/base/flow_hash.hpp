#pragma once
// A hash of flow keys that whoever chooses the addresses in a capture cannot foresee: they cannot choose many
// that fall together.

#include <array>
#include <bit>
#include <cstdint>

#include "wsdissect/base/flow_key.hpp"

namespace wsdissect {

class FlowHash {
  public:
    // Constants without structure (digits of pi); the seed takes part in each.
    explicit FlowHash(std::uint64_t seed) noexcept
        : seeds_{0x243F6A8885A308D3 ^ seed, 0x13198A2E03707344 ^ std::rotl(seed, 13),
                 0xA4093822299F31D0 ^ std::rotl(seed, 26), 0x082EFA98EC4E6C89 ^ std::rotl(seed, 39),
                 0x452821E638D01377 ^ std::rotl(seed, 52)},
          network_seed_((0xBE5466CF34E90C6C ^ seed) | 1) {}

    [[nodiscard]] std::uint64_t operator()(const FlowKey& key) const noexcept {
        const auto& [low, low_rest, high, high_rest] = key.addresses;
        // The seed is odd: no change of the ends, chosen without knowing it, makes up for another network.
        const std::uint64_t rest = key.ports_and_family ^ key.network * network_seed_;
        // Both addresses of IPv4 fit one word.
        if (key.family() == AddressFamily::ipv4)
            return mix(rest ^ seeds_[0], low ^ std::rotl(high, 32) ^ seeds_[1]);
        const std::uint64_t first = mix(low ^ seeds_[0], high ^ seeds_[1]);
        const std::uint64_t second = mix(low_rest ^ seeds_[2], high_rest ^ seeds_[3]);
        return mix(first ^ seeds_[4], second ^ rest);
    }

  private:
    /// The product's two halves folded together: one multiplication mixes 64 bits well.
    [[nodiscard]] static std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
        const auto product = static_cast<unsigned __int128>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }

    std::array<std::uint64_t, 5> seeds_;
    std::uint64_t network_seed_;
};

}  // namespace wsdissect
