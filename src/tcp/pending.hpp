#pragma once
// The pieces of one direction that cannot be handed on yet.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/packet_stamp.hpp"
#include "wsdissect/base/time.hpp"
#include "wsdissect/tcp/flow.hpp"
#include "wsdissect/tcp/stream_consumer.hpp"

namespace wsdissect::tcp {

/// Octets that a packet brought. Those that its capture cut off are known by number only.
struct Piece {
    std::vector<std::uint8_t> octets;
    std::uint32_t length = 0;     ///< Octets on the wire: at least those held.
    std::uint32_t handed_on = 0;  ///< Of `octets`, from the front; `length` does not count them any more.
    Arrival arrival;

    [[nodiscard]] Bytes rest() const noexcept { return Bytes(octets).subspan(handed_on); }
};

/// What a piece costs beside its octets: its node in the map and two allocations.
inline constexpr std::uint64_t kPieceCost = 144;
static_assert(sizeof(Piece) + sizeof(std::uint64_t) + 4 * sizeof(void*) + 2 * 16 <= kPieceCost);
/// What a direction costs that waits, before its first piece.
inline constexpr std::uint64_t kPendingCost = 192;

class Pending {
  public:
    /// Keeps those of the `length` octets at `offset` that no piece holds yet: of differing copies the first
    /// wins. `octets` are the front ones of them. Returns by how much `cost` grew.
    std::uint64_t insert(std::uint64_t offset, Bytes octets, std::uint32_t length, const Arrival& arrival);

    [[nodiscard]] std::size_t pieces() const noexcept { return pieces_.size(); }
    [[nodiscard]] bool has_pieces() const noexcept { return !pieces_.empty(); }
    /// Meaningful with pieces only.
    [[nodiscard]] std::uint64_t first_offset() const noexcept { return pieces_.begin()->first; }
    [[nodiscard]] std::uint64_t end_offset() const noexcept {
        return pieces_.rbegin()->first + pieces_.rbegin()->second.length;
    }
    [[nodiscard]] std::uint64_t first_packet() const noexcept {
        return pieces_.begin()->second.arrival.carried_by;
    }
    /// The first offset from `next` on of which something is known: a piece or the end; else `next`.
    [[nodiscard]] std::uint64_t next_known(std::uint64_t next) const noexcept;
    [[nodiscard]] Piece take_first();
    /// What take_first gave, of which `taken` octets were handed on since; `offset`: of what is left. Nothing
    /// is copied: it may come back often. Returns by how much `cost` grew.
    std::uint64_t put_back(std::uint64_t offset, Piece piece, std::size_t taken);
    /// Counts offsets from `origin` on; what lies before it is dropped. Returns by how much `cost` shrank.
    std::uint64_t rebase(std::uint64_t origin);
    /// Octets of memory that it takes.
    [[nodiscard]] std::uint64_t cost() const noexcept { return cost_; }

    std::optional<std::uint64_t> fin;  ///< Where the direction ends.
    /// Of the packets whose pieces were handed on: what follows them is not complete before.
    PacketStamp latest;
    PacketStamp fin_packet;  ///< Meaningful with `fin`.

    /// Since when the wait is one that can be given up.
    struct Suspicion {
        std::uint32_t packets;  ///< The flow's packets by then.
        Timestamp time;
    };
    std::optional<Suspicion> suspicion;
    Flow* flow = nullptr;  ///< Whose it is; null: nobody's.

  private:
    void add(std::uint64_t offset, Bytes octets, std::uint32_t length, const Arrival& arrival);

    std::map<std::uint64_t, Piece> pieces_;  ///< By offset; they do not overlap.
    std::uint64_t cost_ = kPendingCost;
};

static_assert(sizeof(Pending) <= kPendingCost);

/// Pendings by number, reused. Few flows have one at a time.
class PendingPool {
  public:
    /// Never 0.
    [[nodiscard]] std::uint32_t acquire();
    void release(std::uint32_t number);
    [[nodiscard]] Pending& get(std::uint32_t number) noexcept { return *pendings_[number - 1]; }
    [[nodiscard]] const Pending& get(std::uint32_t number) const noexcept { return *pendings_[number - 1]; }
    /// The highest number so far; 0: there was none.
    [[nodiscard]] std::uint32_t highest() const noexcept {
        return static_cast<std::uint32_t>(pendings_.size());
    }

  private:
    std::vector<std::unique_ptr<Pending>> pendings_;
    std::vector<std::uint32_t> free_;
};

}  // namespace wsdissect::tcp
