#include "print/stats_spread.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace wsdissect::print;

TEST_CASE("print/stats_spread: least, mean and greatest of many") {
    Spread spread;
    CHECK(spread.count() == 0);
    for (const int nanoseconds : {7, 3, 0, 5}) spread.add(nanoseconds);
    CHECK(spread.count() == 4);
    CHECK(spread.min() == 0);
    CHECK(spread.mean() == 3);  // 3.75, cut
    CHECK(spread.max() == 7);
}

TEST_CASE("print/stats_spread: a negative duration is none") {
    Spread spread;
    spread.add(-1);
    CHECK(spread.count() == 0);
    spread.add(9);
    CHECK(spread.min() == 9);
    CHECK(spread.mean() == 9);
}

TEST_CASE("print/stats_spread: the sum does not overflow") {
    Spread spread;
    constexpr auto kLongest = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < 5; ++i) spread.add(kLongest);
    CHECK(spread.mean() == kLongest);
}
