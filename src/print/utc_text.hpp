#pragma once
// Packet times as dates. Records of one second follow each other, so the text of the last second is kept.

#include <array>
#include <cstdint>
#include <optional>

#include "print/text_builder.hpp"
#include "wsdissect/base/time.hpp"

namespace wsdissect::print {

class UtcText {
  public:
    /// `separator` stands between date and time of day.
    explicit UtcText(char separator) noexcept : separator_(separator) {}

    /// `2025-06-13 08:00:00.000731` in UTC, with `digits` decimals (0 to 9, none: no dot). Cut, not rounded.
    void add(TextBuilder& text, Timestamp time, std::size_t digits);

  private:
    void format_second(std::int64_t second);

    char separator_;
    std::optional<std::int64_t> second_;  ///< That `formatted_` holds, since 1970.
    std::array<char, 19> formatted_{};
};

}  // namespace wsdissect::print
