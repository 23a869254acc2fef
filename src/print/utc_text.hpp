#pragma once
// Packet times as dates. Records of one second follow each other, so the text of the last second is kept.

#include <array>
#include <cstdint>

#include "print/pieces.hpp"
#include "wsdissect/base/time.hpp"

namespace wsdissect::print {

using SecondText = std::array<char, 19>;  ///< `2025-06-13 08:00:00`

/// A piece of text.
struct UtcTime {
    const SecondText& second;
    Decimals decimals;
    [[nodiscard]] std::size_t most() const noexcept { return second.size() + decimals.most(); }
    [[nodiscard]] char* put(char* at) const noexcept {
        copy_octets<std::tuple_size_v<SecondText>>(at, second.data());
        return decimals.put(at + second.size());
    }
};

class UtcText {
  public:
    /// `separator` stands between date and time of day.
    explicit UtcText(char separator) : separator_(separator) { format_second(0); }

    /// `2025-06-13 08:00:00.000731` in UTC, with `digits` decimals (0 to 9, none: no dot). Cut, not rounded.
    /// To be written before the next call.
    [[nodiscard]] UtcTime at(Timestamp time, std::size_t digits) {
        std::int64_t second = time.nanoseconds / kNanosecondsPerSecond;
        std::int64_t rest = time.nanoseconds % kNanosecondsPerSecond;
        if (rest < 0) {
            second -= 1;
            rest += kNanosecondsPerSecond;
        }
        if (second != second_) [[unlikely]]
            format_second(second);
        return {formatted_, {static_cast<std::uint32_t>(rest), digits}};
    }

  private:
    void format_second(std::int64_t second);

    char separator_;
    std::int64_t second_ = 0;  ///< That `formatted_` holds, since 1970.
    SecondText formatted_{};
};

}  // namespace wsdissect::print
