#pragma once
// The stage in which recorded messages are inflated and looked at, of several blocks at a time.
//
// A sender's messages have to be inflated in their order, and blocks follow each other; so connections are
// divided into shards, each a stage of its own that blocks pass in their order. While one block is in one
// shard, the next is in another.

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "cli/octet_arena.hpp"
#include "engine/message_inflater.hpp"
#include "engine/turns.hpp"
#include "model/tape.hpp"

namespace wsdissect::cli {

/// What belongs to one worker.
struct Unpacker {
    explicit Unpacker(const engine::KeptContent& kept) : inflater(kept) {}

    engine::MessageInflater inflater;
    OctetArena octets;  ///< What the present block's messages inflated to.
    std::array<std::vector<model::Message*>, engine::InflateStreams::kShards> due;  ///< Its messages.
    std::size_t shards_passed = 0;                                                  ///< By the present block.
};

class Unpacking {
  public:
    /// `streams` outlives it.
    Unpacking(engine::InflateStreams& streams, const engine::KeptContent& kept)
        : streams_(streams), kept_(kept) {}

    [[nodiscard]] const engine::KeptContent& kept() const noexcept { return kept_; }

    /// What remains of a block's messages: of `in_part`, those that would have taken too much memory are
    /// still due, and the turns of their shards are not passed.
    enum class Outcome : std::uint8_t { done, in_part, closed };
    /// Unpacks what the tape holds of the block at `place`. `ended`: the connections that ended in it.
    [[nodiscard]] Outcome unpack(std::uint64_t place, model::Tape& tape,
                                 std::span<const std::unique_ptr<model::ConnectionInfo>> ended,
                                 Unpacker& unpacker);
    /// Passes what turns the block has left, when what it left was done elsewhere: by whoever knows all
    /// blocks before to be through.
    void pass_rest(std::uint64_t place, Unpacker& unpacker);
    /// No turn comes any more.
    void close() noexcept;

  private:
    /// Octets of one block's messages that are held inflated, but for the last message.
    static constexpr std::size_t kMostHeld = std::size_t{16} << 20;

    void forget(std::span<const std::unique_ptr<model::ConnectionInfo>> ended, std::size_t shard);
    [[nodiscard]] bool inflate(std::size_t shard, Unpacker& unpacker);
    void pass(std::size_t shard, std::uint64_t place, Unpacker& unpacker);

    engine::InflateStreams& streams_;
    engine::KeptContent kept_;
    std::array<engine::Turns, engine::InflateStreams::kShards> turns_;
};

}  // namespace wsdissect::cli
