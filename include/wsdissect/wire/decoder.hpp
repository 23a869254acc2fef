#pragma once
// From a packet's first octet to its TCP segment: link layer, VLAN tags, IPv4 or IPv6, TCP header. It
// describes and checks lengths; what a segment means is the TCP layer's business.

#include <cstddef>
#include <cstdint>
#include <string>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/link_type.hpp"
#include "wsdissect/base/segment.hpp"
#include "wsdissect/wire/fragment.hpp"

namespace wsdissect::wire {

enum class Outcome : std::uint8_t {
    segment,   ///< A TCP segment.
    other,     ///< Something else: another protocol, or a link type that is not decoded.
    fragment,  ///< A fragment of an IP packet or a frame that may carry TCP in the end: see read_fragment.
    snapped,   ///< The capture's snap length cut it inside a header: nothing wrong, nothing to be had.
    /// A checksum is wrong: one that Options::verify_checksums asks for, that of a TCP segment which came in
    /// IP fragments, or what the receiver of a frame says of its check sequence.
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

/// Whether `decode` knows what packets of this link type begin with.
[[nodiscard]] bool is_decoded(LinkType link_type) noexcept;

/// Decodes one packet. `original_length` is its length on the wire, at least that of `data`; the segment's
/// payload is a view of `data`. Never reads past `data`. Where usable all of `segment` is written but
/// `Segment::packet`, which is left for the caller to fill; else what it holds means nothing.
[[nodiscard]] Reading decode_into(Segment& segment, LinkType link_type, Bytes data,
                                  std::uint32_t original_length, const Options& options) noexcept;
/// The same layer by layer, for what `decode_plain` (plain.hpp) has said no to.
[[nodiscard]] Reading decode_by_layers(Segment& segment, LinkType link_type, Bytes data,
                                       std::uint32_t original_length, const Options& options) noexcept;
/// The same for what stands at `subframe`, the `next_subframe` of the packet before in the same frame.
[[nodiscard]] Reading decode_subframe(Segment& segment, std::uint32_t subframe, Bytes data,
                                      std::uint32_t original_length, const Options& options) noexcept;
/// The same for a packet that came in fragments. Offsets in errors count from its payload's start.
[[nodiscard]] Reading decode_into(Segment& segment, const WholePacket& packet,
                                  const Options& options) noexcept;

/// What a packet carries, or a packet that came in fragments itself, of which decode_into says that it is a
/// fragment. `subframe`: as of decode_subframe; 0: the packet from its first octet on.
[[nodiscard]] Fragment read_fragment(LinkType link_type, Bytes data, std::uint32_t original_length,
                                     const Options& options, std::uint32_t subframe = 0) noexcept;
[[nodiscard]] Fragment read_fragment(const WholePacket& packet, const Options& options) noexcept;

/// As decode_into, for those who decode one packet.
[[nodiscard]] Decoded decode(LinkType link_type, Bytes data, std::uint32_t original_length,
                             const Options& options) noexcept;

}  // namespace wsdissect::wire
