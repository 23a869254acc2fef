#include "print/json_runs.hpp"

#if defined(__x86_64__)
#include <tmmintrin.h>
#endif

#include <array>
#include <bit>
#include <cstdint>

#include "base/escaping.hpp"

namespace wsdissect::print {

#if defined(__x86_64__)
namespace {

constexpr bool is_prefixed(std::uint8_t octet) noexcept { return octet == '"' || octet == '\\'; }

/// Whether an octet of valid UTF-8 has to be looked at together with those behind it.
constexpr bool needs_a_look(std::uint8_t octet) noexcept {
    if (octet < 0x80) return octet < 0x20 || octet == 0x7F;
    if (octet < 0xC0) return false;
    for (unsigned second = 0x80; second < 0xC0; ++second)
        if (!begins_safe(octet, static_cast<std::uint8_t>(second))) return true;
    return false;
}

/// Octets are told apart by their two halves: a bit stands for one kind of octets, and is set in both rows
/// for those alone.
struct Kinds {
    alignas(16) std::array<std::uint8_t, 16> low{};   ///< By the lower four bits.
    alignas(16) std::array<std::uint8_t, 16> high{};  ///< By the upper four.
    std::uint8_t prefixed = 0;                        ///< The kinds of what is prefixed.
};

constexpr Kinds kKinds = [] {
    Kinds kinds;
    unsigned kind = 1;
    for (unsigned high = 0; high < 16; ++high) {
        bool any = false;
        for (unsigned low = 0; low < 16; ++low) {
            const auto octet = static_cast<std::uint8_t>(high << 4 | low);
            if (!is_prefixed(octet) && !needs_a_look(octet)) continue;
            any = true;
            kinds.low[low] |= static_cast<std::uint8_t>(kind);
            if (is_prefixed(octet)) kinds.prefixed |= static_cast<std::uint8_t>(kind);
        }
        if (!any) continue;
        kinds.high[high] = static_cast<std::uint8_t>(kind);
        if (high != 0) kind <<= 1;  // All control characters, in two rows, are of one kind.
    }
    return kinds;
}();

constexpr bool kinds_are_right() noexcept {
    for (unsigned octet = 0; octet < 256; ++octet) {
        const unsigned kind = kKinds.low[octet & 0xF] & kKinds.high[octet >> 4];
        const auto value = static_cast<std::uint8_t>(octet);
        if (((kind & kKinds.prefixed) != 0) != is_prefixed(value)) return false;
        if (((kind & ~unsigned{kKinds.prefixed}) != 0) != needs_a_look(value)) return false;
    }
    return true;
}
static_assert(kinds_are_right());

/// For each choice of eight octets, where what is written comes from: octet 8 is a backslash.
struct Spreads {
    alignas(16) std::array<std::array<std::uint8_t, 16>, 256> from{};
    std::array<std::uint8_t, 256> prefixes{};
};
constexpr Spreads kSpreads = [] {
    Spreads spreads;
    for (unsigned choice = 0; choice < 256; ++choice) {
        std::size_t at = 0;
        for (unsigned octet = 0; octet < 8; ++octet) {
            if ((choice >> octet & 1) != 0) spreads.from[choice][at++] = 8;
            spreads.from[choice][at++] = static_cast<std::uint8_t>(octet);
        }
        spreads.prefixes[choice] = static_cast<std::uint8_t>(at - 8);
    }
    return spreads;
}();

[[gnu::target("ssse3")]] inline __m128i row(const std::array<std::uint8_t, 16>& octets) noexcept {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(octets.data()));
}

/// Which octets are of `kinds`.
[[gnu::target("ssse3")]] inline unsigned marks_of(__m128i kind, std::uint8_t kinds) noexcept {
    const __m128i those = _mm_and_si128(kind, _mm_set1_epi8(static_cast<char>(kinds)));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(those, _mm_setzero_si128()))) ^ 0xFFFFU;
}

/// Writes eight octets, the lower half of `octets_and_backslash`, with prefixes as `prefixed` says; the text
/// goes on behind the first `octets` of them.
[[gnu::target("ssse3")]] inline char* put_eight(char* at, __m128i octets_and_backslash, unsigned prefixed,
                                                unsigned octets) noexcept {
    const __m128i spread = _mm_shuffle_epi8(octets_and_backslash, row(kSpreads.from[prefixed & 0xFF]));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(at), spread);
    return at + octets + kSpreads.prefixes[prefixed & ((1U << octets) - 1)];
}

const bool kHasShuffles = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("ssse3") != 0;
}();

}  // namespace

bool has_json_runs() noexcept { return kHasShuffles; }

[[gnu::target("ssse3")]] Written put_json_runs(char* at, std::string_view text) noexcept {
    const __m128i half = _mm_set1_epi8(0x0F), backslashes = _mm_set1_epi8('\\');
    const __m128i low_kinds = row(kKinds.low), high_kinds = row(kKinds.high);
    std::size_t done = 0;
    for (; text.size() - done >= kJsonRun; done += kJsonRun) {
        const __m128i octets = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + done));
        const __m128i low = _mm_and_si128(octets, half);
        const __m128i high = _mm_and_si128(_mm_srli_epi16(octets, 4), half);
        const __m128i kind = _mm_and_si128(_mm_shuffle_epi8(low_kinds, low),  //
                                           _mm_shuffle_epi8(high_kinds, high));
        const unsigned prefixed = marks_of(kind, kKinds.prefixed);
        const unsigned looks = marks_of(kind, static_cast<std::uint8_t>(~kKinds.prefixed));
        const unsigned plain = looks == 0 ? 16 : static_cast<unsigned>(std::countr_zero(looks));
        at = put_eight(at, _mm_unpacklo_epi64(octets, backslashes), prefixed, std::min(plain, 8U));
        if (plain > 8) at = put_eight(at, _mm_unpackhi_epi64(octets, backslashes), prefixed >> 8, plain - 8);
        if (plain < 16) return {at, done + plain};
    }
    return {at, done};
}
#else
bool has_json_runs() noexcept { return false; }
Written put_json_runs(char* at, std::string_view) noexcept { return {at, 0}; }
#endif

}  // namespace wsdissect::print
