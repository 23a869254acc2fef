#include "print/decimal.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>

using namespace wsdissect::print;

namespace {

std::string decimal(std::uint64_t value) {
    std::array<char, kMostDigits> room{};
    return {room.data(), put_decimal(room.data(), value)};
}

std::string nine_digits(std::uint32_t value) {
    std::array<char, 9> room{};
    return {room.data(), put_nine_digits(room.data(), value)};
}

}  // namespace

TEST_CASE("print/decimal: all numbers of up to five digits") {
    for (std::uint64_t value = 0; value < 100'000; ++value) {
        const std::string expected = std::to_string(value);
        if (decimal(value) != expected || digits_of(value) != expected.size()) FAIL(value);
    }
}

TEST_CASE("print/decimal: numbers of any length") {
    std::minstd_rand random(1);
    for (std::uint64_t power = 1;; power *= 10) {
        for (const std::uint64_t value : {power - 1, power, power + 1, power * 3, power + random() % power}) {
            CHECK(decimal(value) == std::to_string(value));
            CHECK(digits_of(value) == std::to_string(value).size());
        }
        if (power == 10'000'000'000'000'000'000U) break;
    }
    CHECK(decimal(18446744073709551615U) == "18446744073709551615");
    CHECK(digits_of(18446744073709551615U) == 20);
}

TEST_CASE("print/decimal: every pair of digits in every place of eight") {
    for (std::uint64_t place = 1; place < kEightDigits; place *= 100) {
        for (std::uint64_t pair = 0; pair < 100; ++pair) {
            for (const std::uint64_t others : {std::uint64_t{0}, kEightDigits - 1}) {
                const std::uint64_t value = others - others / place % 100 * place + pair * place;
                CHECK(decimal(value) == std::to_string(value));
            }
        }
    }
}

TEST_CASE("print/decimal: nine digits with their zeros") {
    CHECK(nine_digits(0) == "000000000");
    CHECK(nine_digits(7) == "000000007");
    CHECK(nine_digits(100'000'000) == "100000000");
    CHECK(nine_digits(123'456'789) == "123456789");
    CHECK(nine_digits(999'999'999) == "999999999");
}
