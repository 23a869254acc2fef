#pragma once
// Status codes that have a meaning of their own here (RFC 9110 section 15).

namespace wsdissect::http {

/// The server agrees to the upgrade, and goes on in the other protocol (RFC 9110 section 15.2.2).
inline constexpr int kSwitchingProtocols = 101;
/// Over HTTP/2, that it accepts an extended CONNECT (RFC 8441 section 4).
inline constexpr int kOk = 200;

}  // namespace wsdissect::http
