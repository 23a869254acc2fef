#include "tests/support/packet_builder.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <stdexcept>

namespace wsdissect::test {
namespace {

Octets be16(std::size_t value) {
    return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}
Octets be32(std::uint32_t value) { return joined({be16(value >> 16), be16(value & 0xffff)}); }

Octets octets_of(const IpAddress& address) {
    const std::ptrdiff_t length = address.family == AddressFamily::ipv4 ? 4 : 16;
    return {address.octets.begin(), address.octets.begin() + length};
}

/// RFC 1071 section 1, octet by octet: shares no thought with what it tests.
std::uint16_t internet_checksum(const Octets& octets) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        sum += i % 2 == 0 ? static_cast<std::uint32_t>(octets[i] << 8) : octets[i];
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum);
}

void put(Octets& into, std::size_t offset, const Octets& octets) {
    std::ranges::copy(octets, into.begin() + static_cast<std::ptrdiff_t>(offset));
}

struct Tagged {
    std::uint16_t ethertype;
    Octets octets;
};

/// The EtherType that the link header announces, and what follows the link header.
Tagged tagged(const Octets& ip_packet, const VlanTags& tags) {
    const bool is_ipv6 = !ip_packet.empty() && ip_packet.front() >> 4 == 6;
    Tagged result{static_cast<std::uint16_t>(is_ipv6 ? 0x86dd : 0x0800), ip_packet};
    for (auto tag = tags.rbegin(); tag != tags.rend(); ++tag) {
        result.octets = joined({be16(tag->id), be16(result.ethertype), result.octets});
        result.ethertype = tag->protocol;
    }
    return result;
}

const Octets kMacAddresses = {0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1};

}  // namespace

IpAddress address(std::string_view text) {
    const std::string name(text);
    IpAddress result;
    if (inet_pton(AF_INET, name.c_str(), result.octets.data()) == 1) return result;
    result.family = AddressFamily::ipv6;
    if (inet_pton(AF_INET6, name.c_str(), result.octets.data()) == 1) return result;
    throw std::invalid_argument("not an address: " + name);
}

Endpoint endpoint(std::string_view address_text, std::uint16_t port) { return {address(address_text), port}; }

Octets tcp(const Tcp& segment) {
    const std::size_t data_offset = 20 + segment.options.size();
    const Octets offset_and_flags = {static_cast<std::uint8_t>(data_offset / 4 << 4), segment.flags};
    Octets octets = joined({be16(segment.source.port), be16(segment.destination.port), be32(segment.sequence),
                            be32(segment.acknowledgment), offset_and_flags, be16(0xffff), be16(0), be16(0),
                            segment.options, Octets(segment.payload.begin(), segment.payload.end())});
    const Octets pseudo_header =
        joined({octets_of(segment.source.address), octets_of(segment.destination.address), be16(6),
                be16(octets.size())});
    put(octets, 16, be16(internet_checksum(joined({pseudo_header, octets}))));
    return octets;
}

Octets ipv4(const IpAddress& source, const IpAddress& destination, const Octets& payload,
            const Ipv4& header) {
    const std::size_t header_length = 20 + header.options.size();
    const Octets version_and_service = {static_cast<std::uint8_t>(0x40 | header_length / 4), 0};
    const Octets ttl_and_protocol = {64, header.protocol};
    Octets octets = joined({version_and_service, be16(header_length + payload.size()), be16(0x1234),
                            be16(header.fragment_field), ttl_and_protocol, be16(0), octets_of(source),
                            octets_of(destination), header.options});
    put(octets, 10, be16(internet_checksum(octets)));
    return joined({octets, payload});
}

Octets ipv4(const Tcp& segment, const Ipv4& header) {
    return ipv4(segment.source.address, segment.destination.address, tcp(segment), header);
}

Octets ipv6(const IpAddress& source, const IpAddress& destination, const Octets& payload,
            std::uint8_t protocol, const std::vector<Extension>& extensions) {
    Octets inside = payload;
    for (auto extension = extensions.rbegin(); extension != extensions.rend(); ++extension) {
        inside = joined({{protocol}, extension->after_next_header, inside});
        protocol = extension->kind;
    }
    const Octets next_header_and_hop_limit = {protocol, 64};
    return joined({be32(0x60000000), be16(inside.size()), next_header_and_hop_limit, octets_of(source),
                   octets_of(destination), inside});
}

Octets ipv6(const Tcp& segment, const std::vector<Extension>& extensions) {
    return ipv6(segment.source.address, segment.destination.address, tcp(segment), 6, extensions);
}

Tcp over_ipv6(Tcp segment) {
    segment.source.address = address("2001:db8::1");
    segment.destination.address = address("2001:db8::2");
    return segment;
}

Octets ip(const Tcp& segment) {
    return segment.source.address.family == AddressFamily::ipv4 ? ipv4(segment) : ipv6(segment);
}

Octets ethernet(const Octets& ip_packet, const VlanTags& tags) {
    const Tagged inside = tagged(ip_packet, tags);
    return joined({kMacAddresses, be16(inside.ethertype), inside.octets});
}

Octets ethernet_snap(const Octets& ip_packet) {
    const Octets llc_and_organization = {0xaa, 0xaa, 0x03, 0, 0, 0};
    const Tagged inside = tagged(ip_packet, {});
    return joined({kMacAddresses, be16(8 + ip_packet.size()), llc_and_organization, be16(inside.ethertype),
                   inside.octets});
}

Octets linux_cooked(const Octets& ip_packet, const VlanTags& tags) {
    const Tagged inside = tagged(ip_packet, tags);
    const Octets packet_type_and_sender = {0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0};
    return joined({packet_type_and_sender, be16(inside.ethertype), inside.octets});
}

Octets linux_cooked_v2(const Octets& ip_packet, const VlanTags& tags) {
    const Tagged inside = tagged(ip_packet, tags);
    const Octets interface_and_sender = {0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0};
    return joined({be16(inside.ethertype), interface_and_sender, inside.octets});
}

Octets loopback(std::initializer_list<std::uint8_t> family, const Octets& ip_packet) {
    return joined({family, ip_packet});
}

Octets patched(Octets octets, std::size_t offset, std::initializer_list<std::uint8_t> replacement) {
    if (offset + replacement.size() > octets.size()) throw std::out_of_range("patch past the end");
    put(octets, offset, replacement);
    return octets;
}

Octets padded(Octets octets, std::size_t count) {
    octets.resize(octets.size() + count);
    return octets;
}

Octets joined(std::initializer_list<Octets> parts) {
    Octets all;
    for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace wsdissect::test
