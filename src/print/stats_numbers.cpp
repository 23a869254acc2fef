#include "print/stats_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "wsdissect/base/time.hpp"

namespace wsdissect::print {
namespace {

/// Puts commas between the digits before the point.
std::string with_commas(std::string digits) {
    std::size_t end = std::min(digits.find('.'), digits.size());
    const std::size_t begin = digits.starts_with('-') ? 1 : 0;
    for (; end > begin + 3; end -= 3) digits.insert(end - 3, 1, ',');
    return digits;
}

/// `nanoseconds` in a unit of `unit` nanoseconds, a power of ten.
std::string with_microseconds(std::int64_t nanoseconds, std::int64_t unit, int decimals) {
    const std::string_view sign = nanoseconds < 0 ? "-" : "";
    const std::int64_t whole = nanoseconds / unit;
    const std::int64_t rest = nanoseconds % unit / 1000;
    return with_commas(fmt::format("{}{}.{:0{}}", sign, std::abs(whole), std::abs(rest), decimals));
}

}  // namespace

std::string grouped(std::uint64_t number) { return with_commas(std::to_string(number)); }

std::string rate_text(double rate) {
    constexpr double kLeast = 0.001;
    if (rate > 0 && rate < kLeast) return "<0.001";
    return with_commas(fmt::format("{:.{}f}", rate, rate < 10 && rate > 0 ? 3 : 1));
}

std::string bit_rate_text(double bits_per_second) {
    constexpr std::array<std::string_view, 5> kUnits = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
    std::size_t unit = 0;
    for (; unit + 1 < kUnits.size() && bits_per_second >= 1000; ++unit) bits_per_second /= 1000;
    return with_commas(fmt::format("{:.1f}", bits_per_second)) + " " + std::string(kUnits[unit]);
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return {};
    const double percent = 100 * static_cast<double>(part) / static_cast<double>(whole);
    if (part > 0 && percent < 0.1) return "<0.1 %";
    if (part < whole && percent > 99.9) return ">99.9 %";
    return fmt::format("{:.1f} %", percent);
}

std::string milliseconds_text(std::int64_t nanoseconds) {
    return with_microseconds(nanoseconds, kNanosecondsPerMillisecond, 3) + " ms";
}

std::string seconds_text(std::int64_t nanoseconds) {
    return with_microseconds(nanoseconds, kNanosecondsPerSecond, 6) + " s";
}

std::string bar(std::uint64_t part, std::uint64_t most, std::size_t width) {
    if (part == 0 || most == 0) return {};
    const double length = static_cast<double>(part) / static_cast<double>(most) * static_cast<double>(width);
    return std::string(std::clamp<std::size_t>(static_cast<std::size_t>(length), 1, width), '#');
}

}  // namespace wsdissect::print
