#include "wsdissect/http/fields.hpp"

#include <algorithm>
#include <array>

#include "http/text.hpp"

namespace wsdissect::http {
namespace {

constexpr bool is_letter(char character) noexcept {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

constexpr char lower(char character) noexcept {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

/// By octet: whether it is a tchar (RFC 9110 section 5.6.2).
constexpr std::array<bool, 256> kTokenCharacters = [] {
    std::array<bool, 256> table{};
    for (std::size_t octet = 0; octet < 128; ++octet) {
        const char character = static_cast<char>(octet);
        table[octet] = is_letter(character) || is_digit(character);
    }
    for (const char character : std::string_view("!#$%&'*+-.^_`|~"))
        table[static_cast<std::size_t>(character)] = true;
    return table;
}();

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

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char left, char right) { return lower(left) == lower(right); });
}

std::size_t count_fields(const Head& head, std::string_view name) noexcept {
    return static_cast<std::size_t>(
        std::count_if(head.fields.begin(), head.fields.end(),
                      [name](const Field& field) { return equals_ignoring_case(field.name, name); }));
}

std::optional<std::string_view> find_field(const Head& head, std::string_view name) noexcept {
    for (const Field& field : head.fields) {
        if (equals_ignoring_case(field.name, name)) return field.value;
    }
    return std::nullopt;
}

std::optional<std::string> joined_field(const Head& head, std::string_view name) {
    std::optional<std::string> joined;
    for (const Field& field : head.fields) {
        if (!equals_ignoring_case(field.name, name)) continue;
        if (joined) {
            *joined += ", ";
        } else {
            joined.emplace();
        }
        append_unfolded(*joined, field.value);
    }
    return joined;
}

std::vector<std::string_view> list_elements(const Head& head, std::string_view name) {
    std::vector<std::string_view> elements;
    for_each_element(head, name, [&](std::string_view element) { elements.push_back(element); });
    return elements;
}

bool list_has(const Head& head, std::string_view name, std::string_view token) {
    bool found = false;
    for_each_element(
        head, name, [&](std::string_view element) { found = found || equals_ignoring_case(element, token); });
    return found;
}

bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char character) {
        return kTokenCharacters[static_cast<unsigned char>(character)];
    });
}

}  // namespace wsdissect::http
