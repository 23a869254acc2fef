#include "wsdissect/http/fields.hpp"

#include <cstddef>
#include <utility>

#include "http/scan.hpp"
#include "http/text.hpp"

namespace wsdissect::http {
namespace {

/// Appends a value with one space for each fold: a line end and the white space on both sides of it.
void append_unfolded(std::string& out, std::string_view value) {
    for (;;) {
        const std::size_t end = value.find('\n');
        if (end == std::string_view::npos) break;
        out += trimmed(value.substr(0, end + 1));
        out += ' ';
        value = trimmed(value.substr(end + 1));
    }
    out += value;
}

/// Where the first comma outside a quoted string stands, or the list ends.
std::size_t end_of_element(std::string_view list) noexcept {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < list.size(); ++end) {
        const char character = list[end];
        if (character == ',' && !quoted) break;
        if (character == '"') quoted = !quoted;
        if (character == '\\' && quoted) ++end;  // A quoted pair: the next one means nothing but itself.
    }
    return end;
}

}  // namespace

void join_fields(const Head& head, FieldName name, std::string& storage) {
    storage.clear();
    bool is_first = true;
    head.fields.for_each(name, [&](std::string_view value) {
        if (!std::exchange(is_first, false)) storage += ", ";
        append_unfolded(storage, value);
    });
}

std::string_view take_element(std::string_view& list) noexcept {
    std::size_t end = find_near(list, ',', 0);
    // Few lists hold quoted strings, in which commas do not separate.
    if (list.substr(0, end).find('"') != std::string_view::npos) end = end_of_element(list);
    const std::string_view element = list.substr(0, end);
    list.remove_prefix(end < list.size() ? end + 1 : list.size());
    return trimmed(element);
}

namespace {

bool has_element(std::string_view list, AnyCase token) noexcept {
    if (token.matches(list)) return true;  // most lists have one element
    while (!list.empty())
        if (token.matches(take_element(list))) return true;
    return false;
}

}  // namespace

bool list_has(const Head& head, FieldName name, AnyCase token) noexcept {
    bool found = false;
    head.fields.for_each(name, [&](std::string_view list) { found = found || has_element(list, token); });
    return found;
}

}  // namespace wsdissect::http
