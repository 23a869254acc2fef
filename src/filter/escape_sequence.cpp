#include "filter/escape_sequence.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace wsdissect::filter {

namespace {

constexpr std::array<std::pair<char, char>, 10> kShort = {{{'\\', '\\'},
                                                           {'"', '"'},
                                                           {'\'', '\''},
                                                           {'a', '\a'},
                                                           {'b', '\b'},
                                                           {'f', '\f'},
                                                           {'n', '\n'},
                                                           {'r', '\r'},
                                                           {'t', '\t'},
                                                           {'v', '\v'}}};

/// Of the digits at the front of `text`, at most `most` of them.
std::optional<EscapeSequence> numeric(std::string_view text, std::size_t most, int base) noexcept {
    const std::string_view digits = text.substr(0, most);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    const auto length = static_cast<std::size_t>(end - digits.data());
    if (error != std::errc{} || number > 0xFF) return std::nullopt;
    return EscapeSequence{static_cast<char>(number), length};
}

}  // namespace

std::optional<EscapeSequence> escape_sequence(std::string_view text) noexcept {
    if (text.size() < 2) return std::nullopt;
    for (const auto& [letter, character] : kShort)
        if (text[1] == letter) return EscapeSequence{character, 2};
    const bool hexadecimal = text[1] == 'x';
    const std::size_t in_front = hexadecimal ? 2 : 1;
    constexpr std::size_t kHexDigits = 2, kOctalDigits = 3;
    auto result = hexadecimal ? numeric(text.substr(in_front), kHexDigits, 16)
                              : numeric(text.substr(in_front), kOctalDigits, 8);
    if (!result || (hexadecimal && result->length < kHexDigits)) return std::nullopt;
    result->length += in_front;
    return result;
}

}  // namespace wsdissect::filter
