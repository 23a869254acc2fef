#pragma once
// How long a connection lasted, for all formats.

#include <cstdint>
#include <optional>

#include "wsdissect/model/events.hpp"

namespace wsdissect::print {

/// Nanoseconds from its handshake to its last packet. Absent: the handshake was not captured, or the
/// capture's clock went back.
[[nodiscard]] inline std::optional<std::int64_t> duration_of(const model::ConnectionEnd& end) noexcept {
    if (!end.start) return std::nullopt;
    const std::int64_t duration = nanoseconds_between(*end.start, end.packet.time);
    return duration < 0 ? std::nullopt : std::optional(duration);
}

}  // namespace wsdissect::print
