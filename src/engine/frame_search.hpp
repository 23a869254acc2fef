#pragma once
// What one direction sends while it is not known where its frames begin: kept for a while, until a chain of
// headers shows it.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "wsdissect/base/memory_budget.hpp"
#include "wsdissect/tcp/stream_consumer.hpp"
#include "wsdissect/websocket/chain_search.hpp"

namespace wsdissect::engine {

class FrameSearch {
  public:
    /// Octets kept of what was read last; frames that begin before these are found in vain.
    static constexpr std::size_t kMaxKept = 16 * 1024;
    /// Pieces in which they are kept.
    static constexpr std::size_t kMaxPieces = 256;

    /// `budget` outlives it.
    FrameSearch(MemoryBudget& budget, const websocket::ChainSearch& search);
    ~FrameSearch();
    FrameSearch(const FrameSearch&) = delete;
    FrameSearch& operator=(const FrameSearch&) = delete;

    void on_bytes(Bytes octets, const tcp::Arrival& arrival);
    /// `packet`: where it became certain.
    void on_gap(std::uint64_t octets, const PacketStamp& packet);

    /// The memory that it needs is not granted: nothing will be found.
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    /// Whether it is clear where frames begin.
    [[nodiscard]] bool found() const noexcept;
    [[nodiscard]] bool found_masked() const noexcept { return search_.found()->masked; }
    /// Whether anything so far may be the beginning of frames.
    [[nodiscard]] bool has_chains() const noexcept { return search_.has_chains(); }

    /// What came in: octets, or how many were lost.
    struct Piece {
        std::uint64_t offset = 0;  ///< Octets of the stream before it, since the search began.
        std::uint64_t lost = 0;    ///< 0: it holds octets.
        std::vector<std::uint8_t> octets;
        tcp::Arrival arrival;
    };
    struct Loss {
        std::uint64_t octets = 0;
        PacketStamp packet;  ///< Where the last of these became certain.
    };
    /// Once found: everything from the first frame on, in order. Ends the search.
    [[nodiscard]] std::deque<Piece> take_frames();
    /// What is missing from the stream, but for what `take_frames` gave.
    [[nodiscard]] const Loss& loss() const noexcept { return loss_; }
    /// Instead: forgets what is kept. Everything that is missing.
    [[nodiscard]] const Loss& loss_of_all() noexcept {
        clear();
        return loss_;
    }

  private:
    [[nodiscard]] std::uint64_t kept_from() const noexcept;
    void keep(Piece piece);
    void drop_first();
    void clear();

    MemoryBudget& budget_;
    websocket::ChainSearch search_;
    std::deque<Piece> pieces_;
    std::size_t kept_ = 0;  ///< Octets in `pieces_`.
    Loss loss_;
    std::uint64_t carried_by_ = 0;  ///< Packet that held the octets that came last.
    bool failed_ = false;
};

}  // namespace wsdissect::engine
