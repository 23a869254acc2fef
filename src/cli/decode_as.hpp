#pragma once
// What `--decode-as` takes.

#include <cstdint>
#include <optional>
#include <string_view>

namespace wsdissect::cli {

/// The port of `tcp.port==9000,websocket`, as Wireshark writes it; white space around its parts may be there.
/// Empty: it is something else.
[[nodiscard]] std::optional<std::uint16_t> parse_decode_as(std::string_view text);

}  // namespace wsdissect::cli
