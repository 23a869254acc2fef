#pragma once
// The codes that DEFLATE blocks are written in.

#include <array>
#include <cstdint>
#include <span>

#include "codec/bit_reader.hpp"

namespace wsdissect::codec {

/// A Huffman code (RFC 1951 section 3.2.2): symbols in the order of their codes, and how many there are of
/// each length. Codes up to kFast bits are looked up.
class HuffmanCode {
  public:
    static constexpr unsigned kNone = ~0U;
    static constexpr unsigned kMaxLength = 15;  ///< Bits of a code.

    /// `lengths`: of each symbol's code, 0 for those that do not occur. False where these are too many codes,
    /// or too few; but a single code of one bit is allowed, and so is none.
    [[nodiscard]] bool build(std::span<const std::uint8_t> lengths) noexcept;
    /// The next symbol; kNone where the bits are no code.
    [[nodiscard]] unsigned take(BitReader& bits) const noexcept {
        const Entry entry = table_[bits.peek(kFast)];
        if (entry.length == 0) return take_slowly(bits);
        bits.drop(entry.length);
        return entry.symbol;
    }

  private:
    static constexpr unsigned kFast = 9;
    struct Entry {
        std::uint16_t symbol = 0;
        std::uint8_t length = 0;  ///< 0: a longer code, or none.
    };

    void fill_table(std::span<const std::uint8_t> lengths) noexcept;
    [[nodiscard]] unsigned take_slowly(BitReader& bits) const noexcept;

    std::array<std::uint16_t, kMaxLength + 1> count_{};
    std::array<std::uint16_t, 288> symbols_{};
    std::array<Entry, 1U << kFast> table_{};
};

}  // namespace wsdissect::codec
