#include "print/utc_text.hpp"

#include <chrono>

#include "print/decimal.hpp"

namespace wsdissect::print {

void UtcText::format_second(std::int64_t second) {
    using namespace std::chrono;
    const sys_seconds time{seconds(second)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    // Nanoseconds in 64 bits reach from 1677 to 2262: a year has four digits.
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
    const auto in_year = static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
    const auto in_day =
        clock.hours().count() * 10'000 + clock.minutes().count() * 100 + clock.seconds().count();
    std::array<char, 8> d, t;  // YYYYMMDD, 00hhmmss
    store_eight(d.data(), eight_digits(year * 10'000 + in_year) | kZeros);
    store_eight(t.data(), eight_digits(static_cast<std::uint64_t>(in_day)) | kZeros);
    formatted_ = {d[0],       d[1], d[2], d[3], '-',  d[4], d[5], '-',  d[6], d[7],
                  separator_, t[2], t[3], ':',  t[4], t[5], ':',  t[6], t[7]};
    second_ = second;
}

}  // namespace wsdissect::print
