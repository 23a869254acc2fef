#pragma once
// Escaping of text that is known to be valid UTF-8, sixteen octets at a time: a shuffle looks up which octets
// need a closer look, and another one makes room for the backslashes. Text full of quotation marks costs the
// same as text without any, and letters beyond ASCII the same as ASCII.
//
// Shuffles came with SSSE3. Processors without them, and others, escape as they do where nothing is known.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/plain_runs.hpp"
#include "base/safe_sequence.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#define WSDISSECT_SHUFFLES 1
#endif

namespace wsdissect {

/// Whether an octet of valid UTF-8 may begin what cannot be shown as it is: control characters, and the leads
/// of sequences some of which cannot.
[[nodiscard]] constexpr bool is_special_octet(std::uint8_t octet) noexcept {
    bool is_safe = octet >= 0x20 && octet != 0x7F;
    const bool is_lead = octet >= 0xC2 && octet < 0xF5;
    for (std::uint8_t second = 0x80; is_lead && second < 0xC0; ++second)
        is_safe = is_safe && begins_safe(octet, second);
    return !is_safe;
}

#if defined(WSDISSECT_SHUFFLES)

/// Special octets by their two halves: an octet is special that has a class in common in both. Each upper
/// half that has some is a class of its own, but for those of control characters, all of which are.
struct SpecialClasses {
    std::array<std::uint8_t, 16> by_lower{};
    std::array<std::uint8_t, 16> by_upper{};
    unsigned next = 1;

    constexpr void add(unsigned upper) {
        bool any = false;
        for (unsigned lower = 0; lower < 16; ++lower) {
            if (!is_special_octet(static_cast<std::uint8_t>(upper << 4 | lower))) continue;
            by_lower[lower] = static_cast<std::uint8_t>(by_lower[lower] | next);
            any = true;
        }
        if (!any) return;
        by_upper[upper] = static_cast<std::uint8_t>(next);
        next <<= 1;
    }
};
inline constexpr SpecialClasses kSpecialClasses = [] {
    SpecialClasses classes;
    for (unsigned upper = 0; upper < 16; ++upper)
        if (upper != 1) classes.add(upper);
    classes.by_upper[1] = classes.by_upper[0];
    return classes;
}();
static_assert(kSpecialClasses.next <= 0x100, "a class is a bit of an octet");

/// How eight octets are spread so that a backslash, the octet at index 8, stands before those marked.
inline constexpr auto kSpreads = [] {
    std::array<std::array<std::uint8_t, 16>, 256> rows{};
    for (unsigned marks = 0; marks < rows.size(); ++marks) {
        std::size_t size = 0;
        for (std::uint8_t octet = 0; octet < 8; ++octet) {
            if ((marks >> octet & 1U) != 0) rows[marks][size++] = 8;
            rows[marks][size++] = octet;
        }
    }
    return rows;
}();

/// From [16 - n] on, the last n of sixteen octets in front, and zeros behind them.
inline constexpr auto kSlide = [] {
    std::array<std::uint8_t, 32> indices{};
    for (std::uint8_t i = 0; i < 32; ++i) indices[i] = i < 16 ? i : 0x80;
    return indices;
}();

#define WSDISSECT_WITH_SHUFFLES [[gnu::target("ssse3,popcnt")]]

inline __m128i load_block(const void* from) noexcept {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
}
inline __m128i load_row(const std::array<std::uint8_t, 16>& row) noexcept { return load_block(row.data()); }

/// The octets from `from` on, of which `octets` (1 to 15) belong to the text that ends there.
WSDISSECT_WITH_SHUFFLES inline __m128i load_last(const char* from, std::size_t octets,
                                                 std::size_t of_text) noexcept {
    if (of_text >= 16)
        return _mm_shuffle_epi8(load_block(from + octets - 16), load_block(kSlide.data() + 16 - octets));
    std::array<char, 16> padded{};
    std::copy_n(from, octets, padded.begin());
    return load_block(padded.data());
}

// Which octets of a block are what: bit n stands for octet n.
WSDISSECT_WITH_SHUFFLES inline unsigned special_in(__m128i block) noexcept {
    const __m128i half = _mm_set1_epi8(0x0F);
    const __m128i lower = _mm_shuffle_epi8(load_row(kSpecialClasses.by_lower), _mm_and_si128(block, half));
    const __m128i upper =
        _mm_shuffle_epi8(load_row(kSpecialClasses.by_upper), _mm_and_si128(_mm_srli_epi16(block, 4), half));
    const __m128i others = _mm_cmpeq_epi8(_mm_and_si128(lower, upper), _mm_setzero_si128());
    return static_cast<unsigned>(_mm_movemask_epi8(others)) ^ 0xFFFFU;
}
template <char... Prefixed>
[[nodiscard]] inline unsigned prefixed_in(__m128i block) noexcept {
    __m128i marks = _mm_setzero_si128();
    ((marks = _mm_or_si128(marks, _mm_cmpeq_epi8(block, _mm_set1_epi8(Prefixed)))), ...);
    return static_cast<unsigned>(_mm_movemask_epi8(marks));
}
[[nodiscard]] inline unsigned continuations_in(__m128i block) noexcept {
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmplt_epi8(block, _mm_set1_epi8(-0x40))));
}

