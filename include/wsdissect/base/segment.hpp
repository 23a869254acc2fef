#pragma once
// A TCP segment as a packet carried it: what the wire layer finds and the TCP layer consumes.

#include <cstdint>

#include "wsdissect/base/address.hpp"
#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/flow_key.hpp"
#include "wsdissect/base/packet_stamp.hpp"
#include "wsdissect/base/sequence_number.hpp"

namespace wsdissect {

/// The control bits of RFC 9293 section 3.1 that reassembly looks at, at their places in the header's octet.
struct TcpFlags {
    static constexpr std::uint8_t kFin = 0x01;
    static constexpr std::uint8_t kSyn = 0x02;
    static constexpr std::uint8_t kRst = 0x04;
    static constexpr std::uint8_t kAck = 0x10;

    std::uint8_t octet = 0;

    [[nodiscard]] bool fin() const noexcept { return (octet & kFin) != 0; }
    [[nodiscard]] bool syn() const noexcept { return (octet & kSyn) != 0; }
    [[nodiscard]] bool rst() const noexcept { return (octet & kRst) != 0; }
    [[nodiscard]] bool ack() const noexcept { return (octet & kAck) != 0; }
};

struct Segment {
    FlowKey key;    ///< Between whom.
    Bytes payload;  ///< View of the packet's octets: valid as long as the packet is.
    SequenceNumber sequence;
    SequenceNumber acknowledgment;  ///< Meaningful only with `flags.ack()`.
    /// Octets on the wire; more than `payload` where the capture cut the packet.
    std::uint32_t payload_length = 0;
    TcpFlags flags;
    End sender = End::lower;
    PacketStamp packet;

    [[nodiscard]] Endpoint source() const noexcept { return key.endpoint(sender); }
    [[nodiscard]] Endpoint destination() const noexcept { return key.endpoint(other(sender)); }
    void set_ends(const Endpoint& source, const Endpoint& destination) noexcept {
        sender = key.set_ends(source, destination);
    }
};
static_assert(sizeof(Segment) <= 104, "one for each packet of a batch stays at hand");

}  // namespace wsdissect
