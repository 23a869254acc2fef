#pragma once
// A packet as a capture holds it.

#include <cstdint>

#include "wsdissect/base/byte_reader.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/link_type.hpp"
#include "wsdissect/base/packet_stamp.hpp"

namespace wsdissect::capture {

struct Packet {
    PacketStamp stamp;
    LinkType link_type = LinkType::ethernet;
    ByteOrder options_order = ByteOrder::little;  ///< Of the numbers in `options`.
    bool has_time : 1 = true;  ///< Else `stamp.time` is that of the packet before it which has one, or 1970.
    bool wrong_check_sequence : 1 = false;  ///< As the receiver says (epb_flags of pcapng).
    /// Octets on the wire; more than `data` where the snap length cut it.
    std::uint32_t original_length = 0;
    std::uint64_t data_offset = 0;  ///< Where `data` begins in the file: octets from the file's first.
    Bytes data;                     ///< View of the source's block: valid until its next `read`, or until the
                                    ///< block that it came in is claimed anew.
    Bytes options = {};             ///< Likewise: the packet's pcapng options, comments among them.
};

}  // namespace wsdissect::capture
