#include "print/stats_numbers.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace wsdissect::print;

TEST_CASE("print/stats_numbers: commas stand between groups of three digits") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(123456) == "123,456");
    CHECK(grouped(1234567) == "1,234,567");
    CHECK(grouped(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("print/stats_numbers: rates show what is not nothing") {
    CHECK(rate_text(0) == "0.0");
    CHECK(rate_text(0.0009) == "<0.001");
    CHECK(rate_text(0.001) == "0.001");
    CHECK(rate_text(2.5) == "2.500");
    CHECK(rate_text(10) == "10.0");
    CHECK(rate_text(1234.56) == "1,234.6");
}

TEST_CASE("print/stats_numbers: bit rates have the unit that suits them") {
    CHECK(bit_rate_text(0) == "0.0 bit/s");
    CHECK(bit_rate_text(999) == "999.0 bit/s");
    CHECK(bit_rate_text(1000) == "1.0 kbit/s");
    CHECK(bit_rate_text(193.1e6) == "193.1 Mbit/s");
    CHECK(bit_rate_text(40e9) == "40.0 Gbit/s");
    CHECK(bit_rate_text(5e15) == "5,000.0 Tbit/s");
}

TEST_CASE("print/stats_numbers: a share is nothing only of nothing and all only of all") {
    CHECK(share_text(0, 0).empty());
    CHECK(share_text(0, 5) == "0.0 %");
    CHECK(share_text(1, 1'000'000) == "<0.1 %");
    CHECK(share_text(1, 1000) == "0.1 %");
    CHECK(share_text(1, 3) == "33.3 %");
    CHECK(share_text(999'999, 1'000'000) == ">99.9 %");
    CHECK(share_text(7, 7) == "100.0 %");
}

TEST_CASE("print/stats_numbers: times are cut after the microseconds") {
    CHECK(milliseconds_text(0) == "0.000 ms");
    CHECK(milliseconds_text(1'340'531'999) == "1,340.531 ms");
    CHECK(seconds_text(4'047'999) == "0.004047 s");
    CHECK(seconds_text(86'400'000'000'000) == "86,400.000000 s");
    CHECK(seconds_text(-1'500'000) == "-0.001500 s");
    CHECK(seconds_text(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036.854775 s");
}

TEST_CASE("print/stats_numbers: a bar is never longer than its width nor without length") {
    CHECK(bar(0, 10, 30).empty());
    CHECK(bar(0, 0, 30).empty());
    CHECK(bar(1, 1'000'000, 30) == "#");
    CHECK(bar(5, 10, 30) == std::string(15, '#'));
    CHECK(bar(10, 10, 30) == std::string(30, '#'));
    CHECK(bar(~std::uint64_t{0}, ~std::uint64_t{0}, 30) == std::string(30, '#'));
}
