#pragma once
// The proof that a server understood the opening handshake (RFC 6455 sections 1.3 and 4.2.2).

#include <string>
#include <string_view>

namespace wsdissect::websocket {

/// The Sec-WebSocket-Accept value that answers `key`: base64 of the SHA-1 of the key as sent (white space
/// around it trimmed) followed by the GUID. Computed for any key, valid or not.
[[nodiscard]] std::string accept_value(std::string_view key);

}  // namespace wsdissect::websocket
