#pragma once
// Frame headers of HTTP/2 (RFC 9113 section 4.1) as they stand on the wire. Nothing here says whether they
// are allowed.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::http2 {

/// RFC 9113 section 6. May hold any other value: such frames are passed over (section 5.5).
enum class FrameType : std::uint8_t {
    data = 0x0,
    headers = 0x1,
    priority = 0x2,
    rst_stream = 0x3,
    settings = 0x4,
    push_promise = 0x5,
    ping = 0x6,
    goaway = 0x7,
    window_update = 0x8,
    continuation = 0x9,
};

/// What a client sends first (RFC 9113 section 3.4).
inline constexpr std::string_view kClientPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
inline constexpr std::size_t kFrameHeader = 9;

struct FrameHeader {
    std::uint32_t length = 0;  ///< Octets of the payload, as declared: 24 bits, not yet trusted.
    FrameType type = FrameType::data;
    std::uint8_t flags = 0;    ///< What a bit means depends on the type.
    std::uint32_t stream = 0;  ///< 31 bits.

    /// Of DATA and HEADERS.
    [[nodiscard]] constexpr bool end_stream() const noexcept { return (flags & 0x1) != 0; }
    /// Of SETTINGS and PING.
    [[nodiscard]] constexpr bool ack() const noexcept { return (flags & 0x1) != 0; }
    /// Of HEADERS, PUSH_PROMISE and CONTINUATION.
    [[nodiscard]] constexpr bool end_headers() const noexcept { return (flags & 0x4) != 0; }
    /// Of DATA, HEADERS and PUSH_PROMISE.
    [[nodiscard]] constexpr bool padded() const noexcept { return (flags & 0x8) != 0; }
    /// Of HEADERS.
    [[nodiscard]] constexpr bool priority() const noexcept { return (flags & 0x20) != 0; }
};

/// Reads the header at the front of `octets`. Empty: more octets are needed.
[[nodiscard]] std::optional<FrameHeader> parse_frame_header(Bytes octets) noexcept;

}  // namespace wsdissect::http2
