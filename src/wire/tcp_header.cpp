// The TCP header (RFC 9293 section 3.1).
//
//     |          Source Port          |       Destination Port        |
//     |                        Sequence Number                        |
//     |                    Acknowledgment Number                      |
//     | Offset| Rsrvd | Control bits  |            Window             |
//     |           Checksum            |         Urgent Pointer        |
//     |                           [Options]                           |

#include <algorithm>

#include "wire/checksum.hpp"
#include "wire/layers.hpp"
#include "wsdissect/base/byte_reader.hpp"

namespace wsdissect::wire {
namespace {

constexpr std::size_t kMinHeaderLength = 20;

struct TcpHeader {
    std::uint16_t source_port;
    std::uint16_t destination_port;
    SequenceNumber sequence;
    SequenceNumber acknowledgment;
    std::uint8_t data_offset;  ///< Octets, 0 to 60.
    TcpFlags flags;
};

TcpHeader read_header(Bytes captured) noexcept {
    ByteReader reader(captured.first<kMinHeaderLength>());
    TcpHeader header;
    header.source_port = reader.be16();
    header.destination_port = reader.be16();
    header.sequence = {reader.be32()};
    header.acknowledgment = {reader.be32()};
    header.data_offset = static_cast<std::uint8_t>((reader.u8() >> 4) * 4);
    header.flags = {reader.u8()};
    return header;
}

bool check_data_offset(Cursor& cursor, std::size_t data_offset) noexcept {
    if (data_offset < kMinHeaderLength) {
        cursor.malformed(ErrorKind::tcp_data_offset, data_offset, kMinHeaderLength);
        return false;
    }
    if (data_offset > cursor.declared()) {
        cursor.malformed(ErrorKind::tcp_data_offset, data_offset, cursor.declared());
        return false;
    }
    return true;
}

}  // namespace

void decode_tcp(Cursor& cursor, bool verify_checksum) noexcept {
    if (!cursor.holds(kMinHeaderLength, ErrorKind::tcp_header_short)) return;
    const Bytes captured = cursor.captured();
    const TcpHeader header = read_header(captured);
    if (verify_checksum && !tcp_checksum_right(captured, cursor.source(), cursor.destination()))
        return cursor.wrong_checksum();
    if (!check_data_offset(cursor, header.data_offset)) return;

    Segment& segment = cursor.complete(header.source_port, header.destination_port);
    segment.sequence = header.sequence;
    segment.acknowledgment = header.acknowledgment;
    segment.flags = header.flags;
    segment.payload_length = static_cast<std::uint32_t>(cursor.declared() - header.data_offset);
    // Options that the capture cut are not missed: what the segment needs stands before them.
    segment.payload = captured.subspan(std::min<std::size_t>(header.data_offset, captured.size()));
}

}  // namespace wsdissect::wire
