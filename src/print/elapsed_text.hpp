#pragma once
// Seconds since the first packet, a column of each line. Lines of one second follow each other, so the text
// of the last second is kept.

#include <array>
#include <cstddef>
#include <cstdint>

#include "print/pieces.hpp"
#include "wsdissect/base/time.hpp"

namespace wsdissect::print {

/// `  0.003176`: a piece of text.
struct Elapsed {
    static constexpr std::size_t kMostOfSecond = 16;  ///< Octets: 64 bits of nanoseconds are 11 at most.

    const char* second;  ///< kMostOfSecond octets, and of these
    std::size_t size;    ///< so many are text.
    Decimals decimals;
    [[nodiscard]] std::size_t most() const noexcept { return kMostOfSecond + decimals.most(); }
    [[nodiscard]] char* put(char* at) const noexcept {
        copy_octets<kMostOfSecond>(at, second);
        return decimals.put(at + size);
    }
};

class ElapsedText {
  public:
    void begin_at(Timestamp first_packet) noexcept {
        first_packet_ = first_packet;
        second_ = kNone;
    }

    /// `time` with `digits` decimals (0 to 9), and three columns before the dot or more where it needs them.
    /// Cut, not rounded. To be written before the next call.
    [[nodiscard]] Elapsed at(Timestamp time, std::size_t digits) noexcept {
        const std::int64_t elapsed = nanoseconds_between(first_packet_, time);
        std::uint64_t rest = static_cast<std::uint64_t>(elapsed) - second_;
        if (elapsed < 0 || rest >= kSecond) [[unlikely]]
            rest = format_second(elapsed);
        return {formatted_.data(), size_, {static_cast<std::uint32_t>(rest), digits}};
    }

  private:
    static constexpr auto kSecond = static_cast<std::uint64_t>(kNanosecondsPerSecond);
    static constexpr std::uint64_t kNone = std::uint64_t{1} << 63;  ///< Far from all times behind the first.

    /// Returns the nanoseconds beside the whole seconds.
    std::uint64_t format_second(std::int64_t elapsed) noexcept;

    Timestamp first_packet_;
    /// That `formatted_` holds: its begin in nanoseconds since the first packet.
    std::uint64_t second_ = kNone;
    std::size_t size_ = 0;
    std::array<char, 32> formatted_{};  ///< Room for what Seconds writes.
};

}  // namespace wsdissect::print
