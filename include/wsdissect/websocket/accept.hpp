#pragma once
// The proof that a server understood the opening handshake (RFC 6455 sections 1.3 and 4.2.2).

#include <array>
#include <string_view>

namespace wsdissect::websocket {

/// 20 octets in base64.
struct AcceptValue {
    std::array<char, 28> characters;
    /// Valid as long as this object.
    [[nodiscard]] std::string_view text() const noexcept { return {characters.data(), characters.size()}; }
};

/// The Sec-WebSocket-Accept value that answers `key`: base64 of the SHA-1 of the key as sent (white space
/// around it trimmed) followed by the GUID. Computed for any key, valid or not.
[[nodiscard]] AcceptValue accept_value(std::string_view key) noexcept;

}  // namespace wsdissect::websocket
