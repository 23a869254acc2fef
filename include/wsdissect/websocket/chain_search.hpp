#pragma once
// Finds where frames begin in one direction's octets when that is not known: behind a hole that swallowed a
// header, or in a capture that starts in the middle.
//
// A candidate is a chain of frame headers: each stands where the frame before it ends, and fits its
// predecessors and the direction. A chain is believed by its evidence, counted in bits: n bits mean that
// octets which are no frames look like this with a probability of about 2^-n.
//
//   5 bits  a header that fits: 9 of 256 first octets are possible (13 with RSV1), the mask bit is one more.
//           One bit less where the direction may mask or not, or for each of RSV2 and RSV3 that may be set.
//   1 bit   instead, where a header repeats the one before, none for one of two zero-length octets: data that
//           repeats itself does as much. All of this together adds 8 bits at most.
//   7 bits  the frame ends where a segment ends, so its length's 7 bits are the right ones; 16 bits where the
//           length has 16 or 64, 3 or 8 where the frame spans segments, for then several ends would do.
//   3 to 8  bits where the chain begins with a segment, as the logarithm of the segment's length: of so many
//           octets only one is the first.
//
// kConvincing bits are asked for within a connection that is known to be WebSocket. By the arithmetic above
// 0.03 chains are to be expected by chance in 100 MB of random octets; in 3 GB of them there was none
// (wsdissect_measure_chance of tests/bench counts them). What has to be searched after one loss is the rest
// of one message.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::websocket {

/// What a direction's frames look like.
struct DirectionShape {
    std::optional<bool> masked = {};  ///< Absent: either, but all of a chain alike.
    std::uint8_t rsv = 0;  ///< Bits that may be set, as in FrameHeader; RSV1 only where a message begins.

    /// Whether a frame of a chain may begin with these two octets.
    [[nodiscard]] bool fits(std::uint8_t first, std::uint8_t second) const noexcept;
};

class ChainSearch {
  public:
    static constexpr unsigned kConvincing = 28;
    /// Chains followed at a time; the weakest gives way to a stronger one.
    static constexpr std::size_t kMaxChains = 32;
    /// A longer frame is not believed in: it would be waited for too long.
    static constexpr std::uint64_t kMaxFrame = std::uint64_t{1} << 30;

    enum class Beginnings : std::uint8_t {
        anywhere,
        segments,  ///< Only where a segment begins, and only with a frame that begins a message or is a
                   ///< control frame: for octets that may well be no frames at all.
    };

    ChainSearch(const DirectionShape& shape, Beginnings beginnings, unsigned needed = kConvincing)
        : shape_(shape), beginnings_(beginnings), needed_(needed) {}

    /// The octets read next are a segment's front. `length`: how many octets of it there are.
    void begin_segment(std::size_t length) noexcept;
    /// Octets that follow those before. Up to kMaxChains chains look at each of them while they stand in a
    /// frame's header.
    void read(Bytes octets);
    /// `octets` of the stream are lost. Frames over whose payload they reach go on.
    void skip(std::uint64_t octets);
    /// The octets read last were a segment's end.
    void end_segment() { note_segment_end(); }

    /// A chain that convinces.
    struct Found {
        std::uint64_t header = 0;  ///< Where one of its frames begins: octets read and skipped before.
        bool masked = false;
    };
    /// Its first frame from offset `from` on, or its latest one. Frames at its front that might be chance are
    /// left out: what is no header may happen to lead to a real one. Empty: none convinces yet.
    [[nodiscard]] std::optional<Found> found(std::uint64_t from = 0) const noexcept;

    /// Whether any chain is followed.
    [[nodiscard]] bool has_chains() const noexcept { return !chains_.empty(); }
    /// Octets read and skipped.
    [[nodiscard]] std::uint64_t position() const noexcept { return position_; }

    /// Octets of memory that a search takes at most.
    [[nodiscard]] static constexpr std::uint64_t max_memory() noexcept {
        return sizeof(ChainSearch) + 2 * kMaxChains * sizeof(Chain);
    }

  private:
    enum class Message : std::uint8_t { unknown, closed, open };
    static constexpr std::size_t kMaxHeaders = 8;

    struct Chain {
        std::uint64_t next = 0;    ///< Where its next header begins: more than the position within a frame.
        std::uint64_t latest = 0;  ///< Where its latest header begins.
        std::uint64_t latest_segment = 0;    ///< In which segment that is.
        FrameHeader header;                  ///< The latest one; meaningful with `headers`.
        std::uint64_t headers = 0;           ///< Complete ones.
        unsigned evidence = 0;               ///< Bits.
        unsigned front = 0;                  ///< Bits that show its front to be real; counted until it is.
        unsigned from_cheap = 0;             ///< Of these, from cheap headers.
        std::size_t sure_headers = 0;        ///< How many went into `sure`.
        Message message = Message::unknown;  ///< Whether one was begun and not ended.
        bool begins_segment = false;         ///< The latest header does.
        bool is_cheap = false;               ///< The latest header is: see `is_cheap`.
        std::uint8_t partial_length = 0;     ///< Octets of the next header seen.
        std::array<std::uint8_t, kMaxFrameHeader> partial{};
        std::array<std::uint64_t, kMaxHeaders> sure{};  ///< A ring: where its last headers begin, without
                                                        ///< those that may be chance.
    };

    void read_octet(std::uint8_t octet);
    void begin_chain(std::uint8_t octet);
    [[nodiscard]] bool continue_header(Chain& chain, std::uint8_t octet);
    [[nodiscard]] bool on_header(Chain& chain, const FrameHeader& header);
    [[nodiscard]] bool fits(const Chain& chain, const FrameHeader& header) const noexcept;
    [[nodiscard]] static bool is_cheap(const FrameHeader& header, const Chain& chain) noexcept;
    [[nodiscard]] bool may_begin_chain(std::uint8_t first) const noexcept;
    [[nodiscard]] unsigned bits_of_header(const Chain& chain) const noexcept;
    [[nodiscard]] unsigned bits_of_end(const Chain& chain) const noexcept;
    void add_evidence(Chain& chain, unsigned bits, bool cheap) noexcept;
    void add_to_front(Chain& chain, unsigned bits) noexcept;
    void on_common_end(Chain& chain) noexcept;
    void note_segment_end();
    void drop_weaker_twins();
    void find_next_due() noexcept;
    void keep_stronger_twin(std::size_t i);

    DirectionShape shape_;
    Beginnings beginnings_;
    unsigned needed_;
    std::uint64_t position_ = 0;
    std::uint64_t segment_start_ = ~std::uint64_t{0};  ///< Where the latest segment began.
    std::uint64_t segment_ = 0;                        ///< Segments begun.
    unsigned segment_bits_ = 0;                        ///< What a chain gains that begins with it.
    std::uint64_t next_due_ = ~std::uint64_t{0};       ///< The least `next` of all chains.
    std::vector<Chain> chains_;
};

}  // namespace wsdissect::websocket
