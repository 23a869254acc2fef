#include "cli/numbers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace wsdissect::cli {
namespace {

struct Case {
    std::string_view text;
    std::optional<std::uint64_t> value;
};

TEST_CASE("cli/numbers: a number is decimal digits and nothing else") {
    const Case cases[] = {
        {"0", 0},
        {"17", 17},
        {"18446744073709551615", ~std::uint64_t{0}},
        {"18446744073709551616", {}},
        {"", {}},
        {"-1", {}},
        {"+1", {}},
        {" 1", {}},
        {"1 ", {}},
        {"0x1", {}},
        {"1.5", {}},
        {"1K", {}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(parse_number(c.text) == c.value);
    }
}

TEST_CASE("cli/numbers: bytes take K, M, G and T for powers of 1024") {
    const Case cases[] = {
        {"512", 512},
        {"1K", 1024},
        {"1k", 1024},
        {"64M", 67108864},
        {"2G", 2147483648},
        {"1t", 1099511627776},
        {"16777215T", 16777215 * (std::uint64_t{1} << 40)},
        {"16777216T", {}},
        {"K", {}},
        {"", {}},
        {"1KB", {}},
        {"1P", {}},
        {"1.5M", {}},
        {"-1K", {}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(parse_bytes(c.text) == c.value);
    }
}

}  // namespace
}  // namespace wsdissect::cli
