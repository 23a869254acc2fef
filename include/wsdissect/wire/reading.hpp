#pragma once
// What the decoder says of a packet, and how it is asked.

#include <cstddef>
#include <cstdint>
#include <string>

#include "wsdissect/base/segment.hpp"

namespace wsdissect::wire {

enum class Outcome : std::uint8_t {
    segment,   ///< A TCP segment.
    other,     ///< Something else: another protocol, or a link type that is not decoded.
    fragment,  ///< A fragment of an IP packet or a frame that may carry TCP in the end: see read_fragment.
    snapped,   ///< The capture's snap length cut it inside a header: nothing wrong, nothing to be had.
    /// A checksum is wrong: one that Options::verify_checksums asks for, that of a TCP segment which came in
    /// IP fragments far apart, or what the receiver of a frame says of its check sequence.
    wrong_checksum,
    malformed,  ///< Its headers contradict each other or its length on the wire; see Reading::error.
};

enum class ErrorKind : std::uint8_t {
    link_header_short,    ///< Fewer octets (`found`) than the link header takes (`expected`).
    encapsulation_short,  ///< Likewise of a header between link and IP, or between IP and IP.
    ip_version,  ///< Version nibble (`found`) is not the one that the link layer announced (`expected`; 0
                 ///< where it leaves the choice of 4 and 6).
    ip_header_short,        ///< Fewer octets (`found`) than the IP header takes (`expected`).
    ip_header_length,       ///< IHL in octets (`found`) below 20 (`expected`).
    ip_total_length,        ///< Total length (`found`) below the header's own (`expected`).
    ip_longer_than_packet,  ///< The IP packet's length (`found`) is more than the wire carried (`expected`).
    fragment_length,        ///< A fragment that others follow, of a length (`found`) that is no multiple of 8
                            ///< (`expected`) octets.
    fragment_end,           ///< It ends behind (`found`) the most (`expected`) octets that a packet can have.
    extension_short,   ///< An IPv6 extension header runs past the end (`found` octets left of `expected`).
    tcp_header_short,  ///< Fewer octets (`found`) than a TCP header takes (`expected`).
    tcp_data_offset,   ///< Data offset in octets (`found`) below 20, or past the segment's end (`expected`:
                       ///< the most).
};

/// Why a packet is malformed.
struct Error {
    ErrorKind kind = ErrorKind::link_header_short;
    std::size_t offset = 0;      ///< Of the header that is wrong, from the packet's first octet.
    std::uint64_t found = 0;     ///< Meaning by kind, see there.
    std::uint64_t expected = 0;  ///< Likewise.
};

/// One clause with what was found and what was expected, without place.
[[nodiscard]] std::string describe(const Error& error);

struct Options {
    /// IPv4 header and TCP checksums (of packets that the capture holds whole).
    bool verify_checksums = false;
    bool ignore_vlan = false;  ///< Leaves VLAN ids out of Segment::network.
};

/// What became of a packet, but for its segment.
struct Reading {
    /// Written out, for GCC clears what `= default` makes by a string instruction that takes longer than
    /// all of the decoding.
    Reading() noexcept {}

    Outcome outcome = Outcome::other;
    /// There is a segment. So it is where `outcome` is `segment`, and of a malformed packet whose TCP header
    /// can be read all the same (`ip_longer_than_packet`).
    bool usable = false;
    Error error;  ///< Meaningful where malformed.
    /// Where in the captured packet another one begins, behind this one in the same frame (an A-MSDU of IEEE
    /// 802.11); 0: there is none.
    std::uint32_t next_subframe = 0;
};

struct Decoded : Reading {
    Segment segment;  ///< Meaningful where usable.
};

}  // namespace wsdissect::wire
