#include "wsdissect/base/base64.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/put.hpp"

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

/// The two characters that stand for each 12 bits, in a row.
constexpr std::array<char, 2 * 4096> kPairs = [] {
    std::array<char, 2 * 4096> pairs{};
    for (std::size_t i = 0; i < 4096; ++i) {
        pairs[2 * i] = kAlphabet[i >> 6];
        pairs[2 * i + 1] = kAlphabet[i & 0x3F];
    }
    return pairs;
}();

/// Writes the two characters for the 12 bits of `group` from bit `shift` on.
void put_pair(char* at, std::uint64_t group, unsigned shift) noexcept {
    copy_octets<2>(at, &kPairs[2 * (group >> shift & 0xFFF)]);
}

}  // namespace

void write_base64(Bytes octets, std::span<char> out) noexcept {
    char* at = out.data();
    const char* from = as_text(octets).data();
    std::size_t left = octets.size();
    // Six octets a step, though eight are read.
    for (; left >= 8; from += 6, left -= 6, at += 8) {
        const std::uint64_t group = __builtin_bswap64(load_eight(from));
        put_pair(at, group, 52);
        put_pair(at + 2, group, 40);
        put_pair(at + 4, group, 28);
        put_pair(at + 6, group, 16);
    }
    const auto octet = [&](std::size_t i) {
        return i < left ? std::uint64_t{static_cast<std::uint8_t>(from[i])} : 0;
    };
    for (; left > 0; from += 3, left -= std::min<std::size_t>(3, left), at += 4) {
        const std::uint64_t group = octet(0) << 16 | octet(1) << 8 | octet(2);
        put_pair(at, group, 12);
        put_pair(at + 2, group, 0);
        if (left < 3) at[3] = kPad;
        if (left < 2) at[2] = kPad;
    }
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
