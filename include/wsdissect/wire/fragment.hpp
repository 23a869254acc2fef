#pragma once
// A fragment of an IP packet (RFC 791 section 3.2, RFC 8200 section 4.5) or of what IEEE 802.11 frames carry
// (IEEE Std 802.11-2020 clauses 10.4 and 10.5), as it stands in a packet; and what all of them make up.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>

#include "wsdissect/base/address.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::wire {

enum class FragmentedBy : std::uint8_t { ip, ieee802_11 };

/// What all fragments of one packet have in common.
struct FragmentKey {
    IpAddress source;  ///< Of IP, as the destination.
    IpAddress destination;
    std::uint32_t identification = 0;  ///< Of a frame: its sequence number, and the traffic that it is of.
    std::uint8_t protocol = 0;         ///< Of IPv4; IPv6 tells packets apart without it.
    FragmentedBy by = FragmentedBy::ip;
    std::uint64_t network = 0;  ///< As Segment::network.
    /// Of a frame: its receiver's and its transmitter's address.
    std::array<std::uint8_t, 12> stations = {};

    auto operator<=>(const FragmentKey&) const = default;
};

struct Fragment {
    FragmentKey key = {};
    std::uint8_t protocol = 0;  ///< Of what the packet carries, as this fragment says.
    int encapsulations = 0;     ///< Around the packet.
    bool more = false;          ///< It is not the last one.
    std::uint32_t offset = 0;   ///< Octets of the payload before it.
    std::uint32_t length = 0;   ///< Octets on the wire; with `offset` at most 65535.
    Bytes payload;              ///< What the capture holds of them: a view of the packet.
    /// Of a frame: which fragment it is, from 0 on. Its offset follows from those before it.
    std::optional<std::uint8_t> number = {};
    bool sent_again = false;  ///< Of a frame: it may be a copy of one that came before.
    /// Of IP: the key's destination is the one that checksums cover, for no routing header names another one.
    bool at_destination = true;
};

/// The payload of an IP packet, or what frames carry, from its first octet on.
struct WholePacket {
    FragmentKey key;
    std::uint8_t protocol = 0;
    int encapsulations = 0;
    std::uint32_t length = 0;    ///< Octets on the wire.
    Bytes payload;               ///< What the capture holds of them, up to the first that it does not.
    bool at_destination = true;  ///< Of all its fragments.
    /// They came further apart than those of one packet do.
    bool slow = false;
};

}  // namespace wsdissect::wire
