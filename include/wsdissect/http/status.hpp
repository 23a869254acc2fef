#pragma once
// Status codes that have a meaning of their own here (RFC 9110 section 15).

namespace wsdissect::http {

/// The server agrees to the upgrade, and goes on in the other protocol (RFC 9110 section 15.2.2).
inline constexpr int kSwitchingProtocols = 101;

}  // namespace wsdissect::http
