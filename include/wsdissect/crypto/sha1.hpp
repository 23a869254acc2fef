#pragma once
// SHA-1, for the opening handshake's proof only (RFC 6455 section 1.3). A thin wrapper of OpenSSL's
// libcrypto.

#include <array>
#include <cstdint>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::crypto {

using Sha1Digest = std::array<std::uint8_t, 20>;

[[nodiscard]] Sha1Digest sha1(Bytes octets) noexcept;
/// Of `front` with `back` behind it.
[[nodiscard]] Sha1Digest sha1(Bytes front, Bytes back) noexcept;

}  // namespace wsdissect::crypto
