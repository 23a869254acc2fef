#pragma once
// A packet as a capture holds it.

#include <cstdint>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/link_type.hpp"
#include "wsdissect/base/packet_stamp.hpp"

namespace wsdissect::capture {

struct Packet {
    PacketStamp stamp;
    LinkType link_type = LinkType::ethernet;
    std::uint32_t original_length =
        0;                          ///< Octets on the wire; more than `data` where the snap length cut it.
    std::uint64_t data_offset = 0;  ///< Where `data` begins in the file: octets from the file's first.
    Bytes data;                     ///< View of the source's block: valid until its next `read`.
};

}  // namespace wsdissect::capture
