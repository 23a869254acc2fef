#pragma once
// Escaping at the speed of copying: most text is plain, so up to 64 octets at a time are copied as they are
// while those are marked that are not. Only at the marks one looks closer.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/put.hpp"

namespace wsdissect {

/// Which of the eight octets of `word`, the lowest first, are not plain: bit n stands for octet n. Plain is
/// printable ASCII, 0x20 to 0x7e, but none of `Stops`.
template <char... Stops>
[[nodiscard]] inline std::uint64_t marks_of_eight(std::uint64_t word) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t low_bits = 0x7F * ones;
    // The highest bit of each octet says whether its lower bits are at least `limit`. No octet carries into
    // the next one.
    const auto at_least = [](std::uint64_t octets, std::uint64_t limit) {
        return (octets & low_bits) + (0x80 - limit) * ones;
    };
    const auto differs = [&](char stop) {
        const std::uint64_t difference = word ^ (static_cast<unsigned char>(stop) * ones);
        return at_least(difference, 1) | difference;
    };
    std::uint64_t plain = ~word & at_least(word, 0x20) & differs('\x7f');
    ((plain &= differs(Stops)), ...);
    const std::uint64_t marks = (~plain >> 7) & ones;
    return marks * 0x0102040810204080 >> 56;  // gathers the octets' lowest bits
}

/// The same of the sixteen octets from `from` on.
template <char... Stops>
[[nodiscard]] inline std::uint64_t marks_of_sixteen(const char* from) noexcept {
#if defined(__SSE2__)
    const __m128i octets = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const auto equal = [&](char stop) { return _mm_cmpeq_epi8(octets, _mm_set1_epi8(stop)); };
    const auto either = [](auto... marks) {
        __m128i all = _mm_setzero_si128();
        ((all = _mm_or_si128(all, marks)), ...);
        return all;
    };
    // Taken as signed, those from 0x80 on are below 0x20 too.
    const __m128i marks = either(_mm_cmplt_epi8(octets, _mm_set1_epi8(0x20)), equal('\x7f'), equal(Stops)...);
    return static_cast<std::uint64_t>(_mm_movemask_epi8(marks));
#else
    return marks_of_eight<Stops...>(load_eight(from)) | marks_of_eight<Stops...>(load_eight(from + 8)) << 8;
#endif
}

inline constexpr std::size_t kMostInBlock = 64;

/// Copies the front of `text`, of which `octets`, 1 to 64, are to be looked at, and returns their marks. Up
/// to eight octets are written where it is shorter.
template <char... Stops>
[[nodiscard]] inline std::uint64_t copy_and_mark(char* at, const char* from, std::size_t octets) noexcept {
    if (octets >= 16) [[likely]] {
        // Four steps whatever the length: they overlap where it is shorter.
        const std::size_t last = octets - 16;
        std::uint64_t marks = 0;
        for (const std::size_t step : {std::size_t{0}, std::size_t{16}, std::size_t{32}, last}) {
            const std::size_t offset = std::min(step, last);
            marks |= marks_of_sixteen<Stops...>(from + offset) << offset;
            copy_octets<16>(at + offset, from + offset);
        }
        return marks;
    }
    if (octets >= 8) {
        const std::size_t last = octets - 8;
        const std::uint64_t front = load_eight(from);
        const std::uint64_t back = load_eight(from + last);
        store_eight(at, front);
        store_eight(at + last, back);
        return marks_of_eight<Stops...>(front) | marks_of_eight<Stops...>(back) << last;
    }
    std::uint64_t word = 0;
    for (std::size_t i = octets; i-- > 0;) word = word << 8 | static_cast<unsigned char>(from[i]);
    store_eight(at, word);
    return marks_of_eight<Stops...>(word) & ((std::uint64_t{1} << octets) - 1);
}

/// Copies a run of `octets` that stands somewhere before `end`; may write up to 15 more.
[[nodiscard]] inline char* put_run(char* at, const char* from, std::size_t octets, const char* end) noexcept {
    if (octets <= 16 && end - from >= 16) [[likely]] {
        copy_octets<16>(at, from);
        return at + octets;
    }
    return put_text(at, {from, octets});
}

/// What was written for the octets at the front of a text.
struct Written {
    char* end;
    std::size_t octets;  ///< 0 ends the text here.
};
/// Octets that `put_escaped` may write for each octet of text, and as many more as kBeyond in all.
inline constexpr std::size_t kMostForOctet = 6;
inline constexpr std::size_t kBeyond = 32;

/// Octets of the next block: none leaves less than sixteen octets to the one after it, unless it has to.
[[nodiscard]] constexpr std::size_t block_of(std::size_t octets) noexcept {
    if (octets <= kMostInBlock) return octets;
    return octets < kMostInBlock + 16 ? kMostInBlock - 16 : kMostInBlock;
}

/// Writes `text`, but at most `most` code points of it: plain octets as they are, and those of `Prefixed`
/// behind a backslash. `put_special(at, rest)` writes what else is at the front of `rest`, a code point or an
/// octet that is not part of one.
template <char... Prefixed, class PutSpecial>
[[nodiscard]] inline Written put_escaped(char* at, std::string_view text, std::size_t most,
                                         const PutSpecial& put_special) noexcept {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const char* from = begin;
    while (from < end && most > 0) {
        const std::size_t whole = block_of(static_cast<std::size_t>(end - from));
        const std::size_t block = std::min(whole, most);
        std::uint64_t marks = copy_and_mark<Prefixed..., '\\'>(at, from, whole);
        if (block < kMostInBlock) marks &= (std::uint64_t{1} << block) - 1;
        const auto next_mark = [&] {
            return std::min(static_cast<std::size_t>(std::countr_zero(marks)), block);
        };
        std::size_t done = next_mark();
        std::size_t continuations = 0;  // Octets that are no code point of their own.
        at += done;                     // They are copied already.
        while (marks != 0) {
            if (((from[done] == Prefixed) || ...)) {
                *at++ = '\\';  // What it stands before begins the next run.
                marks &= marks - 1;
            } else {
                const Written special = put_special(at, std::string_view(from + done, end));
                if (special.octets == 0) return {at, static_cast<std::size_t>(from + done - begin)};
                at = special.end;
                done += special.octets;
                continuations += special.octets - 1;
                marks = done < kMostInBlock ? marks & (~std::uint64_t{0} << done) : 0;
            }
            if (const std::size_t next = next_mark(); next > done) {
                at = put_run(at, from + done, next - done, end);
                done = next;
            }
        }
        from += done;
        most -= done - continuations;
    }
    return {at, static_cast<std::size_t>(from - begin)};
}

}  // namespace wsdissect
