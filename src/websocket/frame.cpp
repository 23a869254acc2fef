#include "wsdissect/websocket/frame.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

namespace wsdissect::websocket {
namespace {

using Word = std::uint64_t;
constexpr std::size_t kWordOctets = sizeof(Word);
constexpr std::size_t kBlockWords = 8;
constexpr std::size_t kBlockOctets = kBlockWords * kWordOctets;

/// Octet i is combined with key[i mod 4] (RFC 6455 section 5.3): the key, turned to where the payload starts
/// and repeated, fits every word alike.
Word repeated(MaskingKey key, std::uint64_t position) noexcept {
    const auto number = std::bit_cast<std::uint32_t>(key);
    const int bits = static_cast<int>(8 * (position % key.size()));
    const bool first_is_lowest = std::endian::native == std::endian::little;
    const std::uint32_t turned = first_is_lowest ? std::rotr(number, bits) : std::rotl(number, bits);
    return turned * Word{0x1'0000'0001};
}

/// What a masked octet has where it is none of ASCII: another highest bit than its octet of the key.
constexpr Word kHighBits = 0x8080'8080'8080'8080;

template <std::size_t kWords>
Word differences(const std::uint8_t* in, Word key) noexcept {
    std::array<Word, kWords> words;
    std::memcpy(words.data(), in, sizeof words);
    Word all = 0;
    for (const Word word : words) all |= word ^ key;
    return all;
}

/// Masks words through a local copy, so that the compiler may use vector registers although `out` may be
/// where `in` is.
template <std::size_t kWords>
void mask_words(const std::uint8_t* in, Word key, std::uint8_t* out) noexcept {
    std::array<Word, kWords> words;
    std::memcpy(words.data(), in, sizeof words);
    for (Word& word : words) word ^= key;
    std::memcpy(out, words.data(), sizeof words);
}

}  // namespace

void apply_mask(Bytes payload, MaskingKey key, std::uint64_t position, std::uint8_t* out) noexcept {
    const Word word = repeated(key, position);
    const std::span<std::uint8_t> result(out, payload.size());
    std::size_t done = 0;
    for (; payload.size() - done >= kBlockOctets; done += kBlockOctets)
        mask_words<kBlockWords>(&payload[done], word, &result[done]);
    for (; payload.size() - done >= kWordOctets; done += kWordOctets)
        mask_words<1>(&payload[done], word, &result[done]);
    const auto key_octets = std::bit_cast<std::array<std::uint8_t, kWordOctets>>(word);
    for (std::size_t i = 0; done < payload.size(); ++done, ++i)
        result[done] = static_cast<std::uint8_t>(payload[done] ^ key_octets[i]);
}

bool unmasks_to_ascii(Bytes payload, MaskingKey key) noexcept {
    const Word word = repeated(key, 0);
    for (; payload.size() >= kBlockOctets; payload = payload.subspan(kBlockOctets))
        if ((differences<kBlockWords>(payload.data(), word) & kHighBits) != 0) return false;
    Word rest = 0;
    for (; payload.size() >= kWordOctets; payload = payload.subspan(kWordOctets))
        rest |= differences<1>(payload.data(), word);
    const auto key_octets = std::bit_cast<std::array<std::uint8_t, kWordOctets>>(word);
    for (std::size_t i = 0; i < payload.size(); ++i) rest |= Word{payload[i]} ^ key_octets[i];
    return (rest & kHighBits) == 0;
}

}  // namespace wsdissect::websocket
