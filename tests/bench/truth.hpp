#pragma once
// What a generated capture holds, counted while it is written.

#include <array>
#include <cstdint>
#include <string>

#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::bench {

struct Truth {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  ///< Of the packets, from the link header on.
    std::uint64_t tcp_streams = 0;
    std::uint64_t connections = 0;

    // As sent; where segments were lost the capture holds less.
    std::array<std::uint64_t, 16> frames{};  ///< Indexed by opcode.
    std::uint64_t messages = 0;
    std::uint64_t payload_bytes = 0;  ///< Of all frames, as on the wire.
    std::uint64_t message_bytes = 0;  ///< Of all messages, before compression.

    std::uint64_t noise_packets = 0;
    std::uint64_t late_packets = 0;
    std::uint64_t repeated_packets = 0;
    std::uint64_t lost_packets = 0;
    std::uint64_t lost_bytes = 0;  ///< TCP payload of the lost packets.

    void count_frame(websocket::Opcode opcode, std::uint64_t payload_length) noexcept {
        ++frames[static_cast<std::uint8_t>(opcode)];
        payload_bytes += payload_length;
    }
};

/// Writes one object: `summary` holds the fields of the program's `summary` record whose values are certain
/// (after loss that leaves out those of frames), `sent` and `capture` what is worth knowing beside them.
/// Throws std::system_error.
void write_truth(const Truth& truth, const std::string& path);

}  // namespace wsdissect::bench
