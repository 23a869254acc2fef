#pragma once
// Between whom a TCP segment goes, the same for both directions. As whole words: every packet's is made,
// hashed and compared.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wsdissect/base/address.hpp"

namespace wsdissect {

/// The two ends of a flow, told apart by their addresses and ports alone, so that both directions of a
/// connection find the same record. Who is the client, the layers above find out.
enum class End : std::uint8_t { lower, higher };

[[nodiscard]] constexpr End other(End end) noexcept { return end == End::lower ? End::higher : End::lower; }
[[nodiscard]] constexpr std::size_t index_of(End end) noexcept { return static_cast<std::size_t>(end); }

/// The identity of a flow: the whole four-tuple and its network, never a hash alone.
struct FlowKey {
    /// Two words for the lower end, two for the higher: its octets in memory order; of IPv4 the first four,
    /// the others zero.
    std::array<std::uint64_t, 4> addresses{};
    std::uint64_t ports_and_family = 0;  ///< Family, lower end's port, higher end's port, 16 bits each.
    /// What tells apart networks that reuse addresses: made of the VLAN ids and the network ids of VXLAN and
    /// Geneve, 0 without any. Equal for both directions of a connection.
    std::uint64_t network = 0;

    /// Without a branch and without the call of memcmp that comparing the array would be.
    [[nodiscard]] bool operator==(const FlowKey& key) const noexcept {
        std::uint64_t difference = (ports_and_family ^ key.ports_and_family) | (network ^ key.network);
        for (std::size_t i = 0; i < addresses.size(); ++i) difference |= addresses[i] ^ key.addresses[i];
        return difference == 0;
    }
    [[nodiscard]] AddressFamily family() const noexcept {
        return static_cast<AddressFamily>(ports_and_family >> 32);
    }
    [[nodiscard]] Endpoint endpoint(End end) const noexcept {
        Endpoint endpoint;
        std::memcpy(endpoint.address.octets.data(), &addresses[2 * index_of(end)],
                    endpoint.address.octets.size());
        endpoint.address.family = family();
        endpoint.port = static_cast<std::uint16_t>(ports_and_family >> (end == End::lower ? 16 : 0));
        return endpoint;
    }

    /// Makes this the key of what goes from `source` to `destination`, and tells which end the source is. The
    /// network stays.
    End set_ends(const Endpoint& source, const Endpoint& destination) noexcept;

    /// As set_ends, for IPv4: each address as its octets lie in memory. Without branches, for which of them
    /// is lower nobody can predict.
    End set_ipv4_ends(std::uint32_t source, std::uint16_t source_port, std::uint32_t destination,
                      std::uint16_t destination_port) noexcept {
        const std::uint64_t from = std::uint64_t{source} << 16 | source_port;
        const std::uint64_t to = std::uint64_t{destination} << 16 | destination_port;
        const bool swap = to < from;
        const std::uint64_t change = (from ^ to) & (std::uint64_t{0} - static_cast<std::uint64_t>(swap));
        const std::uint64_t low = from ^ change;
        const std::uint64_t high = to ^ change;
        addresses = {first_half(low >> 16), 0, first_half(high >> 16), 0};
        ports_and_family = (low & 0xffff) << 16 | (high & 0xffff);
        return static_cast<End>(swap);
    }

  private:
    /// The word whose first four octets in memory are those of a number.
    [[nodiscard]] static constexpr std::uint64_t first_half(std::uint64_t number) noexcept {
        return std::endian::native == std::endian::big ? number << 32 : number;
    }
};

}  // namespace wsdissect
