#pragma once
// Numbers as people type them.

#include <cstdint>
#include <optional>
#include <string_view>

namespace wsdissect::cli {

/// A decimal number without sign.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

/// A number of bytes, with K, M, G or T (any case) for powers of 1024: `64M`.
[[nodiscard]] std::optional<std::uint64_t> parse_bytes(std::string_view text);

}  // namespace wsdissect::cli
