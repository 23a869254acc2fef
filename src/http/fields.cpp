#include "wsdissect/http/fields.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "http/scan.hpp"
#include "http/text.hpp"

namespace wsdissect::http {
namespace {

constexpr bool is_letter(char character) noexcept {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
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

std::optional<std::string_view> joined_field(const Head& head, FieldName name, std::string& storage) {
    const Field* const first = head.fields.first(name);
    if (first == nullptr) return std::nullopt;
    if (head.fields.count(name) == 1 && !first->folded) return first->value;
    storage.clear();
    bool is_first = true;
    head.fields.for_each(name, [&](std::string_view value) {
        if (!std::exchange(is_first, false)) storage += ", ";
        append_unfolded(storage, value);
    });
    return storage;
}

bool list_has(const Head& head, FieldName name, AnyCase token) noexcept {
    bool found = false;
    for_each_element(head, name, [&](std::string_view element) { found = found || token.matches(element); });
    return found;
}

bool is_token(std::string_view text) noexcept {
    if (text.size() >= sizeof(std::uint64_t)) {
        // Letters and hyphens, which most are made of, eight at a time; the last eight may be looked at
        // twice.
        std::uint64_t usual = kHighestBits;
        const auto look_at = [&](std::size_t at) {
            const std::uint64_t octets = word_at(text, at);
            usual &= in_range(lower_eight(octets), 'a', 'z') | in_range(octets, '-', '-');
        };
        for (std::size_t at = 0; at + sizeof(std::uint64_t) < text.size(); at += sizeof(std::uint64_t))
            look_at(at);
        look_at(text.size() - sizeof(std::uint64_t));
        if (usual == kHighestBits) return true;
    }
    return !text.empty() && token_length(text) == text.size();
}

std::size_t token_length(std::string_view text) noexcept {
    const auto end = std::find_if_not(text.begin(), text.end(), [](char character) {
        return kTokenCharacters[static_cast<unsigned char>(character)];
    });
    return static_cast<std::size_t>(end - text.begin());
}

}  // namespace wsdissect::http
