#include "wsdissect/websocket/frame.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

namespace wsdissect::websocket {
namespace {

using Word = std::uint64_t;
constexpr std::size_t kWordOctets = sizeof(Word);

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
    // Octet i is combined with key[i mod 4] (RFC 6455 section 5.3): the key, turned to where the payload
    // starts and repeated, fits every word alike.
    std::array<std::uint8_t, kWordOctets> turned{};
    for (std::size_t i = 0; i < turned.size(); ++i) turned[i] = key[(position + i) % key.size()];
    Word word = 0;
    std::memcpy(&word, turned.data(), sizeof word);

    constexpr std::size_t kBlockWords = 8;
    constexpr std::size_t kBlockOctets = kBlockWords * kWordOctets;
    const std::span<std::uint8_t> result(out, payload.size());
    std::size_t done = 0;
    for (; payload.size() - done >= kBlockOctets; done += kBlockOctets)
        mask_words<kBlockWords>(&payload[done], word, &result[done]);
    for (; payload.size() - done >= kWordOctets; done += kWordOctets)
        mask_words<1>(&payload[done], word, &result[done]);
    for (; done < payload.size(); ++done)
        result[done] = static_cast<std::uint8_t>(payload[done] ^ turned[done % turned.size()]);
}

}  // namespace wsdissect::websocket
