#pragma once
// The Internet checksum (RFC 1071), verified; nothing here computes one to be sent.

#include <cstdint>

#include "wsdissect/base/address.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::wire {

/// True where `header`, its checksum field included, sums up to what RFC 791 section 3.1 demands.
[[nodiscard]] bool ipv4_checksum_right(Bytes header) noexcept;

/// The same for a whole TCP segment, header first, with the pseudo header of its IP version (RFC 9293
/// section 3.1, RFC 8200 section 8.1).
[[nodiscard]] bool tcp_checksum_right(Bytes segment, const IpAddress& source,
                                      const IpAddress& destination) noexcept;

}  // namespace wsdissect::wire
