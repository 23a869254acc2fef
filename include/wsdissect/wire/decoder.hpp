#pragma once
// From a packet's first octet to its TCP segment: link layer, VLAN tags, IPv4 or IPv6, TCP header. It
// describes and checks lengths; what a segment means is the TCP layer's business.

#include <cstdint>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/link_type.hpp"
#include "wsdissect/base/segment.hpp"
#include "wsdissect/wire/fragment.hpp"
#include "wsdissect/wire/reading.hpp"

namespace wsdissect::wire {

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
