#pragma once
// Looking at many octets of a head at once. All reading is of octets that the text has.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace wsdissect::http {

/// Where `octet` first stands in `text`, from `from` on, which is within it; npos where it does not. For what
/// is most likely near: it is there before libc's memchr has got going, and a head needs thirty of these.
[[nodiscard]] inline std::size_t find_near(std::string_view text, char octet, std::size_t from) noexcept {
    using Sixteen [[gnu::vector_size(16)]] = char;
    for (; text.size() - from >= sizeof(Sixteen); from += sizeof(Sixteen)) {
        Sixteen octets;
        std::memcpy(&octets, text.data() + from, sizeof octets);
        const auto equal = octets == octet;  // all bits set where they are
        std::uint64_t half[2];
        std::memcpy(half, &equal, sizeof half);
        const auto first_in = [](std::uint64_t word) {
            const int bits =
                std::endian::native == std::endian::little ? std::countr_zero(word) : std::countl_zero(word);
            return static_cast<std::size_t>(bits) / 8;
        };
        if (half[0] != 0) return from + first_in(half[0]);
        if (half[1] != 0) return from + sizeof half[0] + first_in(half[1]);
    }
    return text.find(octet, from);
}

/// Eight octets of `text` from `at` on, which it has to have.
[[nodiscard]] inline std::uint64_t word_at(std::string_view text, std::size_t at) noexcept {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, sizeof word);
    return word;
}

[[nodiscard]] constexpr std::uint64_t eight_times(std::uint8_t octet) noexcept {
    return octet * 0x0101010101010101U;
}
inline constexpr std::uint64_t kHighestBits = eight_times(0x80);

/// Of eight octets, the highest bit of each that lies from `first` to `last`, both below 128. The highest
/// bits are kept out of the sums, so that no octet carries into the next.
[[nodiscard]] constexpr std::uint64_t in_range(std::uint64_t octets, std::uint8_t first,
                                               std::uint8_t last) noexcept {
    const std::uint64_t low = octets & ~kHighestBits;
    const std::uint64_t from_first = low + eight_times(static_cast<std::uint8_t>(0x80 - first));
    const std::uint64_t beyond_last = low + eight_times(static_cast<std::uint8_t>(0x7F - last));
    return from_first & ~beyond_last & ~octets & kHighestBits;
}

/// Eight octets with capital letters made small.
[[nodiscard]] constexpr std::uint64_t lower_eight(std::uint64_t octets) noexcept {
    return octets | in_range(octets, 'A', 'Z') >> 2;
}

}  // namespace wsdissect::http
