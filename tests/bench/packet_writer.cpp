#include "tests/bench/packet_writer.hpp"

#include <algorithm>

namespace wsdissect::bench {
namespace {

constexpr std::uint16_t kIpv4 = 0x0800;
constexpr std::uint16_t kIpv6 = 0x86dd;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::size_t kTcpHeader = 20;
constexpr std::size_t kUdpHeader = 8;
constexpr std::size_t kShortestPacket = 60;  ///< Of Ethernet, without its check sequence.
constexpr std::uint32_t kMostMicrosecondsBetween = 8;

Bytes octets_of(const IpAddress& address) {
    return Bytes(address.octets).first(address.family == AddressFamily::ipv4 ? 4 : 16);
}

void add_ethernet(Header& header, std::uint16_t ethertype) {
    constexpr std::uint8_t addresses[] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1};
    header.append(addresses);
    header.be16(ethertype);
}

struct Ip {
    const IpAddress& source;
    const IpAddress& destination;
    std::uint8_t protocol;
    std::uint32_t length;  ///< Octets after the IP header.
    std::uint16_t identification;
};

void add_ipv4(Header& header, const Ip& ip) {
    const std::size_t start = header.size();
    header.be16(0x4500);
    header.be16(20 + ip.length);
    header.be16(ip.identification);
    header.be16(0x4000);  // do not fragment
    header.u8(64);
    header.u8(ip.protocol);
    header.be16(0);
    header.append(octets_of(ip.source));
    header.append(octets_of(ip.destination));
    InternetChecksum checksum;
    checksum.add(header.octets_from(start));
    header.patch16(start + 10, checksum.value());
}

void add_ipv6(Header& header, const Ip& ip) {
    header.be32(0x60000000);
    header.be16(ip.length);
    header.u8(ip.protocol);
    header.u8(64);
    header.append(octets_of(ip.source));
    header.append(octets_of(ip.destination));
}

void add_ip(Header& header, const Ip& ip) {
    const bool is_ipv4 = ip.source.family == AddressFamily::ipv4;
    add_ethernet(header, is_ipv4 ? kIpv4 : kIpv6);
    is_ipv4 ? add_ipv4(header, ip) : add_ipv6(header, ip);
}

/// Of what `header` holds from `start` on and `payload`, with the pseudo header (RFC 9293 section 3.1, RFC
/// 8200 section 8.1).
std::uint16_t transport_checksum(const Header& header, std::size_t start, const Ip& ip, Bytes payload) {
    Header pseudo;
    pseudo.append(octets_of(ip.source));
    pseudo.append(octets_of(ip.destination));
    pseudo.be32(ip.length);
    pseudo.be32(ip.protocol);
    InternetChecksum checksum;
    checksum.add(pseudo.octets());
    checksum.add(header.octets_from(start));
    checksum.add(payload);
    return checksum.value();
}

Header tcp_headers(const TcpSegment& segment, std::uint16_t identification) {
    const std::size_t header_length = kTcpHeader + segment.options.size();
    const Ip ip{segment.source.address, segment.destination.address, kTcp,
                static_cast<std::uint32_t>(header_length + segment.payload.size()), identification};
    Header header;
    add_ip(header, ip);
    const std::size_t start = header.size();
    header.be16(segment.source.port);
    header.be16(segment.destination.port);
    header.be32(segment.sequence);
    header.be32(segment.acknowledgment);
    header.u8(static_cast<std::uint8_t>(header_length / 4 << 4));
    header.u8(segment.flags);
    header.be16(segment.window);
    header.be32(0);  // checksum, urgent pointer
    header.append(segment.options);
    header.patch16(start + 16, transport_checksum(header, start, ip, segment.payload));
    return header;
}

}  // namespace

void PacketWriter::tcp(const TcpSegment& segment) {
    write(tcp_headers(segment, ++identification_).octets(), segment.payload);
}

void PacketWriter::impaired_tcp(const TcpSegment& segment) {
    const Header header = tcp_headers(segment, ++identification_);
    if (random_.happens(impairments_.lost)) {
        ++truth_.lost_packets;
        truth_.lost_bytes += segment.payload.size();
        return;
    }
    const bool can_hold = held_.empty();
    if (can_hold && random_.happens(impairments_.late)) {
        ++truth_.late_packets;
        return hold(header.octets(), segment.payload);
    }
    write(header.octets(), segment.payload);
    if (can_hold && random_.happens(impairments_.repeated)) {
        ++truth_.repeated_packets;
        hold(header.octets(), segment.payload);
    }
}

void PacketWriter::udp(const Endpoint& source, const Endpoint& destination, Bytes payload) {
    const auto length = static_cast<std::uint32_t>(kUdpHeader + payload.size());
    const Ip ip{source.address, destination.address, kUdp, length, ++identification_};
    Header header;
    add_ip(header, ip);
    const std::size_t start = header.size();
    header.be16(source.port);
    header.be16(destination.port);
    header.be16(length);
    header.be16(0);
    header.patch16(start + 6, transport_checksum(header, start, ip, payload));
    write(header.octets(), payload);
}

void PacketWriter::ethernet(std::uint16_t ethertype, Bytes payload) {
    Header header;
    add_ethernet(header, ethertype);
    header.append(payload);
    while (header.size() < kShortestPacket) header.u8(0);
    write(header.octets(), {});
}

void PacketWriter::write(Bytes headers, Bytes payload) {
    write_one(headers, payload);
    if (held_.empty()) return;
    write_one(held_, {});
    held_.clear();
}

void PacketWriter::write_one(Bytes headers, Bytes payload) {
    microseconds_ += random_.between(1, kMostMicrosecondsBetween);
    file_.write(microseconds_, headers, payload);
    ++truth_.packets;
    truth_.bytes += headers.size() + payload.size();
}

void PacketWriter::hold(Bytes headers, Bytes payload) {
    held_.assign(headers.begin(), headers.end());
    held_.insert(held_.end(), payload.begin(), payload.end());
}

}  // namespace wsdissect::bench
