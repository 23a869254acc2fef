#include "codec/huffman_code.hpp"

#include <cstddef>

namespace wsdissect::codec {

bool HuffmanCode::build(std::span<const std::uint8_t> lengths) noexcept {
    count_ = {};
    for (const std::uint8_t length : lengths) ++count_[length];
    int left = 1;  // codes of the present length that are still to be had
    unsigned codes = 0;
    for (unsigned length = 1; length <= kMaxLength; ++length) {
        left = left * 2 - count_[length];
        if (left < 0) return false;
        codes += count_[length];
    }
    const bool is_incomplete = left > 0 && codes > 0;
    if (is_incomplete && !(codes == 1 && count_[1] == 1)) return false;
    fill_table(lengths);
    return true;
}

void HuffmanCode::fill_table(std::span<const std::uint8_t> lengths) noexcept {
    std::array<std::uint16_t, kMaxLength + 2> place{};
    std::array<std::uint16_t, kMaxLength + 2> next_code{};
    count_[0] = 0;
    for (unsigned length = 1; length <= kMaxLength; ++length) {
        place[length + 1] = static_cast<std::uint16_t>(place[length] + count_[length]);
        next_code[length + 1] = static_cast<std::uint16_t>((next_code[length] + count_[length]) << 1);
    }
    table_ = {};
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        const unsigned length = lengths[symbol];
        if (length == 0) continue;
        symbols_[place[length]++] = static_cast<std::uint16_t>(symbol);
        const unsigned code = next_code[length]++;
        if (length > kFast) continue;
        unsigned reversed = 0;  // codes come with their highest bit first
        for (unsigned bit = 0; bit < length; ++bit) reversed |= (code >> bit & 1U) << (length - 1 - bit);
        for (unsigned i = reversed; i < table_.size(); i += 1U << length)
            table_[i] = {static_cast<std::uint16_t>(symbol), static_cast<std::uint8_t>(length)};
    }
}

/// Bit by bit: among the codes of each length, in the order of their values, lies the one wanted, or none.
unsigned HuffmanCode::take_slowly(BitReader& bits) const noexcept {
    const unsigned ahead = bits.peek(kMaxLength);
    unsigned code = 0, first = 0, place = 0;
    for (unsigned length = 1; length <= kMaxLength; ++length) {
        code |= ahead >> (length - 1) & 1U;
        if (code < first + count_[length]) {
            bits.drop(length);
            return symbols_[place + code - first];
        }
        place += count_[length];
        first = (first + count_[length]) << 1;
        code <<= 1;
    }
    bits.drop(kMaxLength);  // So that it shows whether the end cut what may be a code.
    return kNone;
}

}  // namespace wsdissect::codec
