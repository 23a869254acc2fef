#include "print/utc_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace wsdissect::print {

void UtcText::format_second(std::int64_t second) {
    using namespace std::chrono;
    const sys_seconds time{seconds(second)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    // Nanoseconds in 64 bits reach from 1677 to 2262: a year has four digits.
    fmt::format_to_n(formatted_.data(), formatted_.size(), "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), separator_, clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
    second_ = second;
}

}  // namespace wsdissect::print
