#include "wsdissect/base/hex.hpp"

#include <cstddef>
#include <string_view>

namespace wsdissect {

void append_hex(std::string& out, Bytes bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::size_t at = out.size();
    out.resize(at + 2 * bytes.size());
    for (const std::uint8_t octet : bytes) {
        out[at++] = kDigits[octet >> 4];
        out[at++] = kDigits[octet & 0xF];
    }
}

std::string to_hex(Bytes bytes) {
    std::string text;
    append_hex(text, bytes);
    return text;
}

}  // namespace wsdissect
