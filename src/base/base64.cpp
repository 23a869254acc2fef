#include "wsdissect/base/base64.hpp"

#include <array>
#include <cstddef>

namespace wsdissect {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kPad = '=';
constexpr std::uint32_t kInvalid = 0xFF;

constexpr std::array<std::uint8_t, 256> kValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kInvalid);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}();

constexpr std::uint32_t value_of(char character) noexcept {
    return kValues[static_cast<std::uint8_t>(character)];
}

/// The character that stands for the 6 bits of `group` from bit `shift` on.
constexpr char character_at(std::uint32_t group, unsigned shift) noexcept {
    return kAlphabet[group >> shift & 0x3F];
}

}  // namespace

void write_base64(Bytes bytes, std::span<char> out) noexcept {
    std::size_t at = 0;
    for (; bytes.size() >= 3; bytes = bytes.subspan(3), at += 4) {
        const std::uint32_t group = std::uint32_t{bytes[0]} << 16 | std::uint32_t{bytes[1]} << 8 | bytes[2];
        out[at] = character_at(group, 18);
        out[at + 1] = character_at(group, 12);
        out[at + 2] = character_at(group, 6);
        out[at + 3] = character_at(group, 0);
    }
    if (bytes.empty()) return;
    const std::uint32_t last = bytes.size() == 2 ? bytes[1] : 0;
    const std::uint32_t group = std::uint32_t{bytes[0]} << 16 | last << 8;
    out[at] = character_at(group, 18);
    out[at + 1] = character_at(group, 12);
    out[at + 2] = bytes.size() == 2 ? character_at(group, 6) : kPad;
    out[at + 3] = kPad;
}

void append_base64(std::string& out, Bytes bytes) {
    const std::size_t at = out.size();
    out.resize(at + base64_length(bytes.size()));
    write_base64(bytes, std::span(out).subspan(at));
}

std::string to_base64(Bytes bytes) {
    std::string text;
    append_base64(text, bytes);
    return text;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    if (text.ends_with(kPad)) text.remove_suffix(text.ends_with("==") ? 2 : 1);

    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;  // The lowest `unused` of them are not part of an octet yet.
    unsigned unused = 0;
    for (const char character : text) {
        const std::uint32_t value = value_of(character);
        if (value == kInvalid) return std::nullopt;
        bits = bits << 6 | value;
        unused += 6;
        if (unused < 8) continue;
        unused -= 8;
        bytes.push_back(static_cast<std::uint8_t>(bits >> unused));
        bits &= (1U << unused) - 1;
    }
    if (bits != 0) return std::nullopt;
    return bytes;
}

}  // namespace wsdissect
