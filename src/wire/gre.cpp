// Generic Routing Encapsulation (RFC 2784, with the key and sequence number of RFC 2890 and the routing of
// RFC 1701) and its version 1, which carries PPP (RFC 2637 section 4.1).
//
//     C|R|K|S|s|Recur|A| Flags | Version |         Protocol Type         |
//     |       Checksum (C or R)          |         Offset (C or R)       |
//     |                             Key (K)                              |
//     |                       Sequence Number (S)                        |
//     |   Acknowledgment Number (A, version 1)   or   Routing (R, version 0)

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kMinHeaderLength = 4;
constexpr std::size_t kWord = 4;
constexpr std::size_t kSourceRouteEntry = 4;

enum Flag : std::uint16_t {
    kChecksum = 0x8000,
    kRouting = 0x4000,
    kKey = 0x2000,
    kSequence = 0x1000,
    kAcknowledgment = 0x0080,
    kVersionMask = 0x0007,
};

constexpr std::uint16_t kTypePpp = 0x880b;
constexpr std::uint16_t kTypeErspan = 0x88be;  ///< Types I and II.
constexpr std::uint16_t kTypeErspan3 = 0x22eb;

struct GreHeader {
    std::uint16_t flags;
    std::uint16_t protocol_type;
    [[nodiscard]] bool has(std::uint16_t flag) const noexcept { return (flags & flag) != 0; }
    [[nodiscard]] int version() const noexcept { return flags & kVersionMask; }
    /// Octets, without the routing field.
    [[nodiscard]] std::size_t length() const noexcept {
        const std::size_t words = std::size_t{1} + (has(kChecksum | kRouting) ? 1 : 0) + (has(kKey) ? 1 : 0) +
                                  (has(kSequence) ? 1 : 0) + (version() == 1 && has(kAcknowledgment) ? 1 : 0);
        return words * kWord;
    }
};

/// Source route entries up to one that is empty (RFC 1701): address family (2), offset (1), length (1), and
/// so many octets.
bool skip_routing(Cursor& cursor) noexcept {
    for (;;) {
        if (!cursor.holds(kSourceRouteEntry, ErrorKind::encapsulation_short)) return false;
        const std::uint32_t entry = ByteReader(cursor.captured()).be32();
        const std::size_t octets = kSourceRouteEntry + (entry & 0xff);
        if (!cursor.holds(octets, ErrorKind::encapsulation_short)) return false;
        cursor.advance(octets);
        const bool is_last = (entry & 0xffff00ff) == 0;
        if (is_last) return true;
    }
}

void decode_payload(Cursor& cursor, const GreHeader& header) noexcept {
    switch (header.protocol_type) {
        case kTypePpp: return decode_ppp(cursor);
        // Type I has no header of its own, and no sequence number in GRE's.
        case kTypeErspan: return header.has(kSequence) ? decode_erspan2(cursor) : decode_ethernet(cursor);
        case kTypeErspan3: return decode_erspan3(cursor);
        default: return decode_protocol_type(cursor, header.protocol_type);
    }
}

}  // namespace

void decode_gre(Cursor& cursor) noexcept {
    if (!cursor.enter_encapsulation()) return;
    if (!cursor.holds(kMinHeaderLength, ErrorKind::encapsulation_short)) return;
    ByteReader reader(cursor.captured().first<kMinHeaderLength>());
    const GreHeader header{.flags = reader.be16(), .protocol_type = reader.be16()};
    if (header.version() > 1) return;
    // A packet without sequence number only acknowledges (RFC 2637 section 4.1).
    const bool without_payload = header.version() == 1 && !header.has(kSequence);
    if (without_payload) return;

    if (!cursor.holds(header.length(), ErrorKind::encapsulation_short)) return;
    cursor.advance(header.length());
    if (header.version() == 0 && header.has(kRouting) && !skip_routing(cursor)) return;
    decode_payload(cursor, header);
}

}  // namespace wsdissect::wire
