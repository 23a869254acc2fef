#pragma once
// A TCP connection as a test tells it: each call is what a side sends next, with the sequence numbers that
// it would have. The test then shows the segments to a capture in whatever order it likes.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/direction.hpp"
#include "wsdissect/base/segment.hpp"

namespace wsdissect::tcp {

/// A segment that owns its payload. Its packet's number and time it gets when it is captured.
struct Sent {
    Endpoint source;
    Endpoint destination;
    std::uint64_t network = 0;
    SequenceNumber sequence;
    SequenceNumber acknowledgment;
    TcpFlags flags;
    std::string payload;
    std::uint32_t cut = 0;  ///< Octets at the payload's end that the capture did not keep.

    /// A view of it.
    [[nodiscard]] Segment segment(const PacketStamp& packet) const&;
    Segment segment(const PacketStamp& packet) const&& = delete;
};
using Sents = std::vector<Sent>;

[[nodiscard]] Sents operator+(Sents first, const Sents& second);
/// The part of `sent` from its octet `begin` up to `end`, as a sender with smaller segments would send it.
[[nodiscard]] Sent part(Sent sent, std::uint32_t begin, std::uint32_t end);

inline constexpr std::uint16_t kServerPort = 80;

class Script {
  public:
    struct Setup {
        std::uint32_t client_isn = 1000;
        std::uint32_t server_isn = 5000;
        std::uint16_t client_port = 50000;
        std::uint64_t network = 0;
        std::array<std::uint8_t, 4> client{192, 0, 2, 1};
        std::array<std::uint8_t, 4> server{198, 51, 100, 2};
    };
    Script() : Script(Setup{}) {}
    explicit Script(const Setup& setup);

    [[nodiscard]] Sent syn(std::string_view octets = {});
    [[nodiscard]] Sent syn_ack();
    /// SYN, its answer, and the answer's acknowledgement.
    [[nodiscard]] Sents handshake();
    [[nodiscard]] Sent data(Direction from, std::string_view octets);
    [[nodiscard]] Sent ack(Direction from);
    [[nodiscard]] Sent fin(Direction from, std::string_view octets = {});
    [[nodiscard]] Sent rst(Direction from);
    /// What is at this offset of `from`'s stream; changes nothing of what it sends next.
    [[nodiscard]] Sent at(Direction from, std::uint32_t offset, std::string_view octets,
                          std::uint8_t flags = TcpFlags::kAck) const;
    /// The octets are sent, but the test does not need the segment.
    void lose(Direction from, std::string_view octets) { (void)data(from, octets); }

  private:
    struct Host {
        Endpoint endpoint;
        SequenceNumber first;
        SequenceNumber next;
    };
    [[nodiscard]] Sent make(Direction from, SequenceNumber sequence, std::string_view octets,
                            std::uint8_t flags) const;
    [[nodiscard]] Sent send(Direction from, std::string_view octets, std::uint8_t flags);
    [[nodiscard]] Host& host(Direction side) { return hosts_[index_of(side)]; }
    [[nodiscard]] const Host& host(Direction side) const { return hosts_[index_of(side)]; }

    std::uint64_t network_;
    std::array<Host, 2> hosts_;
};

}  // namespace wsdissect::tcp
