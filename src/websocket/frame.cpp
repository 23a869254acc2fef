#include "wsdissect/websocket/frame.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace wsdissect::websocket {
namespace {

using Word = std::uint64_t;
constexpr std::size_t kWordOctets = sizeof(Word);
constexpr std::size_t kBlockWords = 4;
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

/// So many words, masked.
template <std::size_t kWords>
std::array<Word, kWords> masked(const std::uint8_t* in, Word key) noexcept {
    std::array<Word, kWords> words;
    std::memcpy(words.data(), in, sizeof words);
    for (Word& word : words) word ^= key;
    return words;
}

/// Masks `size` octets, no less than these words take. The last words overlap those before: a payload's
/// length is chance, and each loop over what is left would be one more branch that goes where no one expects.
/// They are read before anything is written, for `out` may be where `in` is.
template <std::size_t kWords>
void mask_overlapping(const std::uint8_t* in, std::size_t size, MaskingKey key, std::uint64_t position,
                      std::uint8_t* out) noexcept {
    constexpr std::size_t kOctets = kWords * kWordOctets;
    const std::size_t last = size - kOctets;
    const auto end = masked<kWords>(in + last, repeated(key, position + last));
    const Word word = repeated(key, position);
    for (std::size_t done = 0; done < last; done += kOctets) {
        const auto words = masked<kWords>(in + done, word);
        std::memcpy(out + done, words.data(), kOctets);
    }
    std::memcpy(out + last, end.data(), kOctets);
}

}  // namespace

void apply_mask(Bytes payload, MaskingKey key, std::uint64_t position, std::uint8_t* out) noexcept {
    const std::size_t size = payload.size();
    if (size >= kBlockOctets) {
        mask_overlapping<kBlockWords>(payload.data(), size, key, position, out);
    } else if (size >= kWordOctets) {
        mask_overlapping<1>(payload.data(), size, key, position, out);
    } else {
        for (std::size_t i = 0; i < size; ++i)
            out[i] = static_cast<std::uint8_t>(payload[i] ^ key[(position + i) % key.size()]);
    }
}

}  // namespace wsdissect::websocket
