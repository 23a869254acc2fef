#include "print/decimal.hpp"

namespace wsdissect::print {

char* put_long_decimal(char* at, std::uint64_t value) noexcept {
    at = put_decimal(at, value / kEightDigits);
    store_eight(at, eight_digits(value % kEightDigits) | kZeros);
    return at + 8;
}

std::size_t digits_of(std::uint64_t value) noexcept {
    std::size_t more = 0;
    for (; value >= kEightDigits; value /= kEightDigits) more += 8;
    return more + 8 - leading_zeros(eight_digits(value));
}

}  // namespace wsdissect::print
