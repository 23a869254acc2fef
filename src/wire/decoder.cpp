#include "wsdissect/wire/decoder.hpp"

#include "wire/layers.hpp"
#include "wire/plain.hpp"

namespace wsdissect::wire {
namespace {

void decode_link(Cursor& cursor, LinkType link_type) noexcept {
    switch (link_type) {
        case LinkType::ethernet: return decode_ethernet(cursor);
        case LinkType::linux_cooked: return decode_linux_cooked(cursor);
        case LinkType::linux_cooked_v2: return decode_linux_cooked_v2(cursor);
        case LinkType::null: return decode_null(cursor);
        case LinkType::loop: return decode_loop(cursor);
        case LinkType::raw:
        case LinkType::raw_bsd_12:
        case LinkType::raw_openbsd_14: return decode_ip(cursor);
        case LinkType::ipv4: return decode_ipv4(cursor);
        case LinkType::ipv6: return decode_ipv6(cursor);
        case LinkType::ppp: return decode_ppp(cursor);
        case LinkType::ppp_hdlc: return decode_ppp_hdlc(cursor);
        case LinkType::ppp_ether: return decode_pppoe(cursor);
        case LinkType::ppp_with_direction: return decode_ppp_with_direction(cursor);
        case LinkType::cisco_hdlc: return decode_cisco_hdlc(cursor);
        case LinkType::ieee802_11: return decode_ieee802_11(cursor, 1);
        case LinkType::ieee802_11_radiotap: return decode_radiotap(cursor);
        case LinkType::ieee802_11_prism: return decode_prism(cursor);
        case LinkType::ieee802_11_avs: return decode_avs(cursor);
        case LinkType::mpls: return decode_mpls(cursor);
        case LinkType::nflog: return decode_nflog(cursor);
    }
    // Any other number that a capture names: nothing is decoded.
}

/// Goes to one packet of several in a frame.
void decode_link_subframe(Cursor& cursor, std::uint32_t subframe) noexcept {
    if (!cursor.holds(subframe, ErrorKind::link_header_short)) return;
    cursor.advance(subframe);
    decode_ieee802_11_subframe(cursor);
}

/// Stands at the payload of `packet`.
void decode_whole(Cursor& cursor, const WholePacket& packet) noexcept {
    if (packet.key.by == FragmentedBy::ieee802_11) return decode_ieee802_11_whole(cursor);
    const std::uint8_t protocol = packet.protocol;
    // Where an identification was used again, the fragments may be of different packets.
    const bool verify = packet.slow && packet.at_destination && cursor.captured_whole();
    if (cursor.source().family == AddressFamily::ipv4) return decode_ip_payload(cursor, {protocol, verify});
    decode_ipv6_payload(cursor, {protocol, verify});
}

}  // namespace

Reading decode_by_layers(Segment& segment, LinkType link_type, Bytes data, std::uint32_t original_length,
                         const Options& options) noexcept {
    Reading reading;
    Cursor cursor(data, original_length, options, reading, segment);
    decode_link(cursor, link_type);
    return reading;
}

Reading decode_subframe(Segment& segment, std::uint32_t subframe, Bytes data, std::uint32_t original_length,
                        const Options& options) noexcept {
    Reading reading;
    Cursor cursor(data, original_length, options, reading, segment);
    decode_link_subframe(cursor, subframe);
    return reading;
}

Reading decode_into(Segment& segment, const WholePacket& packet, const Options& options) noexcept {
    Reading reading;
    Cursor cursor(packet, options, reading, segment);
    decode_whole(cursor, packet);
    return reading;
}

Fragment read_fragment(LinkType link_type, Bytes data, std::uint32_t original_length, const Options& options,
                       std::uint32_t subframe) noexcept {
    Reading reading;
    Segment segment;
    Fragment fragment;
    Cursor cursor(data, original_length, options, reading, segment);
    cursor.describe_fragment_in(fragment);
    if (subframe == 0) {
        decode_link(cursor, link_type);
    } else {
        decode_link_subframe(cursor, subframe);
    }
    return fragment;
}

Fragment read_fragment(const WholePacket& packet, const Options& options) noexcept {
    Reading reading;
    Segment segment;
    Fragment fragment;
    Cursor cursor(packet, options, reading, segment);
    cursor.describe_fragment_in(fragment);
    decode_whole(cursor, packet);
    return fragment;
}

Reading decode_into(Segment& segment, LinkType link_type, Bytes data, std::uint32_t original_length,
                    const Options& options) noexcept {
    if (!decode_plain(segment, link_type, data, original_length, options))
        return decode_by_layers(segment, link_type, data, original_length, options);
    Reading reading;
    reading.outcome = Outcome::segment;
    reading.usable = true;
    return reading;
}

Decoded decode(LinkType link_type, Bytes data, std::uint32_t original_length,
               const Options& options) noexcept {
    Decoded decoded;
    static_cast<Reading&>(decoded) = decode_into(decoded.segment, link_type, data, original_length, options);
    return decoded;
}

bool is_decoded(LinkType link_type) noexcept {
    switch (link_type) {
        case LinkType::null:
        case LinkType::ethernet:
        case LinkType::ppp:
        case LinkType::raw_bsd_12:
        case LinkType::raw_openbsd_14:
        case LinkType::ppp_hdlc:
        case LinkType::ppp_ether:
        case LinkType::raw:
        case LinkType::cisco_hdlc:
        case LinkType::ieee802_11:
        case LinkType::loop:
        case LinkType::linux_cooked:
        case LinkType::ieee802_11_prism:
        case LinkType::ieee802_11_radiotap:
        case LinkType::ieee802_11_avs:
        case LinkType::ppp_with_direction:
        case LinkType::mpls:
        case LinkType::ipv4:
        case LinkType::ipv6:
        case LinkType::nflog:
        case LinkType::linux_cooked_v2: return true;
    }
    return false;
}

}  // namespace wsdissect::wire
