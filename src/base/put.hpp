#pragma once
// Copying into room that the caller has made sure of. Copies are short and of many lengths: with a fixed
// number of moves they need neither a call nor a branch that the processor guesses wrong. Each `put`
// function writes at `at` and returns where the text then ends.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace wsdissect {

/// The eight octets from `from` on, the first as the lowest of the number; and back.
[[nodiscard]] inline std::uint64_t load_eight(const char* from) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}
inline void store_eight(char* at, std::uint64_t word) noexcept {
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    std::memcpy(at, &word, sizeof word);
}

template <std::size_t Octets>
inline void copy_octets(char* at, const char* from) noexcept {
    std::memcpy(at, from, Octets);
}

/// Copies 8 to 24 octets, in three moves that overlap.
inline void copy_8_to_24(char* at, const char* from, std::size_t octets) noexcept {
    const std::size_t second = std::min<std::size_t>(8, octets - 8);
    copy_octets<8>(at, from);
    copy_octets<8>(at + second, from + second);
    copy_octets<8>(at + octets - 8, from + octets - 8);
}

/// Copies text of another length than 8 to 24.
void copy_short_or_long(char* at, std::string_view text) noexcept;

[[nodiscard]] inline char* put_text(char* at, std::string_view text) noexcept {
    if (text.size() - 8 <= 16) [[likely]] {
        copy_8_to_24(at, text.data(), text.size());
    } else {
        copy_short_or_long(at, text);
    }
    return at + text.size();
}

}  // namespace wsdissect
