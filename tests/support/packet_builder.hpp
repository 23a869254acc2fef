#pragma once
// Packets made from the inside out, for tests: `ethernet(ip(Tcp{.payload = "hello"}))`. Lengths and checksums
// are right unless a test patches them.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/address.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::test {

using Octets = std::vector<std::uint8_t>;

/// `192.0.2.1` or `2001:db8::1`.
[[nodiscard]] IpAddress address(std::string_view text);
[[nodiscard]] Endpoint endpoint(std::string_view address_text, std::uint16_t port);

/// A segment as a test speaks of it; by default one with an ACK from client to server, over IPv4.
struct Tcp {
    Endpoint source = endpoint("192.0.2.1", 50000);
    Endpoint destination = endpoint("198.51.100.2", 80);
    std::uint32_t sequence = 1000;
    std::uint32_t acknowledgment = 2000;
    std::uint8_t flags = 0x10;  ///< TcpFlags
    Octets options = {};        ///< A multiple of 4 octets, at most 40.
    std::string payload = {};
};
/// Header and payload, with the checksum over the pseudo header of the endpoints' family.
[[nodiscard]] Octets tcp(const Tcp& segment);

struct Ipv4 {
    std::uint8_t protocol = 6;
    std::uint16_t fragment_field = 0;  ///< Flags (3 bits) and offset in units of 8 octets (13 bits).
    Octets options = {};               ///< A multiple of 4 octets, at most 40.
};
[[nodiscard]] Octets ipv4(const IpAddress& source, const IpAddress& destination, const Octets& payload,
                          const Ipv4& header = {});
[[nodiscard]] Octets ipv4(const Tcp& segment, const Ipv4& header = {});

/// An extension header, or what else stands between IPv6 and TCP: its number, and its octets after the first,
/// which is filled in.
struct Extension {
    std::uint8_t kind;
    Octets after_next_header;
};
[[nodiscard]] Octets ipv6(const IpAddress& source, const IpAddress& destination, const Octets& payload,
                          std::uint8_t protocol = 6, const std::vector<Extension>& extensions = {});
[[nodiscard]] Octets ipv6(const Tcp& segment, const std::vector<Extension>& extensions = {});

/// The same segment between IPv6 addresses: 2001:db8::1 to 2001:db8::2 with the same ports.
[[nodiscard]] Tcp over_ipv6(Tcp segment);

/// IPv4 or IPv6, as the segment's addresses are.
[[nodiscard]] Octets ip(const Tcp& segment);

struct VlanTag {
    std::uint16_t id;  ///< The whole tag control field: priorities stand in the upper 4 bits.
    std::uint16_t protocol = 0x8100;
};
using VlanTags = std::vector<VlanTag>;  ///< Outermost first.

// Link layers around an IP packet; the EtherType is that of its version nibble.
[[nodiscard]] Octets ethernet(const Octets& ip_packet, const VlanTags& tags = {});
/// IEEE 802.3 with length field, LLC and SNAP.
[[nodiscard]] Octets ethernet_snap(const Octets& ip_packet);
[[nodiscard]] Octets linux_cooked(const Octets& ip_packet, const VlanTags& tags = {});
[[nodiscard]] Octets linux_cooked_v2(const Octets& ip_packet, const VlanTags& tags = {});
/// BSD loopback; `family` as its four octets stand in the packet.
[[nodiscard]] Octets loopback(std::initializer_list<std::uint8_t> family, const Octets& ip_packet);

/// `octets` with those from `offset` on replaced.
[[nodiscard]] Octets patched(Octets octets, std::size_t offset,
                             std::initializer_list<std::uint8_t> replacement);
/// `octets` and `count` zeros, as Ethernet pads a short frame.
[[nodiscard]] Octets padded(Octets octets, std::size_t count);
/// One after the other.
[[nodiscard]] Octets joined(std::initializer_list<Octets> parts);

}  // namespace wsdissect::test
