#include "http/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "http/scan.hpp"

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
