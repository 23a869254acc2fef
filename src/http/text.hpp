#pragma once
// The small pieces of grammar that heads and field values are made of.

#include <cstddef>
#include <string_view>

namespace wsdissect::http {

[[nodiscard]] constexpr bool is_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}
[[nodiscard]] constexpr bool is_blank(char character) noexcept {
    return character == ' ' || character == '\t';
}

/// Octets at the front of `text` that a token may hold (RFC 9110 section 5.6.2).
[[nodiscard]] std::size_t token_length(std::string_view text) noexcept;
/// A token: not empty, and of such octets only.
[[nodiscard]] bool is_token(std::string_view text) noexcept;

/// `text` without the spaces, tabs and line folds around it. A CR that no LF follows is none of them.
[[nodiscard]] std::string_view trimmed_thoroughly(std::string_view text) noexcept;
[[nodiscard]] inline std::string_view trimmed(std::string_view text) noexcept {
    const auto is_visible = [](char character) { return static_cast<unsigned char>(character) > ' '; };
    // One space in front, none behind: so are most of them written.
    if (text.size() > 1 && text.front() == ' ') text.remove_prefix(1);
    if (!text.empty() && is_visible(text.front()) && is_visible(text.back())) return text;
    return trimmed_thoroughly(text);
}

}  // namespace wsdissect::http
