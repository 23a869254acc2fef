#pragma once
// Finds runs of plain characters eight octets at a time: what escaping can copy as it is.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace wsdissect {

/// The eight octets at `position` of `text`, which has them, the first as the lowest of the number.
[[nodiscard]] inline std::uint64_t load_eight(std::string_view text, std::size_t position) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + position, sizeof word);
    return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

/// How many octets from `word`'s lowest on (0 to 8) are printable ASCII, 0x20 to 0x7e, and none of `Stops`.
template <char... Stops>
[[nodiscard]] inline std::size_t plain_octets(std::uint64_t word) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    // Marks each octet below `limit`. A borrow can mark an octet wrongly, but only above a rightly marked
    // one.
    const auto below = [](std::uint64_t octets, std::uint64_t limit) {
        return (octets - ones * limit) & ~octets;
    };
    const auto equal = [&](char stop) { return below(word ^ (ones * static_cast<unsigned char>(stop)), 1); };
    const std::uint64_t not_printable = word | below(word, 0x20) | equal('\x7f');
    const std::uint64_t marks = (not_printable | ... | equal(Stops)) & high_bits;
    return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

/// How many octets at the front of `text` are printable ASCII and none of `Stops`.
template <char... Stops>
[[nodiscard]] inline std::size_t ascii_run(std::string_view text) noexcept {
    std::size_t run = 0;
    for (; text.size() - run >= 8; run += 8) {
        const std::size_t plain = plain_octets<Stops...>(load_eight(text, run));
        if (plain < 8) return run + plain;
    }
    const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7f && ((c != Stops) && ...); };
    while (run < text.size() && is_plain(text[run])) ++run;
    return run;
}

}  // namespace wsdissect
