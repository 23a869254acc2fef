#include "wsdissect/http/fields.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

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

/// Eight octets of `text` from `at` on, which it has to have.
std::uint64_t word_at(std::string_view text, std::size_t at) noexcept {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, sizeof word);
    return word;
}

/// The first four octets of `text` and the last four, which may overlap.
std::uint64_t ends_of(std::string_view text) noexcept {
    std::uint32_t first, last;
    std::memcpy(&first, text.data(), sizeof first);
    std::memcpy(&last, text.data() + text.size() - sizeof last, sizeof last);
    return std::uint64_t{first} << 32 | last;
}

constexpr std::uint64_t eight_times(std::uint8_t octet) noexcept { return octet * 0x0101010101010101U; }

/// Eight octets at once, in any order: capital letters become small ones. An octet's highest bit is kept out
/// of the sums, so that none carries into the next.
constexpr std::uint64_t lower_eight(std::uint64_t octets) noexcept {
    constexpr std::uint64_t kHighest = eight_times(0x80);
    const std::uint64_t low = octets & ~kHighest;
    const std::uint64_t from_a = low + eight_times(0x80 - 'A');
    const std::uint64_t beyond_z = low + eight_times(0x7F - 'Z');
    return octets | ((from_a & ~beyond_z & ~octets & kHighest) >> 2);
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    if (a.size() >= 8) {
        const std::size_t last = a.size() - 8;
        for (std::size_t at = 0; at < last; at += 8)
            if (lower_eight(word_at(a, at)) != lower_eight(word_at(b, at))) return false;
        return lower_eight(word_at(a, last)) == lower_eight(word_at(b, last));
    }
    if (a.size() >= 4) return lower_eight(ends_of(a)) == lower_eight(ends_of(b));
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](char left, char right) { return lower(left) == lower(right); });
}

std::optional<std::string_view> joined_field(const Head& head, FieldName name, std::string& storage) {
    const Field* const first = head.fields.first(name);
    if (first == nullptr) return std::nullopt;
    const bool as_written = head.fields.count(name) == 1 && first->value.find('\n') == std::string_view::npos;
    if (as_written) return first->value;
    storage.clear();
    bool is_first = true;
    head.fields.for_each(name, [&](std::string_view value) {
        if (!std::exchange(is_first, false)) storage += ", ";
        append_unfolded(storage, value);
    });
    return storage;
}

bool list_has(const Head& head, FieldName name, std::string_view token) noexcept {
    bool found = false;
    for_each_element(
        head, name, [&](std::string_view element) { found = found || equals_ignoring_case(element, token); });
    return found;
}

bool is_token(std::string_view text) noexcept { return !text.empty() && token_length(text) == text.size(); }

std::size_t token_length(std::string_view text) noexcept {
    const auto end = std::find_if_not(text.begin(), text.end(), [](char character) {
        return kTokenCharacters[static_cast<unsigned char>(character)];
    });
    return static_cast<std::size_t>(end - text.begin());
}

}  // namespace wsdissect::http
