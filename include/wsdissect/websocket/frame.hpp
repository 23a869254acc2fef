#pragma once
// Frame headers (RFC 6455 section 5.2) as they stand on the wire. Nothing here says whether they are allowed.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "wsdissect/base/byte_reader.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::websocket {

/// RFC 6455 section 11.8. May hold any value of 0 to 15.
enum class Opcode : std::uint8_t {
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
};

/// Opcodes from 8 on, the reserved ones among them (RFC 6455 section 5.5).
[[nodiscard]] constexpr bool is_control(Opcode opcode) noexcept {
    return static_cast<std::uint8_t>(opcode) >= 0x8;
}
[[nodiscard]] constexpr bool is_reserved(Opcode opcode) noexcept {
    return (static_cast<std::uint8_t>(opcode) & 0x7) > 2;  // 0x3 to 0x7 and 0xB to 0xF
}
/// Whether a frame of this opcode is the first of a message (RFC 6455 section 5.6).
[[nodiscard]] constexpr bool begins_message(Opcode opcode) noexcept {
    return opcode == Opcode::text || opcode == Opcode::binary;
}
/// `continuation`, `text`, ..., `reserved`.
[[nodiscard]] constexpr std::string_view name_of(Opcode opcode) noexcept {
    switch (opcode) {
        case Opcode::continuation: return "continuation";
        case Opcode::text: return "text";
        case Opcode::binary: return "binary";
        case Opcode::close: return "close";
        case Opcode::ping: return "ping";
        case Opcode::pong: return "pong";
    }
    return "reserved";
}

using MaskingKey = std::array<std::uint8_t, 4>;

inline constexpr std::uint8_t kMaxFrameHeader = 14;
/// Octets that a control frame is allowed to carry (RFC 6455 section 5.5).
inline constexpr std::uint8_t kMaxControlPayload = 125;
inline constexpr std::uint8_t kRsv1 = 0x4;

struct FrameHeader {
    bool fin = false;
    std::uint8_t rsv = 0;  ///< RSV1 to RSV3 as bits 2 to 0: RSV1 is kRsv1.
    Opcode opcode = Opcode::continuation;
    std::uint8_t length_bits = 7;      ///< Which of its three forms the length has: 7, 16 or 64.
    std::uint8_t header_length = 0;    ///< Octets, 2 to 14.
    std::uint64_t payload_length = 0;  ///< Octets, as declared; not yet trusted, all 64 bits of it.
    std::optional<MaskingKey> masking_key;

    [[nodiscard]] bool rsv1() const noexcept { return (rsv & kRsv1) != 0; }
};

/// Bits of the shortest form in which a length can be written (RFC 6455 section 5.2).
[[nodiscard]] constexpr std::uint8_t shortest_length_bits(std::uint64_t payload_length) noexcept {
    return payload_length < 126 ? 7 : payload_length <= 0xFFFF ? 16 : 64;
}

/// Reads the header at the front of `octets`. Empty: more octets are needed, and nothing was consumed.
[[nodiscard]] inline std::optional<FrameHeader> parse_frame_header(Bytes octets) noexcept;

/// Writes `payload`, unmasked or masked (RFC 6455 section 5.3: the same operation), to `out`, which has room
/// for as many octets and may be where `payload` is. `position` is that of payload's first octet in its
/// frame's payload.
void apply_mask(Bytes payload, MaskingKey key, std::uint64_t position, std::uint8_t* out) noexcept;

// Here, for every frame goes through it: inlined, the header never exists in memory where only its length is
// asked for.
inline std::optional<FrameHeader> parse_frame_header(Bytes octets) noexcept {
    // Fewer octets than the longest header stand before zeros: whether they hold theirs is asked once, last.
    std::array<std::uint8_t, kMaxFrameHeader> padded;
    const std::uint8_t* front = octets.data();
    if (octets.size() < kMaxFrameHeader) [[unlikely]] {
        padded = {};
        std::copy(octets.begin(), octets.end(), padded.begin());
        front = padded.data();
    }
    ByteReader reader(Bytes(front, kMaxFrameHeader));
    const std::uint8_t first = reader.u8();
    const std::uint8_t second = reader.u8();
    const unsigned length_field = second & 0x7F;

    // Filled in place: a copy right after these narrow writes stalls the processor (10 ns instead of 2).
    std::optional<FrameHeader> result(std::in_place);
    FrameHeader& header = *result;
    header.fin = (first & 0x80) != 0;
    header.rsv = static_cast<std::uint8_t>(first >> 4 & 0x7);
    header.opcode = static_cast<Opcode>(first & 0xF);
    // The 7 bits hold the length, or one of two marks for the longer forms.
    header.length_bits = length_field < 126 ? 7 : length_field == 126 ? 16 : 64;
    header.payload_length = length_field < 126    ? length_field
                            : length_field == 126 ? reader.be16()
                                                  : reader.be64();
    if ((second & 0x80) != 0) {
        MaskingKey& key = header.masking_key.emplace();
        const Bytes octets_of_key = reader.take(key.size());
        std::memcpy(key.data(), octets_of_key.data(), key.size());
    }
    header.header_length = static_cast<std::uint8_t>(reader.offset());
    if (header.header_length > octets.size()) result.reset();
    return result;
}

}  // namespace wsdissect::websocket
