#pragma once
// Makes packets with right lengths and checksums, and sees to what the capture gets wrong.

#include <cstdint>
#include <vector>

#include "tests/bench/capture_file.hpp"
#include "tests/bench/header.hpp"
#include "tests/bench/options.hpp"
#include "tests/bench/truth.hpp"
#include "wsdissect/base/address.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::bench {

/// One TCP segment to be sent.
struct TcpSegment {
    Endpoint source;
    Endpoint destination;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0;
    std::uint8_t flags = 0;  ///< TcpFlags, and kPush
    std::uint16_t window = 0;
    Bytes options;  ///< A multiple of 4 octets.
    Bytes payload;
};
inline constexpr std::uint8_t kPush = 0x08;

/// Counts what it writes in `truth`. Every packet is some microseconds later than the one before it.
class PacketWriter {
  public:
    PacketWriter(CaptureFile& file, Truth& truth, Random& random, const Impairments& impairments)
        : file_(file), truth_(truth), random_(random), impairments_(impairments) {}

    [[nodiscard]] std::uint32_t now_in_milliseconds() const noexcept {
        return static_cast<std::uint32_t>(microseconds_ / 1000);
    }

    void tcp(const TcpSegment& segment);
    /// The same, but it may be captured late, twice or not at all. The next packet that is written has to be
    /// of the same connection: one captured late follows it.
    void impaired_tcp(const TcpSegment& segment);
    void udp(const Endpoint& source, const Endpoint& destination, Bytes payload);
    /// A packet of any EtherType, padded to the shortest that Ethernet sends.
    void ethernet(std::uint16_t ethertype, Bytes payload);

  private:
    void write(Bytes headers, Bytes payload);
    void write_one(Bytes headers, Bytes payload);
    void hold(Bytes headers, Bytes payload);

    CaptureFile& file_;
    Truth& truth_;
    Random& random_;
    const Impairments& impairments_;
    std::uint64_t microseconds_ = 0;
    std::uint16_t identification_ = 0;
    std::vector<std::uint8_t> held_;  ///< A packet that follows the next one; empty: none.
};

}  // namespace wsdissect::bench
