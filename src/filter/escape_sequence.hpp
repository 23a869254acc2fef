#pragma once
// Escape sequences in quotes, as Wireshark has them.

#include <cstddef>
#include <optional>
#include <string_view>

namespace wsdissect::filter {

struct EscapeSequence {
    char character;
    std::size_t length;  ///< Octets that it takes, its backslash included.
};

/// The one at the front of `text`, which begins with a backslash: `\\`, `\"`, `\'`, `\n` and the like,
/// `\xHH`, or up to three octal digits. Empty where it is none.
[[nodiscard]] std::optional<EscapeSequence> escape_sequence(std::string_view text) noexcept;

}  // namespace wsdissect::filter
