#pragma once
// The small pieces of grammar that heads and field values are made of.

#include <string_view>

#include "wsdissect/http/fields.hpp"
#include "wsdissect/http/head.hpp"

namespace wsdissect::http {

[[nodiscard]] constexpr bool is_digit(char character) noexcept {
    return character >= '0' && character <= '9';
}
[[nodiscard]] constexpr bool is_blank(char character) noexcept {
    return character == ' ' || character == '\t';
}

/// `text` without the spaces, tabs and line folds around it. A CR that no LF follows is none of them.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Takes the first element off the front of a comma separated `list`, with its comma: what stands before the
/// first comma outside a quoted string (RFC 9110 section 5.6.4). Trimmed; may be empty.
[[nodiscard]] std::string_view take_element(std::string_view& list) noexcept;

/// Calls `visit` with each element of the list that the fields called `name` form together, but empty ones.
template <class Visit>
void for_each_element(const Head& head, std::string_view name, Visit visit) {
    for (const Field& field : head.fields) {
        if (!equals_ignoring_case(field.name, name)) continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            const std::string_view element = take_element(rest);
            if (!element.empty()) visit(element);
        }
    }
}

}  // namespace wsdissect::http
