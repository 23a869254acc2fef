#pragma once
// One TCP connection that loses nothing: sequence numbers, acknowledgements, time stamps.

#include <array>
#include <cstddef>
#include <cstdint>

#include "tests/bench/packet_writer.hpp"
#include "wsdissect/base/direction.hpp"

namespace wsdissect::bench {

class TcpConnection {
  public:
    TcpConnection() = default;
    TcpConnection(const Endpoint& client, const Endpoint& server, Random& random);

    /// The three packets of RFC 9293 section 3.5.
    void open(PacketWriter& packets);
    /// Up to two full segments from the front of `octets`, the second acknowledged as most stacks do (RFC
    /// 9293 section 3.8.6.3). Returns how many octets went.
    std::size_t send(Direction sender, Bytes octets, PacketWriter& packets);
    /// The same, out of reach of impairments.
    std::size_t send_safely(Direction sender, Bytes octets, PacketWriter& packets);
    /// The same, but nothing of it is acknowledged.
    std::size_t send_unanswered(Direction sender, Bytes octets, PacketWriter& packets);
    /// So many octets of `sender` are not captured.
    void lose(Direction sender, std::uint32_t octets) noexcept {
        sides_[index_of(sender)].next_sequence += octets;
    }
    /// FIN by `first`, FIN by the other side, the last acknowledgement.
    void close(Direction first, PacketWriter& packets);

  private:
    struct Side {
        Endpoint endpoint;
        std::uint32_t next_sequence = 0;
        std::uint32_t clock_offset = 0;    ///< Its time stamps run ahead of the capture's clock by it.
        std::uint32_t last_timestamp = 0;  ///< That it sent.
    };
    enum class Fate : std::uint8_t { safe, impaired };
    enum class Answer : bool { none, acknowledged };

    std::size_t send_burst(Direction sender, Bytes octets, Fate fate, Answer answer, PacketWriter& packets);
    void send_segment(Direction sender, std::uint8_t flags, Bytes payload, Fate fate, PacketWriter& packets);
    [[nodiscard]] std::size_t max_payload() const noexcept;

    std::array<Side, 2> sides_;  ///< Indexed by the sender.
};

}  // namespace wsdissect::bench
