#pragma once
// Octets as every parser sees them, and the two ways between octets and text.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace wsdissect {

/// A view of octets. It owns nothing: it is valid as long as the buffer behind it, which whoever hands a view
/// over has to state. A view that is a function's argument is valid during that call only.
using Bytes = std::span<const std::uint8_t>;

[[nodiscard]] inline std::string_view as_text(Bytes bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] inline Bytes as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The first `octets` of `bytes`, or all where there are fewer.
[[nodiscard]] inline Bytes front(Bytes bytes, std::uint64_t octets) noexcept {
    return octets < bytes.size() ? bytes.first(static_cast<std::size_t>(octets)) : bytes;
}

}  // namespace wsdissect
