#include "print/decimal.hpp"

namespace wsdissect::print {

char* put_long_decimal(char* at, std::uint64_t value) noexcept {
    at = put_decimal(at, value / kEightDigits);
    store_eight(at, eight_digits(value % kEightDigits) | kZeros);
    return at + 8;
}

}  // namespace wsdissect::print
