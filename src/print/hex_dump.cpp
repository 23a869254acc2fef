#include "print/hex_dump.hpp"

#include <algorithm>
#include <bit>

#include "base/hex_digits.hpp"

namespace wsdissect::print {
namespace {

constexpr std::size_t kOctetsPerLine = 16;
constexpr std::size_t kTextColumn = 3 * kOctetsPerLine + 3;  ///< Behind the offset.

std::size_t offset_digits(std::size_t length) noexcept {
    return std::max<std::size_t>(4, (static_cast<std::size_t>(std::bit_width(length - 1)) + 3) / 4);
}

/// One line's octets, twice: as digits, and as text where they are printable ASCII.
struct Line {
    Bytes octets;
    [[nodiscard]] std::size_t most() const noexcept { return kTextColumn + kOctetsPerLine + kSpacesAtOnce; }
    [[nodiscard]] char* put(char* at) const noexcept {
        char* digits = at;
        for (const std::uint8_t octet : octets) {
            *digits = ' ';
            digits = put_hex(digits + 1, octet);
        }
        at = put_spaces_until(digits, at + kTextColumn);
        for (const std::uint8_t octet : octets) {
            const bool printable = octet >= 0x20 && octet < 0x7F;
            *at++ = printable ? static_cast<char>(octet) : '.';
        }
        return at;
    }
};

/// The last `digits` hexadecimal digits of `offset`.
struct Offset {
    std::size_t offset;
    std::size_t digits;
    [[nodiscard]] std::size_t most() const noexcept { return digits; }
    [[nodiscard]] char* put(char* at) const noexcept {
        for (std::size_t i = digits; i-- > 0;) *at++ = kHexDigits[offset >> (4 * i) & 0xF];
        return at;
    }
};

}  // namespace

void add_hex_dump(TextBuilder out, Bytes octets, std::size_t indent) {
    const std::size_t digits = octets.empty() ? 0 : offset_digits(octets.size());
    for (std::size_t offset = 0; offset < octets.size(); offset += kOctetsPerLine) {
        const Bytes line = octets.subspan(offset, std::min(kOctetsPerLine, octets.size() - offset));
        out.add(Spaces{indent}, Offset{offset, digits}, ' ', Line{line}, '\n');
    }
}

}  // namespace wsdissect::print
