#include "wsdissect/base/code_point.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

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
/// Invisible, or moving the text around them, beyond ASCII, in order: Unicode's controls (Cc), its format
/// characters (Cf) but for those that show as a sign, and what it tells to show as nothing
/// (Default_Ignorable_Code_Point), in which text can be hidden.
constexpr std::array kUnsafeRanges = {
    CodePointRange{0x80, 0x9F},        // C1 controls
    CodePointRange{0xAD, 0xAD},        // soft hyphen
    CodePointRange{0x034F, 0x034F},    // combining grapheme joiner
    CodePointRange{0x061C, 0x061C},    // Arabic letter mark
    CodePointRange{0x115F, 0x1160},    // Hangul fillers
    CodePointRange{0x17B4, 0x17B5},    // Khmer inherent vowels
    CodePointRange{0x180B, 0x180F},    // Mongolian variation selectors and vowel separator
    CodePointRange{0x200B, 0x200F},    // zero-width characters, left-to-right and right-to-left marks
    CodePointRange{0x2028, 0x202E},    // line and paragraph separators, bidirectional embeddings, overrides
    CodePointRange{0x2060, 0x206F},    // invisible operators, bidirectional isolates, shaping
    CodePointRange{0x3164, 0x3164},    // Hangul filler
    CodePointRange{0xFE00, 0xFE0F},    // variation selectors
    CodePointRange{0xFEFF, 0xFEFF},    // zero-width no-break space
    CodePointRange{0xFFA0, 0xFFA0},    // halfwidth Hangul filler
    CodePointRange{0xFFF0, 0xFFFB},    // interlinear annotation
    CodePointRange{0x13430, 0x1343F},  // Egyptian hieroglyph format controls
    CodePointRange{0x1BCA0, 0x1BCA3},  // shorthand format controls
    CodePointRange{0x1D173, 0x1D17A},  // musical format controls
    CodePointRange{0xE0000, 0xE0FFF},  // tag characters, variation selectors
};

}  // namespace

bool is_unsafe(char32_t code_point) noexcept {
    if (code_point < 0x80) return code_point < 0x20 || code_point == 0x7F;
    const auto* const range =
        std::find_if(kUnsafeRanges.begin(), kUnsafeRanges.end(),
                     [&](CodePointRange candidate) { return code_point <= candidate.last; });
    return range != kUnsafeRanges.end() && code_point >= range->first;
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

}  // namespace wsdissect
