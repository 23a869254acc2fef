#pragma once
// The packets that most captures are made of, read in one go: Ethernet II with at most one VLAN tag, IPv4
// without options or IPv6 without extension headers, whole headers, TCP. Nothing is judged here: of whatever
// is not exactly so, decode_plain says no, and `decode_by_layers` reads it from its start. It says the same
// of what is plain; only slower, since each layer has to allow for all the others. To be inlined into the
// loop over a batch's packets, where calling it would cost as much as what it does.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "wire/fields.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/link_type.hpp"
#include "wsdissect/base/segment.hpp"
#include "wsdissect/wire/reading.hpp"

namespace wsdissect::wire {

inline constexpr std::size_t kPlainIpv4Header = 20;
inline constexpr std::size_t kPlainIpv6Header = 40;
inline constexpr std::size_t kPlainTcpHeader = 20;
inline constexpr std::uint8_t kPlainProtocol = 6;  ///< TCP.

/// `tcp` begins with the header, of which at least 20 octets are there; `declared`: its octets on the wire.
[[nodiscard]] inline bool decode_plain_tcp(Segment& segment, Bytes tcp, std::size_t declared) noexcept {
    const Fields<kPlainTcpHeader> header(tcp);
    const std::size_t data_offset = static_cast<std::size_t>(header.u8<12>() >> 4) * 4;
    if (data_offset < kPlainTcpHeader || data_offset > declared) return false;
    segment.sequence = {header.be32<4>()};
    segment.acknowledgment = {header.be32<8>()};
    segment.flags = {header.u8<13>()};
    segment.payload_length = static_cast<std::uint32_t>(declared - data_offset);
    segment.payload = tcp.subspan(std::min(data_offset, tcp.size()));
    return true;
}

/// `ip` is what the capture holds from the IP header on, `carried` what the wire did.
[[nodiscard]] inline bool decode_plain_ipv4(Segment& segment, Bytes ip, std::size_t carried) noexcept {
    constexpr std::size_t kHeaders = kPlainIpv4Header + kPlainTcpHeader;
    // Version 4, five words of header; no fragment: first octet, More Fragments and the offset.
    constexpr std::uint64_t kShapeMask = 0xff000000'00003fff;
    constexpr std::uint64_t kShape = 0x45000000'00000000;
    if (ip.size() < kHeaders) return false;
    const Fields<kHeaders> header(ip);
    const std::uint64_t front = header.be64<0>();
    if ((front & kShapeMask) != kShape || header.u8<9>() != kPlainProtocol) return false;
    const std::size_t total_length = front >> 32 & 0xffff;
    if (total_length < kHeaders || total_length > carried) return false;

    const Bytes tcp = ip.first(std::min(ip.size(), total_length)).subspan(kPlainIpv4Header);
    if (!decode_plain_tcp(segment, tcp, total_length - kPlainIpv4Header)) return false;
    segment.sender = segment.key.set_ipv4_ends(header.memory32<12>(), header.be16<20>(),
                                               header.memory32<16>(), header.be16<22>());
    return true;
}

[[nodiscard]] inline Endpoint ipv6_endpoint(std::span<const std::uint8_t, 16> address,
                                            std::uint16_t port) noexcept {
    Endpoint endpoint{{.octets = {}, .family = AddressFamily::ipv6}, port};
    std::memcpy(endpoint.address.octets.data(), address.data(), address.size());
    return endpoint;
}

[[nodiscard, gnu::noinline]] inline bool decode_plain_ipv6(Segment& segment, Bytes ip,
                                                           std::size_t carried) noexcept {
    constexpr std::size_t kHeaders = kPlainIpv6Header + kPlainTcpHeader;
    if (ip.size() < kHeaders) return false;
    const Fields<kHeaders> header(ip);
    if (header.u8<0>() >> 4 != 6 || header.u8<6>() != kPlainProtocol) return false;
    const std::size_t length = kPlainIpv6Header + header.be16<4>();
    if (length < kHeaders || length > carried) return false;

    const Bytes tcp = ip.first(std::min(ip.size(), length)).subspan(kPlainIpv6Header);
    if (!decode_plain_tcp(segment, tcp, length - kPlainIpv6Header)) return false;
    segment.set_ends(ipv6_endpoint(header.octets<8, 16>(), header.be16<40>()),
                     ipv6_endpoint(header.octets<24, 16>(), header.be16<42>()));
    return true;
}

/// As `decode_into`: fills all of `segment` but its stamp, or says false, and then what `segment` holds means
/// nothing.
[[nodiscard]] inline bool decode_plain(Segment& segment, LinkType link_type, Bytes data,
                                       std::size_t original_length, const Options& options) noexcept {
    constexpr std::uint16_t kIpv4 = 0x0800, kIpv6 = 0x86dd, kTag = 0x8100, kVlanIdMask = 0x0fff;
    constexpr std::size_t kUntagged = 14;
    constexpr std::size_t kTagged = 18;
    if (link_type != LinkType::ethernet || data.size() < kTagged || options.verify_checksums) return false;
    const Fields<kTagged> link(data);
    const std::uint16_t type = link.be16<12>();
    const std::size_t carried = std::max(original_length, data.size());
    segment.key.network = 0;
    if (type == kIpv4) return decode_plain_ipv4(segment, data.subspan(kUntagged), carried - kUntagged);
    if (type == kIpv6) return decode_plain_ipv6(segment, data.subspan(kUntagged), carried - kUntagged);
    if (type != kTag) return false;

    if (!options.ignore_vlan) segment.key.network = link.be16<14>() & kVlanIdMask;
    const std::uint16_t inside = link.be16<16>();
    const Bytes ip = data.subspan(kTagged);
    if (inside == kIpv4) return decode_plain_ipv4(segment, ip, carried - kTagged);
    return inside == kIpv6 && decode_plain_ipv6(segment, ip, carried - kTagged);
}

}  // namespace wsdissect::wire
