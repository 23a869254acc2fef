#pragma once
// A capture file format as a parser that knows nothing of files: octets in, packets and damage out.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/capture/damage.hpp"
#include "wsdissect/capture/packet.hpp"

namespace wsdissect::capture {

/// The longest packet that is believed, in octets. Captures hold up to 256 KiB as a rule, those of USB or
/// D-Bus more; anything longer is a damaged length.
inline constexpr std::uint32_t kMaxPacketOctets = 16U * 1024 * 1024;

/// The octets that are there, and where they stand.
struct Input {
    Bytes octets;
    std::uint64_t offset = 0;  ///< Of the first of `octets` in the file.
    bool complete = false;     ///< Nothing follows `octets`.
};

/// What one call of a parser came to.
struct Progress {
    enum class Next : std::uint8_t {
        again,  ///< Call again: the packets' room was used up, or there is damage to tell.
        more,  ///< Call again with at least `needed` octets after those consumed, or with all that there are.
        ended,  ///< The input is used up.
        lost,   ///< What follows cannot be understood.
    };

    std::size_t packets = 0;   ///< Packets written.
    std::size_t consumed = 0;  ///< Octets used up; the packets are views of them.
    Next next = Next::again;
    std::size_t needed = 0;        ///< See `Next::more`.
    std::optional<Damage> damage;  ///< Met after those packets, all but its `file`. Ends the call.

    void need(std::size_t octets) noexcept {
        next = Next::more;
        needed = octets;
    }
    void stop(Next why) noexcept { next = why; }
    void stop(Next why, const Damage& what) noexcept {
        next = why;
        damage = what;
    }
};

class Format {
  public:
    virtual ~Format() = default;

    /// Reads on where the last call stopped: `input.octets` begin with the octet after those consumed.
    [[nodiscard]] virtual Progress parse(const Input& input, std::span<Packet> packets) = 0;
    /// 1-based number of the packet that comes next.
    [[nodiscard]] virtual std::uint64_t next_packet() const noexcept = 0;
};

}  // namespace wsdissect::capture
