#pragma once
// The layers, from the outside in. Each reads its own header where the cursor stands, goes past it and calls
// the layer inside; one that finds nothing for us simply returns, which leaves the packet `other`.

#include <cstdint>

#include "wire/cursor.hpp"

namespace wsdissect::wire {

void decode_ethernet(Cursor& cursor) noexcept;
void decode_linux_cooked(Cursor& cursor) noexcept;
void decode_linux_cooked_v2(Cursor& cursor) noexcept;
/// The address family stands in the byte order of the machine that captured it.
void decode_null(Cursor& cursor) noexcept;
/// The address family stands in network byte order.
void decode_loop(Cursor& cursor) noexcept;

/// Any number of VLAN tags, LLC and SNAP, then IP. `type` is an EtherType, or the length of an IEEE 802.3
/// frame.
void decode_ethertype(Cursor& cursor, std::uint16_t type) noexcept;

/// IPv4 or IPv6, as the version nibble says.
void decode_ip(Cursor& cursor) noexcept;
void decode_ipv4(Cursor& cursor) noexcept;
void decode_ipv6(Cursor& cursor) noexcept;

/// What an IP header of either version says of its payload.
struct IpPayload {
    std::uint8_t protocol = 0;     ///< As IANA numbers them.
    bool fragment = false;         ///< Only a part of the payload is here.
    bool verify_checksum = false;  ///< Its checksum is asked for, and can be computed.
};

/// The addresses are noted already.
void decode_ip_payload(Cursor& cursor, const IpPayload& payload) noexcept;
void decode_tcp(Cursor& cursor, bool verify_checksum) noexcept;

}  // namespace wsdissect::wire
