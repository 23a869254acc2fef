#include "print/utc_text.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "print/text_builder.hpp"

using namespace wsdissect;
using namespace wsdissect::print;

TEST_CASE("print/utc_text: times are dates in UTC, also before 1970") {
    const struct {
        std::int64_t nanoseconds;
        std::size_t digits;
        std::string_view text;
    } cases[] = {
        {1'749'801'600'000'731'000, 6, "2025-06-13 08:00:00.000731"},
        {1'749'801'600'999'999'999, 9, "2025-06-13 08:00:00.999999999"},
        {1'749'801'600'999'999'999, 3, "2025-06-13 08:00:00.999"},
        {1'749'801'600'999'999'999, 0, "2025-06-13 08:00:00"},
        {1'749'801'601'000'000'000, 1, "2025-06-13 08:00:01.0"},
        {0, 6, "1970-01-01 00:00:00.000000"},
        {-1, 9, "1969-12-31 23:59:59.999999999"},
        {-1'000'000'000, 2, "1969-12-31 23:59:59.00"},
        {951'782'400'000'000'000, 0, "2000-02-29 00:00:00"},
        {std::numeric_limits<std::int64_t>::max(), 9, "2262-04-11 23:47:16.854775807"},
        {std::numeric_limits<std::int64_t>::min(), 9, "1677-09-21 00:12:43.145224192"},
    };
    UtcText utc(' ');  // One for all: what is kept of the last second must not show.
    for (const auto& c : cases) {
        TextBuffer out;
        TextBuilder text(out);
        text.add(utc.at({c.nanoseconds}, c.digits));
        CHECK(out.text() == c.text);
    }
}
