#pragma once
// What permessage-deflate (RFC 7692) was agreed on. What of it is allowed is judged elsewhere.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wsdissect::websocket {

inline constexpr std::string_view kPermessageDeflate = "permessage-deflate";

/// Its parameters (RFC 7692 section 7.1).
inline constexpr std::string_view kServerNoContextTakeover = "server_no_context_takeover";
inline constexpr std::string_view kClientNoContextTakeover = "client_no_context_takeover";
inline constexpr std::string_view kServerMaxWindowBits = "server_max_window_bits";
inline constexpr std::string_view kClientMaxWindowBits = "client_max_window_bits";

/// How one sender compresses its messages (RFC 7692 section 7.1).
struct DeflateTerms {
    std::uint8_t window_bits = 15;  ///< 8 to 15: back-references reach at most 2^window_bits octets.
    bool context_takeover = true;   ///< They may reach into earlier messages.

    [[nodiscard]] constexpr std::uint32_t window() const noexcept { return 1U << window_bits; }
    bool operator==(const DeflateTerms&) const = default;
};

/// What an element of a response's Sec-WebSocket-Extensions agrees on, indexed by the sender. Empty where it
/// names another extension. For decoding: a parameter that is malformed, unknown or out of range says
/// nothing, and of repeated ones the first counts.
[[nodiscard]] std::optional<std::array<DeflateTerms, 2>> agreed_deflate(std::string_view extension);

/// The value of a parameter that names a window. RFC 7692 section 7.1.2.1: "a decimal integer value without
/// leading zeroes between 8 to 15". Empty where it is something else, or absent.
[[nodiscard]] std::optional<std::uint8_t> window_bits_of(const std::optional<std::string>& value);

}  // namespace wsdissect::websocket
