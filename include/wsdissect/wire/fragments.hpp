#pragma once
// Puts together again what was sent in fragments: IP packets (RFC 791 section 3.2, RFC 8200 section 4.5) from
// fragments in any order, and what IEEE 802.11 frames carry (IEEE Std 802.11-2020 clauses 10.4 and 10.5).
//
// Of octets that several IPv4 fragments bring, those that came first are believed. An IPv6 packet of which
// two fragments overlap is dropped, and what else comes of it too (RFC 5722 section 4); the same fragment
// twice is no overlap (RFC 8200 section 4.5). A packet that is not whole kFragmentTimeout after its first
// fragment is dropped; where more wait than the limits allow, the oldest ones are. All fragments of packets
// that were dropped are counted.
//
// Fragments of frames are numbered and come in order. One that was sent again is left out, one that is
// missing makes the packet wrong; a first fragment that is no copy begins the next packet, for their sequence
// numbers return soon.
//
// Where the snap length cut a fragment, the packet ends for us where its first missing octet would stand.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "wsdissect/base/memory_budget.hpp"
#include "wsdissect/base/time.hpp"
#include "wsdissect/wire/fragment.hpp"

namespace wsdissect::wire {

inline constexpr std::int64_t kFragmentTimeout = 30 * kNanosecondsPerSecond;
/// A copy of a fragment that comes this soon after its packet was whole, as where a capture shows every
/// packet twice, begins no new packet.
inline constexpr std::int64_t kFragmentCopies = 100 * kNanosecondsPerMillisecond;
/// Packets that wait for fragments; and packets remembered so that what else comes of them begins no new
/// ones.
inline constexpr std::size_t kMaxFragmentedPackets = 1024;
/// Octets that wait in all, what it costs to keep them included.
inline constexpr std::uint64_t kMaxFragmentOctets = 4 * 1024 * 1024;
/// Pieces of one packet that wait; one that comes in more is dropped.
inline constexpr std::size_t kMaxFragmentPieces = 2048;

class Fragments {
  public:
    /// `budget` outlives it.
    explicit Fragments(MemoryBudget& budget);
    ~Fragments();
    Fragments(const Fragments&) = delete;
    Fragments& operator=(const Fragments&) = delete;

    /// The packet that `fragment`, captured at `now`, completes; null where it completes none. Valid until
    /// the next call. The fragment may be a view of the latest whole packet.
    [[nodiscard]] const WholePacket* add(const Fragment& fragment, Timestamp now);

    /// Fragments of packets that were dropped, so far.
    [[nodiscard]] std::uint64_t dropped() const noexcept;
    /// Those of packets that are not whole yet.
    [[nodiscard]] std::uint64_t waiting() const noexcept;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace wsdissect::wire
