#include "tests/support/encapsulation.hpp"

namespace wsdissect::test {

Octets ethernet_of(std::uint16_t ethertype, const Octets& payload) {
    return OctetWriter()
        .append(Octets{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1})
        .u16(ethertype)
        .append(payload)
        .octets();
}

Octets tunnel_ipv4(std::uint8_t protocol, const Octets& payload) {
    return ipv4(address("10.0.0.1"), address("10.0.0.2"), payload, {.protocol = protocol});
}

Octets tunnel_ipv6(std::uint8_t protocol, const Octets& payload) {
    return ipv6(address("fd00::1"), address("fd00::2"), payload, protocol);
}

Octets udp(std::uint16_t destination_port, const Octets& payload) {
    const auto length = static_cast<std::uint16_t>(8 + payload.size());
    return tunnel_ipv4(
        17, OctetWriter().u16(50000).u16(destination_port).u16(length).u16(0).append(payload).octets());
}

Octets mpls(int labels, const Octets& payload) {
    OctetWriter writer;
    for (int i = 0; i < labels; ++i) {
        const std::uint32_t bottom = i + 1 == labels ? 0x100 : 0;
        writer.u32(static_cast<std::uint32_t>(16 + i) << 12 | bottom | 64);
    }
    return writer.append(payload).octets();
}

Octets pppoe(const Octets& ppp) {
    return OctetWriter().u16(0x1100).u16(1).u16(static_cast<std::uint16_t>(ppp.size())).append(ppp).octets();
}

Octets gre(std::uint16_t flags, std::uint16_t protocol_type, const Octets& options, const Octets& payload) {
    return OctetWriter().u16(flags).u16(protocol_type).append(options).append(payload).octets();
}

Octets vxlan(std::uint32_t network_id, const Octets& frame) {
    return OctetWriter().u32(0x08000000).u32(network_id << 8).append(frame).octets();
}

Octets geneve(std::uint32_t network_id, std::uint16_t protocol_type, const Octets& options,
              const Octets& payload) {
    return OctetWriter()
        .u8(static_cast<std::uint8_t>(options.size() / 4))
        .u8(0)
        .u16(protocol_type)
        .u32(network_id << 8)
        .append(options)
        .append(payload)
        .octets();
}

Octets gtp_u(std::uint8_t flags, const Octets& optional, const Octets& payload) {
    const auto length = static_cast<std::uint16_t>(optional.size() + payload.size());
    return OctetWriter()
        .u8(0x30 | flags)
        .u8(255)
        .u16(length)
        .u32(0x01020304)
        .append(optional)
        .append(payload)
        .octets();
}

Octets llc(const Octets& ip_packet) {
    const Octets frame = ethernet_snap(ip_packet);
    return {frame.begin() + 14, frame.end()};
}

}  // namespace wsdissect::test
