#pragma once
// Spaces and tabs: the white space that may stand around values of header fields (RFC 9110 section 5.6.3).

#include <algorithm>
#include <string_view>

namespace wsdissect {

inline constexpr std::string_view kBlanks = " \t";

[[nodiscard]] constexpr std::string_view without_leading_blanks(std::string_view text) noexcept {
    return text.substr(std::min(text.find_first_not_of(kBlanks), text.size()));
}
[[nodiscard]] constexpr std::string_view without_trailing_blanks(std::string_view text) noexcept {
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}
[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) noexcept {
    return without_trailing_blanks(without_leading_blanks(text));
}

}  // namespace wsdissect
