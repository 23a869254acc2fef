#pragma once
// Valid UTF-8 on its way into a JSON string, sixteen octets at a time.

#include <string_view>

#include "base/plain_runs.hpp"

namespace wsdissect::print {

/// Whether the processor can do it (SSSE3).
[[nodiscard]] bool has_json_runs() noexcept;

inline constexpr std::size_t kJsonRun = 16;

/// Writes the front of `text`, which has to be valid UTF-8, with a backslash before each quote and backslash:
/// up to a sequence that may have to be escaped otherwise, or to the last octets, fewer than kJsonRun, which
/// may begin inside a sequence that can be shown. Needs the room that `put_escaped` asks for. Only where the
/// processor can do it.
[[nodiscard]] Written put_json_runs(char* at, std::string_view text) noexcept;

}  // namespace wsdissect::print
