#pragma once
// What the octets of a packet begin with: the LINKTYPE_ values of the tcpdump.org registry.

#include <cstdint>

namespace wsdissect {

/// May hold any value that a capture names; only the enumerators are decoded.
enum class LinkType : std::uint16_t {
    null = 0,  ///< BSD loopback: address family in the capturing host's byte order.
    ethernet = 1,
    ppp = 9,              ///< With or without the address and control octets of HDLC framing.
    raw_bsd_12 = 12,      ///< DLT_RAW of most systems, found in files written without translation.
    raw_openbsd_14 = 14,  ///< DLT_RAW of OpenBSD, likewise.
    ppp_hdlc = 50,        ///< As ppp, or Cisco's HDLC.
    ppp_ether = 51,       ///< PPP over Ethernet, from the PPPoE header on.
    raw = 101,            ///< IPv4 or IPv6, told apart by the version nibble.
    cisco_hdlc = 104,
    ieee802_11 = 105,
    loop = 108,          ///< OpenBSD loopback: address family in network byte order.
    linux_cooked = 113,  ///< What `-i any` gave: SLL.
    ieee802_11_prism = 119,
    ieee802_11_radiotap = 127,
    ieee802_11_avs = 163,
    ppp_with_direction = 204,
    mpls = 219,
    ipv4 = 228,
    ipv6 = 229,
    nflog = 239,            ///< What the NFLOG target of Linux' packet filter gives.
    linux_cooked_v2 = 276,  ///< What `-i any` gives now: SLL2.
};

}  // namespace wsdissect
