#include "cli/numbers.hpp"

#include <charconv>
#include <limits>

namespace wsdissect::cli {

namespace {

constexpr std::string_view kUnits = "KMGT";
constexpr std::string_view kUnitsInLowerCase = "kmgt";

/// Which power of 1024 a unit stands for; 0 where it is none.
unsigned power_of(char unit) {
    for (const std::string_view units : {kUnits, kUnitsInLowerCase})
        if (const std::size_t index = units.find(unit); index != std::string_view::npos)
            return static_cast<unsigned>(index) + 1;
    return 0;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
    const unsigned power = text.empty() ? 0 : power_of(text.back());
    if (power > 0) text.remove_suffix(1);
    const auto number = parse_number(text);
    const unsigned shift = 10 * power;
    if (!number || *number > std::numeric_limits<std::uint64_t>::max() >> shift) return std::nullopt;
    return *number << shift;
}

}  // namespace wsdissect::cli
