#pragma once
// The two directions of a connection, each named by its sender.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wsdissect {

/// Who sent it. The client is the side that sent the opening handshake's request (RFC 6455 section 1.3).
enum class Direction : std::uint8_t { client, server };

[[nodiscard]] constexpr Direction opposite(Direction direction) noexcept {
    return direction == Direction::client ? Direction::server : Direction::client;
}
/// For arrays that hold one element a direction, indexed by the sender.
[[nodiscard]] constexpr std::size_t index_of(Direction direction) noexcept {
    return static_cast<std::size_t>(direction);
}
[[nodiscard]] constexpr std::string_view name_of(Direction direction) noexcept {
    return direction == Direction::client ? "client" : "server";
}

}  // namespace wsdissect
