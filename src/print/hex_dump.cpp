#include "print/hex_dump.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace wsdissect::print {
namespace {

constexpr std::size_t kOctetsPerLine = 16;
constexpr std::string_view kHexDigits = "0123456789abcdef";

std::size_t offset_digits(std::size_t length) noexcept {
    return std::max<std::size_t>(4, (static_cast<std::size_t>(std::bit_width(length - 1)) + 3) / 4);
}

void add_offset(TextBuilder& out, std::size_t offset, std::size_t digits) {
    while (digits-- > 0) out.add(kHexDigits[offset >> (4 * digits) & 0xF]);
}

void add_line(TextBuilder& out, Bytes octets) {
    for (const std::uint8_t octet : octets) out.add(' ', kHexDigits[octet >> 4], kHexDigits[octet & 0xF]);
    out.add_spaces(3 * (kOctetsPerLine - octets.size()) + 3);
    for (const std::uint8_t octet : octets) {
        const bool printable = octet >= 0x20 && octet < 0x7F;
        out.add(printable ? static_cast<char>(octet) : '.');
    }
    out.add('\n');
}

}  // namespace

void add_hex_dump(TextBuilder& out, Bytes octets, std::size_t indent) {
    const std::size_t digits = octets.empty() ? 0 : offset_digits(octets.size());
    for (std::size_t offset = 0; offset < octets.size(); offset += kOctetsPerLine) {
        out.add_spaces(indent);
        add_offset(out, offset, digits);
        out.add(' ');
        add_line(out, octets.subspan(offset, std::min(kOctetsPerLine, octets.size() - offset)));
    }
}

}  // namespace wsdissect::print
