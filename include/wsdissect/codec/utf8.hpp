#pragma once
// UTF-8 validation (RFC 3629). A thin wrapper of simdjson.

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::codec {

[[nodiscard]] bool is_utf8(Bytes octets) noexcept;

}  // namespace wsdissect::codec
