// GTP-U, the user plane of mobile networks (3GPP TS 29.281 sections 5.1 and 5.2). Each direction has a tunnel
// endpoint id of its own, so these tell no connections apart.
//
//     version (3 bits) | PT (1) | reserved (1) | E (1) | S (1) | PN (1) | message type (8) | length (16) |
//     tunnel endpoint id (32)
//     with E, S or PN: | sequence number (16) | N-PDU number (8) | next extension header type (8)
//     extension header: length (8), in units of 4 octets | content | next extension header type (8)

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 8;
constexpr std::size_t kOptionalLength = 4;
constexpr std::size_t kExtensionUnit = 4;

constexpr std::uint8_t kVersionMask = 0xf0;
constexpr std::uint8_t kVersion = 0x30;  ///< Version 1, and PT: not the charging protocol.
constexpr std::uint8_t kHasOptional = 0x07;
constexpr std::uint8_t kHasExtensions = 0x04;
constexpr std::uint8_t kMessagePayload = 255;

/// Goes past the optional fields and the extension headers. False where they do not fit.
bool skip_optional(Cursor& cursor, std::uint8_t flags) noexcept {
    if (cursor.captured().size() < kOptionalLength) return false;
    std::uint8_t next = cursor.captured()[kOptionalLength - 1];
    cursor.advance(kOptionalLength);
    if ((flags & kHasExtensions) == 0) return true;
    while (next != 0) {
        if (cursor.captured().empty()) return false;
        const std::size_t length = cursor.captured().front() * kExtensionUnit;
        if (length == 0 || cursor.captured().size() < length) return false;
        next = cursor.captured()[length - 1];
        cursor.advance(length);
    }
    return true;
}

/// No header says what the user sent.
void decode_user_packet(Cursor& cursor) noexcept {
    if (cursor.captured().empty()) return;
    const int version = cursor.captured().front() >> 4;
    if (version == 4) decode_ipv4(cursor);
    if (version == 6) decode_ipv6(cursor);
}

}  // namespace

void decode_gtp_u(Cursor& cursor) noexcept {
    if (cursor.captured().size() < kHeaderLength) return;
    ByteReader reader(cursor.captured().first<kHeaderLength>());
    const std::uint8_t flags = reader.u8();
    const std::uint8_t message_type = reader.u8();
    if ((flags & kVersionMask) != kVersion || message_type != kMessagePayload) return;
    cursor.advance(kHeaderLength);
    if ((flags & kHasOptional) != 0 && !skip_optional(cursor, flags)) return;
    decode_user_packet(cursor);
}

}  // namespace wsdissect::wire
