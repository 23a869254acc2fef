#pragma once
// Hexadecimal text.

#include <string>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect {

/// Two lower-case digits an octet, nothing between: `5a65656b`.
void append_hex(std::string& out, Bytes bytes);
[[nodiscard]] std::string to_hex(Bytes bytes);

}  // namespace wsdissect
