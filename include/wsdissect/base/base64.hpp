#pragma once
// Base64 with the standard alphabet and padding (RFC 4648 section 4).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect {

void append_base64(std::string& out, Bytes bytes);
[[nodiscard]] std::string to_base64(Bytes bytes);

/// The octets that `text` stands for; empty where it is not canonical base64: a character outside the
/// alphabet, white space, padding that is missing or misplaced, or unused bits that are not zero (RFC 4648
/// section 3.5).
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace wsdissect
