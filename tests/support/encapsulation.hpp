#pragma once
// What carries packets inside packets, for tests: as packet_builder.hpp, from the inside out. Each function
// puts its header before what it is given.

#include <cstdint>

#include "tests/support/octet_writer.hpp"
#include "tests/support/packet_builder.hpp"

namespace wsdissect::test {

/// Ethernet of any EtherType.
[[nodiscard]] Octets ethernet_of(std::uint16_t ethertype, const Octets& payload);
/// IP between two tunnel ends, 10.0.0.1 to 10.0.0.2, that carries `payload`.
[[nodiscard]] Octets tunnel_ipv4(std::uint8_t protocol, const Octets& payload);
/// The same from fd00::1 to fd00::2.
[[nodiscard]] Octets tunnel_ipv6(std::uint8_t protocol, const Octets& payload);
/// A UDP datagram between these ends over IPv4.
[[nodiscard]] Octets udp(std::uint16_t destination_port, const Octets& payload);

/// Labels 16, 17 and so on, the last with the bottom of stack bit.
[[nodiscard]] Octets mpls(int labels, const Octets& payload);
/// A PPPoE header of session 1 around PPP.
[[nodiscard]] Octets pppoe(const Octets& ppp);
/// Flags and version, protocol type, then what the flags announce.
[[nodiscard]] Octets gre(std::uint16_t flags, std::uint16_t protocol_type, const Octets& options,
                         const Octets& payload);
[[nodiscard]] Octets vxlan(std::uint32_t network_id, const Octets& frame);
/// `options`: a multiple of 4 octets, at most 252.
[[nodiscard]] Octets geneve(std::uint32_t network_id, std::uint16_t protocol_type, const Octets& options,
                            const Octets& payload);
/// `flags`: E, S and PN; `optional`: what they announce.
[[nodiscard]] Octets gtp_u(std::uint8_t flags, const Octets& optional, const Octets& payload);
/// LLC and SNAP before an IP packet.
[[nodiscard]] Octets llc(const Octets& ip_packet);

}  // namespace wsdissect::test
