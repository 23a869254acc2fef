#include "wsdissect/http2/frame.hpp"

#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::http2 {

std::optional<FrameHeader> parse_frame_header(Bytes octets) noexcept {
    ByteReader reader(octets);
    FrameHeader header;
    header.length = std::uint32_t{reader.be16()} << 8;
    header.length |= reader.u8();
    header.type = static_cast<FrameType>(reader.u8());
    header.flags = reader.u8();
    header.stream = reader.be32() & 0x7FFFFFFF;  // The first bit is reserved, and to be ignored.
    if (!reader.ok()) return std::nullopt;
    return header;
}

}  // namespace wsdissect::http2
