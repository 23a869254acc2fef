#include "wsdissect/base/hex.hpp"

#include "base/hex_digits.hpp"

namespace wsdissect {

void append_hex(std::string& out, Bytes bytes) {
    const std::size_t at = out.size();
    out.resize(at + 2 * bytes.size());
    (void)put_hex(out.data() + at, bytes);
}

std::string to_hex(Bytes bytes) {
    std::string text;
    append_hex(text, bytes);
    return text;
}

}  // namespace wsdissect
