#pragma once
// The traffic that a WebSocket analyser has to look past: HTTP downloads, TLS, datagrams, ARP.

#include <cstdint>
#include <vector>

#include "tests/bench/packet_writer.hpp"
#include "tests/bench/payload_maker.hpp"
#include "tests/bench/tcp_connection.hpp"

namespace wsdissect::bench {

class Noise {
  public:
    Noise(Truth& truth, Random& random, PayloadMaker& payloads, PacketWriter& packets);

    /// Writes packets until they are `share` of all, but 0.99 of them at most.
    void keep_up(Chance share);

  private:
    enum class Kind : std::uint8_t { http, tls };
    /// One TCP connection over which the same is asked again and again.
    struct Flow {
        Kind kind = Kind::http;
        TcpConnection tcp;
        bool is_open = false;
        std::uint32_t answers_left = 0;
        std::uint32_t octets_left = 0;  ///< Of the current answer.
    };

    void step();
    void step(Flow& flow);
    void open(Flow& flow);
    void ask(Flow& flow);
    void answer(Flow& flow);
    void write_datagrams();
    void write_arp();

    Truth& truth_;
    Random& random_;
    PayloadMaker& payloads_;
    PacketWriter& packets_;
    std::vector<Flow> flows_;
};

}  // namespace wsdissect::bench
