#pragma once
// A number that stands for octets where they are remembered only to be recognised.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect {

inline constexpr std::uint64_t kFingerprintStart = 0xCBF29CE484222325;

/// Goes on from what came before. Two inputs that share it by chance are next to impossible; who makes some
/// that share it on purpose spoils what is told of his own connection.
[[nodiscard]] inline std::uint64_t fingerprint_of(Bytes octets,
                                                  std::uint64_t before = kFingerprintStart) noexcept {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    std::uint64_t hash = before;
    const auto mix_in = [&hash](std::uint64_t word) {
        // A product's highest bits depend on all of the word's, its lowest ones on few: they change places.
        const std::uint64_t scattered = std::rotl(word * 0x9E3779B97F4A7C15, 31) * 0xC2B2AE3D27D4EB4F;
        hash = std::rotl(hash ^ scattered, 27) * 0x9E3779B97F4A7C15;
        hash ^= hash >> 32;
    };
    const auto word_of = [](const std::uint8_t* from, std::size_t size) {
        std::uint64_t word = 0;
        std::memcpy(&word, from, size);
        return word;
    };
    mix_in(octets.size());  // else zeros at the end would not count
    if (octets.size() < kWord) {
        if (!octets.empty()) mix_in(word_of(octets.data(), octets.size()));
        return hash;
    }
    const std::size_t last = octets.size() - kWord;
    for (std::size_t at = 0; at < last; at += kWord) mix_in(word_of(octets.data() + at, kWord));
    mix_in(word_of(octets.data() + last, kWord));  // it may overlap the one before
    return hash;
}

}  // namespace wsdissect
