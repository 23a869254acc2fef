#pragma once
// What the octets of a packet begin with: the LINKTYPE_ values of the tcpdump.org registry.

#include <cstdint>

namespace wsdissect {

/// May hold any value that a capture names; only the enumerators are decoded.
enum class LinkType : std::uint16_t {
    null = 0,  ///< BSD loopback: address family in the capturing host's byte order.
    ethernet = 1,
    raw_bsd_12 = 12,      ///< DLT_RAW of most systems, found in files written without translation.
    raw_openbsd_14 = 14,  ///< DLT_RAW of OpenBSD, likewise.
    raw = 101,            ///< IPv4 or IPv6, told apart by the version nibble.
    loop = 108,           ///< OpenBSD loopback: address family in network byte order.
    linux_cooked = 113,   ///< What `-i any` gave: SLL.
    ipv4 = 228,
    ipv6 = 229,
    linux_cooked_v2 = 276,  ///< What `-i any` gives now: SLL2.
};

}  // namespace wsdissect
