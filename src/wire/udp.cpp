// UDP (RFC 768), as far as a tunnel is announced by its destination port.
//
// A port is a hint, not a promise: of a datagram whose tunnel header is not as the tunnel's specification
// wants it nothing is said. Behind a header that fits, what is wrong is wrong.

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 8;

/// Destination ports: those that IANA has assigned, and the one that Linux takes for VXLAN unless told
/// another.
enum Port : std::uint16_t {
    kGtpU = 2152,
    kVxlan = 4789,
    kVxlanGpe = 4790,
    kGeneve = 6081,
    kVxlanOfLinux = 8472,
};

using Decode = void (*)(Cursor&) noexcept;

Decode tunnel_at(std::uint16_t port) noexcept {
    switch (port) {
        case kGtpU: return decode_gtp_u;
        case kVxlan:
        case kVxlanOfLinux: return decode_vxlan;
        case kVxlanGpe: return decode_vxlan_gpe;
        case kGeneve: return decode_geneve;
        default: return nullptr;
    }
}

}  // namespace

void decode_udp(Cursor& cursor) noexcept {
    if (cursor.captured().size() < kHeaderLength) return;
    ByteReader reader(cursor.captured().first<kHeaderLength>());
    reader.skip(2);  // source port
    const Decode decode_tunnel = tunnel_at(reader.be16());
    if (decode_tunnel == nullptr || !cursor.enter_encapsulation()) return;
    cursor.advance(kHeaderLength);
    decode_tunnel(cursor);
}

}  // namespace wsdissect::wire
