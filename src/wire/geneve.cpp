// Geneve (RFC 8926 section 3.4). Its options are gone past.
//
//     version (2 bits) | options' length (6) | O, C, reserved (8) | protocol type (16) |
//     network id (24) | reserved (8) | options

#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kHeaderLength = 8;
constexpr std::size_t kOptionsUnit = 4;

}  // namespace

void decode_geneve(Cursor& cursor) noexcept {
    if (cursor.captured().size() < kHeaderLength) return;
    ByteReader reader(cursor.captured().first<kHeaderLength>());
    const std::uint8_t version_and_length = reader.u8();
    reader.skip(1);  // flags
    const std::uint16_t protocol_type = reader.be16();
    const std::uint32_t network_id = reader.be32() >> 8;

    const std::size_t length = kHeaderLength + (version_and_length & 0x3f) * kOptionsUnit;
    if (version_and_length >> 6 != 0 || cursor.captured().size() < length) return;
    cursor.network().add_virtual(Network::Kind::geneve, network_id);
    cursor.advance(length);
    decode_protocol_type(cursor, protocol_type);
}

}  // namespace wsdissect::wire
