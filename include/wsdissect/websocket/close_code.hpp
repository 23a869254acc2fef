#pragma once
// Close frames (RFC 6455 section 5.5.1) and what their status codes are called.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::websocket {

struct CloseCode {
    std::uint16_t code;
    std::string_view name;  ///< Wireshark's word where it has one, else the IANA registry's.
};

/// All codes registered with IANA (WebSocket Close Code Number Registry), in rising order.
[[nodiscard]] std::span<const CloseCode> close_codes() noexcept;
/// Empty for a code that is not registered.
[[nodiscard]] std::string_view close_code_name(std::uint16_t code) noexcept;

/// A Close frame's payload. `reason` is a view of it, not checked for being UTF-8.
struct CloseBody {
    std::optional<std::uint16_t> code;       ///< Absent in a body of less than two octets.
    std::optional<std::string_view> reason;  ///< Absent in a body of two octets or less.
};
[[nodiscard]] CloseBody parse_close_body(Bytes payload) noexcept;

}  // namespace wsdissect::websocket
