#include "base/put.hpp"

namespace wsdissect {

void copy_short_or_long(char* at, std::string_view text) noexcept {
    const std::size_t size = text.size();
    const char* const from = text.data();
    if (size >= 16) {
        std::memcpy(at, from, size);
    } else if (size >= 4) {
        copy_octets<4>(at, from);
        copy_octets<4>(at + size - 4, from + size - 4);
    } else if (size > 0) {
        at[0] = from[0];
        at[size / 2] = from[size / 2];
        at[size - 1] = from[size - 1];
    }
}

}  // namespace wsdissect
