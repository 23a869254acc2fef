#include "wsdissect/base/escape.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/escaping.hpp"

namespace wsdissect {
namespace {

/// What a sequence that begins with a given octet looks like (RFC 3629 section 4).
struct SequenceForm {
    std::size_t length = 0;  ///< Octets; 0 where no sequence begins so.
    std::uint8_t second_min = 0x80;
    std::uint8_t second_max = 0xBF;
};

constexpr SequenceForm form_of(std::uint8_t lead) noexcept {
    if (lead < 0x80) return {.length = 1};
    if (lead < 0xC2) return {};
    if (lead < 0xE0) return {.length = 2};
    if (lead == 0xE0) return {.length = 3, .second_min = 0xA0};
    if (lead == 0xED) return {.length = 3, .second_max = 0x9F};
    if (lead < 0xF0) return {.length = 3};
    if (lead == 0xF0) return {.length = 4, .second_min = 0x90};
    if (lead < 0xF4) return {.length = 4};
    if (lead == 0xF4) return {.length = 4, .second_max = 0x8F};
    return {};
}

constexpr std::uint8_t octet_at(std::string_view text, std::size_t position) noexcept {
    return static_cast<std::uint8_t>(text[position]);
}
constexpr bool is_continuation(std::uint8_t octet) noexcept { return (octet & 0xC0) == 0x80; }

/// How many octets at the front of `text`, which is not empty, fit `form`.
std::size_t fitting_octets(std::string_view text, SequenceForm form) noexcept {
    const std::size_t end = std::min(form.length, text.size());
    for (std::size_t i = 1; i < end; ++i) {
        const std::uint8_t octet = octet_at(text, i);
        const bool fits =
            i == 1 ? octet >= form.second_min && octet <= form.second_max : is_continuation(octet);
        if (!fits) return i;
    }
    return end;
}

struct CodePointRange {
    char32_t first;
    char32_t last;
};
/// Invisible, or moving the text around them, beyond ASCII.
constexpr std::array kUnsafeRanges = {
    CodePointRange{0x80, 0x9F},      // C1 controls
    CodePointRange{0x061C, 0x061C},  // Arabic letter mark
    CodePointRange{0x200B, 0x200F},  // zero-width characters, left-to-right and right-to-left marks
    CodePointRange{0x2028, 0x202E},  // line and paragraph separators, bidirectional embeddings and overrides
    CodePointRange{0x2060, 0x2069},  // invisible operators, bidirectional isolates
    CodePointRange{0xFEFF, 0xFEFF},  // zero-width no-break space
    CodePointRange{0xE0000, 0xE007F},  // tag characters
};

char* put_two(char* at, char first, char second) noexcept {
    at[0] = first;
    at[1] = second;
    return at + 2;
}

char* put_code_point(char* at, char32_t code_point) noexcept {
    int shift = 20;
    while (shift > 0 && (code_point >> shift) == 0) shift -= 4;
    at = put_two(at, '\\', 'u');
    *at++ = '{';
    for (; shift >= 0; shift -= 4) *at++ = kHexDigits[(code_point >> shift) & 0xF];
    *at++ = '}';
    return at;
}

char* put_unsafe(char* at, char32_t code_point) noexcept {
    switch (code_point) {
        case U'\n': return put_two(at, '\\', 'n');
        case U'\r': return put_two(at, '\\', 'r');
        case U'\t': return put_two(at, '\\', 't');
        default: return put_code_point(at, code_point);
    }
}

/// Writes what stands at the front of `rest` and is not plain.
Written put_not_plain(char* at, std::string_view rest) noexcept {
    if (const Written safe = put_safe_sequence(at, rest); safe.octets > 0) return safe;
    const std::size_t length = utf8_sequence_length(rest);
    if (length == 0) return {put_hex(put_two(at, '\\', 'x'), octet_at(rest, 0)), 1};
    return {put_unsafe(at, code_point_of(rest.substr(0, length))), length};
}

}  // namespace

bool is_unsafe(char32_t code_point) noexcept {
    if (code_point < 0x80) return code_point < 0x20 || code_point == 0x7F;
    return std::any_of(kUnsafeRanges.begin(), kUnsafeRanges.end(), [&](CodePointRange range) {
        return code_point >= range.first && code_point <= range.last;
    });
}

std::size_t utf8_sequence_length(std::string_view text) noexcept {
    if (text.empty()) return 0;
    const SequenceForm form = form_of(octet_at(text, 0));
    if (form.length == 0) return 0;
    return fitting_octets(text, form) == form.length ? form.length : 0;
}

char32_t code_point_of(std::string_view sequence) noexcept {
    if (sequence.size() == 1) return octet_at(sequence, 0);
    char32_t code_point = octet_at(sequence, 0) & (0x7FU >> sequence.size());
    for (std::size_t i = 1; i < sequence.size(); ++i) {
        code_point = (code_point << 6) | (octet_at(sequence, i) & 0x3FU);
    }
    return code_point;
}

std::size_t without_cut_sequence(std::string_view text) noexcept {
    for (std::size_t tail = 1; tail <= std::min<std::size_t>(3, text.size()); ++tail) {
        const std::string_view last = text.substr(text.size() - tail);
        if (is_continuation(octet_at(last, 0))) continue;
        const SequenceForm form = form_of(octet_at(last, 0));
        const bool cut = form.length > tail && fitting_octets(last, form) == tail;
        return cut ? text.size() - tail : text.size();
    }
    return text.size();
}

Written put_for_terminal(char* at, std::string_view text, std::size_t most) noexcept {
    return put_escaped<'\\'>(at, text, most, put_not_plain);
}

void append_escaped(std::string& out, std::string_view text) {
    constexpr std::size_t kStep = 4096;
    while (!text.empty()) {
        const std::string_view front = front_of(text, kStep);
        const std::size_t before = out.size();
        out.resize(before + kMostForOctet * front.size() + kBeyond);
        const Written written = put_for_terminal(out.data() + before, front, front.size());
        out.resize(static_cast<std::size_t>(written.end - out.data()));
        text.remove_prefix(front.size());
    }
}

std::string escaped(std::string_view text) {
    std::string out;
    append_escaped(out, text);
    return out;
}

}  // namespace wsdissect
