#pragma once
// The layers, from the outside in. Each reads its own header where the cursor stands, goes past it and calls
// the layer inside; one that finds nothing for us simply returns, which leaves the packet `other`.

#include <cstdint>
#include <optional>

#include "wire/cursor.hpp"

namespace wsdissect::wire {

void decode_ethernet(Cursor& cursor) noexcept;
void decode_linux_cooked(Cursor& cursor) noexcept;
void decode_linux_cooked_v2(Cursor& cursor) noexcept;
/// The address family stands in the byte order of the machine that captured it.
void decode_null(Cursor& cursor) noexcept;
/// The address family stands in network byte order.
void decode_loop(Cursor& cursor) noexcept;

void decode_nflog(Cursor& cursor) noexcept;

/// Any number of VLAN tags, LLC and SNAP, then IP, MPLS or PPPoE. `type` is an EtherType, or the length of an
/// IEEE 802.3 frame.
void decode_ethertype(Cursor& cursor, std::uint16_t type) noexcept;
/// The same where `type` is none of a frame's header but a tunnel's: never a length, and perhaps that of
/// whole Ethernet frames.
void decode_protocol_type(Cursor& cursor, std::uint16_t type) noexcept;

// IEEE 802.11, with what capturing machines put before it. Frame headers are filled up to a multiple of
// `alignment` octets. `check_sequence`: octets at the frame's end that are not its content.
void decode_ieee802_11(Cursor& cursor, std::size_t alignment, std::size_t check_sequence = 0) noexcept;
/// What fragments of a frame carried.
void decode_ieee802_11_whole(Cursor& cursor) noexcept;
/// One packet of several in a frame.
void decode_ieee802_11_subframe(Cursor& cursor) noexcept;
void decode_radiotap(Cursor& cursor) noexcept;
void decode_prism(Cursor& cursor) noexcept;
void decode_avs(Cursor& cursor) noexcept;

void decode_ppp(Cursor& cursor) noexcept;
void decode_ppp_hdlc(Cursor& cursor) noexcept;
void decode_ppp_with_direction(Cursor& cursor) noexcept;
void decode_cisco_hdlc(Cursor& cursor) noexcept;
/// From its own header on.
void decode_pppoe(Cursor& cursor) noexcept;
void decode_mpls(Cursor& cursor) noexcept;

/// IPv4 or IPv6, as the version nibble says.
void decode_ip(Cursor& cursor) noexcept;
void decode_ipv4(Cursor& cursor) noexcept;
void decode_ipv6(Cursor& cursor) noexcept;

/// What an IP header of either version says of its payload.
struct IpPayload {
    std::uint8_t protocol = 0;                   ///< As IANA numbers them.
    bool verify_checksum = false;                ///< Its checksum is asked for, and can be computed.
    std::optional<FragmentPlace> fragment = {};  ///< Where only a part of the payload is here.
};

// Tunnels inside IP.
void decode_gre(Cursor& cursor) noexcept;
void decode_erspan2(Cursor& cursor) noexcept;
void decode_erspan3(Cursor& cursor) noexcept;
void decode_udp(Cursor& cursor) noexcept;
void decode_vxlan(Cursor& cursor) noexcept;
void decode_vxlan_gpe(Cursor& cursor) noexcept;
void decode_geneve(Cursor& cursor) noexcept;
void decode_gtp_u(Cursor& cursor) noexcept;

/// The addresses are noted already.
void decode_ip_payload(Cursor& cursor, const IpPayload& payload) noexcept;
/// The same with extension headers before it.
void decode_ipv6_payload(Cursor& cursor, IpPayload payload) noexcept;
/// Whether a Next Header value is that of an extension header which can be gone past.
[[nodiscard]] bool is_ipv6_extension(std::uint8_t next_header) noexcept;
void decode_tcp(Cursor& cursor, bool verify_checksum) noexcept;

}  // namespace wsdissect::wire
