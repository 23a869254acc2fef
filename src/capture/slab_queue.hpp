#pragma once
// What carries packets from the thread that empties the kernel's buffers to those that decode: slabs of
// memory of fixed room, used again and again, and a queue that holds a fixed number of them.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "wsdissect/base/time.hpp"
#include "wsdissect/capture/blocks.hpp"

namespace wsdissect::capture {

/// Packets, and copies of their octets that never move.
class Slab {
  public:
    /// Takes packets until it holds more than `octets` octets or `packets` packets.
    Slab(std::size_t octets, std::size_t packets) : most_octets_(octets), most_packets_(packets) {}

    /// An empty one of the same room.
    [[nodiscard]] Slab another() const { return {most_octets_, most_packets_}; }

    /// Memory for the longest packet on top is reserved with the first one, and used as far as needed.
    void add(Packet packet);
    /// In the order of their times; of equal ones that stays first which came first.
    void sort_by_time();
    [[nodiscard]] bool empty() const noexcept { return packets_.empty(); }
    [[nodiscard]] bool full() const noexcept {
        return octets_.size() > most_octets_ || packets_.size() >= most_packets_;
    }
    /// Hands the content to `block`, numbered from `number` on, and takes what the block had, to be empty.
    void exchange(Block& block, std::uint64_t number) noexcept;

    /// No packet with an earlier time comes after this slab's. Empty: that is not known.
    std::optional<Timestamp> now;

  private:
    std::size_t most_octets_;
    std::size_t most_packets_;
    std::vector<Packet> packets_;
    std::vector<std::uint8_t> octets_;
};

/// Between one thread that pushes and one, at a time, that pops.
class SlabQueue {
  public:
    explicit SlabQueue(std::size_t most) : most_(most) {}

    /// Moves `slab` to the end, and leaves an empty one in its place. False: there is no room.
    [[nodiscard]] bool push(Slab& slab);
    /// Nothing is pushed any more.
    void end();
    /// Waits for one. Empty: there will be none.
    [[nodiscard]] std::optional<Slab> pop();
    /// For the other side to use again; it is empty.
    void give_back(Slab used);

    [[nodiscard]] bool empty() const;
    /// Whether `pop` would not wait.
    [[nodiscard]] bool ready() const;

  private:
    std::size_t most_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Slab> slabs_;
    std::vector<Slab> used_;
    bool ended_ = false;
};

}  // namespace wsdissect::capture
