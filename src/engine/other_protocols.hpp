#pragma once
// What a direction's first octets show: TLS, inside of which nothing is looked for, and HTTP/2.

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::engine {

/// The first octets of either direction of TLS: a record with a ClientHello or a ServerHello (RFC 8446
/// sections 4 and 5.1).
[[nodiscard]] bool begins_as_tls(Bytes octets) noexcept;
/// The client's connection preface of HTTP/2 (RFC 9113 section 3.4), or no more than its front.
[[nodiscard]] bool begins_as_http2_client(Bytes octets) noexcept;
/// The SETTINGS frame that is the server's (sections 3.4 and 6.5).
[[nodiscard]] bool begins_as_http2_server(Bytes octets) noexcept;

}  // namespace wsdissect::engine