/// Writes eight octets, a backslash before those marked; the ninth of `octets` is a backslash.
WSDISSECT_WITH_SHUFFLES inline void put_spread_half(char* at, __m128i octets, unsigned marks) noexcept {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(at), _mm_shuffle_epi8(octets, load_row(kSpreads[marks])));
}

/// Writes the block's octets, a backslash before those marked: up to 32 octets.
WSDISSECT_WITH_SHUFFLES inline void put_spread(char* at, __m128i block, unsigned marks) noexcept {
    const __m128i backslashes = _mm_set1_epi8('\\');
    const unsigned first_half = marks & 0xFF;
    put_spread_half(at, _mm_unpacklo_epi64(block, backslashes), first_half);
    put_spread_half(at + 8 + std::popcount(first_half), _mm_unpackhi_epi64(block, backslashes), marks >> 8);
}

/// What is on its way from a text to its escaped form.
struct Passage {
    char* at;
    const char* from;
    const char* end;   ///< Of the text.
    std::size_t most;  ///< Code points that may still be written.
};

/// Passes the first `octets` of the block, of which none is special.
template <char... Prefixed>
WSDISSECT_WITH_SHUFFLES inline void pass(Passage& passage, __m128i block, std::size_t octets) noexcept {
    const unsigned asked = (1U << octets) - 1;
    const unsigned prefixed = prefixed_in<Prefixed...>(block) & asked;
    // A backslash in text is rare, a quotation mark is not: that branch would be guessed wrong.
    if (sizeof...(Prefixed) == 1 && prefixed == 0) [[likely]]
        _mm_storeu_si128(reinterpret_cast<__m128i*>(passage.at), block);
    else
        put_spread(passage.at, block, prefixed);
    passage.at += octets + static_cast<unsigned>(std::popcount(prefixed));
    passage.from += octets;
    passage.most -= octets - static_cast<unsigned>(std::popcount(continuations_in(block) & asked));
}

/// Passes whole blocks up to the one with something special.
template <char... Prefixed>
WSDISSECT_WITH_SHUFFLES inline void pass_whole_blocks(Passage& passage) noexcept {
    while (passage.end - passage.from >= 16 && passage.most >= 16) {
        const __m128i block = load_block(passage.from);
        if (special_in(block) != 0) return;
        pass<Prefixed...>(passage, block, 16);
    }
}

/// `put_escaped_valid` where the processor has shuffles.
template <char... Prefixed, class PutSpecial>
WSDISSECT_WITH_SHUFFLES inline Written put_by_shuffles(char* at, std::string_view text, std::size_t most,
                                                       const PutSpecial& put_special) noexcept {
    Passage passage{at, text.data(), text.data() + text.size(), most};
    const auto written = [&] {
        return Written{passage.at, text.size() - static_cast<std::size_t>(passage.end - passage.from)};
    };
    while (true) {
        pass_whole_blocks<Prefixed...>(passage);
        if (passage.from == passage.end || passage.most == 0) break;
        const auto rest = static_cast<std::size_t>(passage.end - passage.from);
        const __m128i block =
            rest >= 16 ? load_block(passage.from) : load_last(passage.from, rest, text.size());
        // As many octets are no more code points.
        const std::size_t asked = std::min({rest, std::size_t{16}, passage.most});
        const auto plain = static_cast<unsigned>(std::countr_zero(special_in(block) | 1U << asked));
        pass<Prefixed...>(passage, block, plain);
        if (plain == asked) continue;
        const Written special = put_special(passage.at, std::string_view(passage.from, passage.end));
        if (special.octets == 0) return written();
        passage.at = special.end;
        passage.from += special.octets;
        --passage.most;
    }
    // Of the last code point there may be more.
    while (passage.from < passage.end && (static_cast<unsigned char>(*passage.from) & 0xC0U) == 0x80)
        *passage.at++ = *passage.from++;
    return written();
}

#undef WSDISSECT_WITH_SHUFFLES
#endif

/// `put_escaped` of text that is valid UTF-8. Where it is not, neither is what is written, nor is then
/// counted right what it was written for.
template <char... Prefixed, class PutSpecial>
[[nodiscard]] inline Written put_escaped_valid(char* at, std::string_view text, std::size_t most,
                                               const PutSpecial& put_special) noexcept {
#if defined(WSDISSECT_SHUFFLES)
    if (__builtin_cpu_supports("ssse3") && __builtin_cpu_supports("popcnt")) [[likely]]
        return put_by_shuffles<Prefixed...>(at, text, most, put_special);
#endif
    return put_escaped<Prefixed...>(at, text, most, put_special);
}

}  // namespace wsdissect
