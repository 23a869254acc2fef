#pragma once
// Numbers as the tables of `stats` show them to people.

#include <cstddef>
#include <cstdint>
#include <string>

namespace wsdissect::print {

/// `1,234,567`.
[[nodiscard]] std::string grouped(std::uint64_t number);
/// Something a second: `1,234.5`, below 10 with three decimals, `<0.001` where that would be none.
[[nodiscard]] std::string rate_text(double rate);
/// `12.3 Mbit/s`, in powers of 1000.
[[nodiscard]] std::string bit_rate_text(double bits_per_second);
/// `12.3 %`. Nothing that occurred is `0.0 %`, and no part that is not all is `100.0 %`.
[[nodiscard]] std::string share_text(std::uint64_t part, std::uint64_t whole);
/// `1,234.567 ms`, cut after the microseconds.
[[nodiscard]] std::string milliseconds_text(std::int64_t nanoseconds);
/// `1.234567 s`, cut after the microseconds.
[[nodiscard]] std::string seconds_text(std::int64_t nanoseconds);
/// A bar of `#` whose length is to `width` as `part` to `most`, but at least one for what occurred.
[[nodiscard]] std::string bar(std::uint64_t part, std::uint64_t most, std::size_t width);

}  // namespace wsdissect::print
