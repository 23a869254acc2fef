#pragma once
// Packet time. Nothing below the command line ever reads the wall clock.

#include <compare>
#include <cstdint>
#include <limits>

namespace wsdissect {

/// A point in time as a capture gives it: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
struct Timestamp {
    std::int64_t nanoseconds = 0;

    auto operator<=>(const Timestamp&) const = default;
};

/// Nanoseconds from `earlier` to `later`; negative where a capture's clock went back. Saturates.
[[nodiscard]] constexpr std::int64_t nanoseconds_between(Timestamp earlier, Timestamp later) noexcept {
    std::int64_t difference = 0;
    if (!__builtin_sub_overflow(later.nanoseconds, earlier.nanoseconds, &difference)) return difference;
    return later > earlier ? std::numeric_limits<std::int64_t>::max()
                           : std::numeric_limits<std::int64_t>::min();
}

inline constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
inline constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;

}  // namespace wsdissect
