#include "print/pieces.hpp"

#include "wsdissect/base/time.hpp"

namespace wsdissect::print {
namespace {

constexpr auto kSecond = static_cast<std::uint64_t>(kNanosecondsPerSecond);

char* put_negative(char* at, std::uint64_t whole, unsigned width) noexcept {
    for (std::size_t columns = digits_of(whole) + 1; columns < width; ++columns) *at++ = ' ';
    *at = '-';
    return put_decimal(at + 1, whole);
}

}  // namespace

char* Seconds::put(char* at) const noexcept {
    const bool negative = nanoseconds < 0;
    const auto bits = static_cast<std::uint64_t>(nanoseconds);
    const std::uint64_t magnitude = negative ? 0 - bits : bits;
    const std::uint64_t whole = magnitude / kSecond;
    const Decimals decimals{static_cast<std::uint32_t>(magnitude % kSecond), digits};
    return decimals.put(negative ? put_negative(at, whole, width) : put_decimal_right(at, whole, width));
}

}  // namespace wsdissect::print
