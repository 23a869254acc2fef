#pragma once
// Between whom a TCP segment goes, the same for both directions. As whole words: every packet's is made,
// hashed and compared.

#include <array>
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

/// An address's octets in memory order; of IPv4 the first four, the others zero.
using AddressWords = std::array<std::uint64_t, 2>;

[[nodiscard]] inline AddressWords words_of(const IpAddress& address) noexcept {
    AddressWords words;
    std::memcpy(words.data(), address.octets.data(), sizeof words);
    return words;
}

/// The identity of a flow: the whole four-tuple and its network, never a hash alone.
struct FlowKey {
    std::array<std::uint64_t, 4> addresses{};  ///< Two words for the lower end, two for the higher.
    std::uint64_t ports_and_family = 0;        ///< Family, lower end's port, higher end's port, 16 bits each.
    /// What tells apart networks that reuse addresses: 0 without a tag, else made of the VLAN ids. Equal for
    /// both directions of a connection.
    std::uint64_t network = 0;

    /// Without a branch and without the call of memcmp that comparing the array would be.
    [[nodiscard]] bool operator==(const FlowKey& key) const noexcept {
        std::uint64_t difference = (ports_and_family ^ key.ports_and_family) | (network ^ key.network);
        for (std::size_t i = 0; i < addresses.size(); ++i) difference |= addresses[i] ^ key.addresses[i];
        return difference == 0;
    }
    [[nodiscard]] Endpoint endpoint(End end) const noexcept;

    /// Makes this the key of what goes from `source` to `destination`, and tells which end the source is. The
    /// network stays. Without branches, for which of them is lower nobody can predict.
    End set_ends(const AddressWords& source, std::uint64_t source_port, const AddressWords& destination,
                 std::uint64_t destination_port, AddressFamily family) noexcept {
        const auto first_differs = static_cast<unsigned>(destination[0] != source[0]);
        const auto second_differs = static_cast<unsigned>(destination[1] != source[1]);
        const unsigned swap =
            static_cast<unsigned>(destination[0] < source[0]) |
            (~first_differs & static_cast<unsigned>(destination[1] < source[1])) |
            (~first_differs & ~second_differs & static_cast<unsigned>(destination_port < source_port));
        const std::uint64_t mask = std::uint64_t{0} - swap;
        for (std::size_t i = 0; i < source.size(); ++i) {
            const std::uint64_t change = (source[i] ^ destination[i]) & mask;
            addresses[i] = source[i] ^ change;
            addresses[source.size() + i] = destination[i] ^ change;
        }
        const std::uint64_t change = (source_port ^ destination_port) & mask;
        ports_and_family = static_cast<std::uint64_t>(family) << 32 | (source_port ^ change) << 16 |
                           (destination_port ^ change);
        return static_cast<End>(swap);
    }
};

}  // namespace wsdissect
