#pragma once
// Live interfaces as one input in blocks.
//
// A thread of its own does nothing but empty the kernel's buffers into slabs. Of these 8 MiB wait to
// be decoded; when so many do, it stops reading, the kernel's buffers fill, and the kernel counts what
// it drops. A slab is handed over when it is full, or when nothing waits to be decoded; so little traffic is
// decoded at once, and much in large portions.
//
// Time is the packets' time. While none come it goes on by the clock: a slab, an empty one if need be, says
// up to when all packets have been read.

#include <poll.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "capture/slab_queue.hpp"
#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/capture/live.hpp"

namespace wsdissect::capture {

/// What the reading thread needs to know of the world around it.
struct LiveSurroundings {
    std::function<Timestamp()> clock;   ///< That of the packets' times; may be set, back too.
    std::function<Timestamp()> timer;   ///< One that is never set.
    std::vector<int> ends = {};         ///< Descriptors: when one of them is readable the input ends.
    std::vector<int> outlets = {};      ///< Descriptors: when nobody reads what is written to one, likewise.
    std::function<void()> on_end = {};  ///< Called then, by the reading thread.
};

/// An interface that gave up before the end.
struct LostInterface {
    std::string name;
    std::string reason;
};

class LiveBlocks final : public BlockSource {
  public:
    /// A packet's `file` is its interface's index.
    LiveBlocks(std::vector<LiveInterface> interfaces, LiveSurroundings surroundings);
    ~LiveBlocks() override;
    LiveBlocks(const LiveBlocks&) = delete;
    LiveBlocks& operator=(const LiveBlocks&) = delete;

    /// From now on packets carry the numbers of their interfaces in `book`. `filter`: through which they are
    /// captured. To be called before `start`.
    void note_interfaces(InterfaceBook& book, const std::string& filter);
    /// Begins to read; to be called once.
    void start();
    /// Reads no more, and forgets what was read and not given yet. Until then the reading thread is there, at
    /// the input's end too.
    void stop();

    [[nodiscard]] std::uint64_t claim(Block&) override { return claimed_.fetch_add(1); }
    [[nodiscard]] bool cut(Block& block) override;
    [[nodiscard]] bool ready() const noexcept override { return queue_.ready(); }
    [[nodiscard]] bool side_by_side() const noexcept override { return false; }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept override { return 0; }
    [[nodiscard]] std::uint64_t bytes_total() const noexcept override { return 0; }

    // By any thread:
    /// One an interface, in their order; not older than 0.1 s.
    [[nodiscard]] std::vector<LiveCounts> counts() const;
    /// Since the last call.
    [[nodiscard]] std::vector<LostInterface> take_lost();

  private:
    class Filling;
    enum class State : std::uint8_t {
        up,
        down,  ///< What came before may still have to be read.
        gone,
    };

    void read();
    void wait();
    [[nodiscard]] bool is_over() const noexcept;
    [[nodiscard]] std::vector<pollfd> awaited() const;
    void read_round();
    void read_from(std::size_t index);
    void hand_over();
    void look_after();
    void count();
    void lose(std::size_t index, State state, std::string reason);
    void read_rest();

    std::vector<LiveInterface> interfaces_;
    std::vector<State> states_;            ///< By interface.
    std::vector<std::uint16_t> noted_as_;  ///< By interface: its number in the book.
    LiveSurroundings surroundings_;
    int wake_;  ///< An eventfd: `stop` was called.
    std::atomic<bool> stopped_ = false;
    std::atomic<std::uint64_t> claimed_ = 0;
    std::uint64_t next_number_ = 1;  ///< Of packets.
    SlabQueue queue_;

    mutable std::mutex mutex_;
    std::vector<LiveCounts> counts_;
    std::vector<LostInterface> newly_lost_;

    // What follows belongs to the reading thread.
    Slab slab_;
    bool drained_ = false;  ///< The last round found all interfaces empty in the end.
    bool over_ = false;
    Timestamp looked_after_;  ///< When, by the timer.
    Timestamp handed_over_;   ///< When, by the timer.

    std::jthread thread_;  ///< Last: it ends first.
};

}  // namespace wsdissect::capture
