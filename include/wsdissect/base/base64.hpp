#pragma once
// Base64 with the standard alphabet and padding (RFC 4648 section 4).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect {

/// Characters that `octets` octets become.
[[nodiscard]] constexpr std::size_t base64_length(std::size_t octets) noexcept {
    return (octets + 2) / 3 * 4;
}
/// `out` has room for base64_length(bytes.size()) characters.
void write_base64(Bytes bytes, std::span<char> out) noexcept;
void append_base64(std::string& out, Bytes bytes);
[[nodiscard]] std::string to_base64(Bytes bytes);

/// The octets that `text` stands for; empty where it is not canonical base64: a character outside the
/// alphabet, white space, padding that is missing or misplaced, or unused bits that are not zero (RFC 4648
/// section 3.5).
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace wsdissect
