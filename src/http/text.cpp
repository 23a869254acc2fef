#include "http/text.hpp"

#include <cstddef>

#include "wsdissect/http/fields.hpp"

namespace wsdissect::http {
namespace {

/// Octets of the blank or the line end at the front of `text`; 0 where there is neither.
std::size_t leading_space(std::string_view text) noexcept {
    if (text.starts_with("\r\n")) return 2;
    return !text.empty() && (is_blank(text.front()) || text.front() == '\n') ? 1 : 0;
}

std::size_t trailing_space(std::string_view text) noexcept {
    if (text.ends_with("\r\n")) return 2;
    return !text.empty() && (is_blank(text.back()) || text.back() == '\n') ? 1 : 0;
}

}  // namespace

std::string_view trimmed_thoroughly(std::string_view text) noexcept {
    while (const std::size_t octets = leading_space(text)) text.remove_prefix(octets);
    while (const std::size_t octets = trailing_space(text)) text.remove_suffix(octets);
    return text;
}

std::string_view take_element(std::string_view& list) noexcept {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < list.size(); ++end) {
        const char character = list[end];
        if (character == ',' && !quoted) break;
        if (character == '"') quoted = !quoted;
        if (character == '\\' && quoted) ++end;  // A quoted pair: the next one means nothing but itself.
    }
    const std::string_view element = list.substr(0, end);
    list.remove_prefix(end < list.size() ? end + 1 : list.size());
    return trimmed(element);
}

}  // namespace wsdissect::http
