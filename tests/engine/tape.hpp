#pragma once
// A TCP connection as a test plays it: who sends what, what the capture misses, and when. It keeps the
// sequence numbers.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/packet_builder.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/capture/packet.hpp"

namespace wsdissect::test {

/// An Ethernet packet of a capture.
struct TapePacket {
    Octets octets;
    std::int64_t nanoseconds = 0;
    std::uint32_t snapped = 0;  ///< Octets that the capture cut off its end.
};

class Tape {
  public:
    static constexpr std::int64_t kMillisecond = 1'000'000;

    /// `port`: the client's. Packets are a millisecond apart.
    explicit Tape(std::uint16_t port = 50000);

    /// The three packets that open a connection.
    Tape& open();
    /// One segment that acknowledges all that the other end sent.
    Tape& send(Direction sender, std::string_view payload);
    Tape& client(std::string_view payload) { return send(Direction::client, payload); }
    Tape& server(std::string_view payload) { return send(Direction::server, payload); }
    /// A segment that the capture cuts: it holds all but the last `snapped` octets.
    Tape& snapped(Direction sender, std::string_view payload, std::uint32_t snapped);
    /// A segment that the capture misses.
    Tape& lose(Direction sender, std::size_t octets);
    Tape& fin(Direction sender);
    Tape& rst(Direction sender);
    /// FIN from the client, FIN from the server.
    Tape& close() { return fin(Direction::client).fin(Direction::server); }
    /// An empty segment.
    Tape& ack(Direction sender);
    /// Nothing happens for some time.
    Tape& wait(std::int64_t milliseconds);
    /// Time, and acknowledgments from both ends: what is missing is given up.
    Tape& settle();
    /// Another connection between the same ports.
    Tape& reopen();
    /// The capture shows the last packet twice.
    Tape& again();
    /// The capture shows the last packet `places` before its place.
    Tape& earlier(std::size_t places);

    [[nodiscard]] const std::vector<TapePacket>& packets() const { return packets_; }
    /// Puts another connection's packets behind these.
    Tape& append(const Tape& other);

  private:
    void add(Direction sender, std::uint8_t flags, std::string_view payload, std::uint32_t snapped = 0);

    std::uint16_t port_;
    std::int64_t now_ = 1'000'000'000;
    std::array<std::uint32_t, 2> next_{1000, 0xFFFFFF00};  ///< Sequence numbers; the server's wrap around.
    std::vector<TapePacket> packets_;
};

}  // namespace wsdissect::test
