#pragma once
// An input in blocks: stretches of it with the packets that lie in them. Several threads may work on a block
// each; what depends on the blocks before, cutting a stretch into packets, is done in the input's order.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "wsdissect/base/time.hpp"
#include "wsdissect/capture/damage.hpp"
#include "wsdissect/capture/interface_book.hpp"
#include "wsdissect/capture/packet.hpp"

namespace wsdissect::capture {

/// Damage, and how many of the block's packets come before it.
struct PlacedDamage {
    std::size_t packets_before = 0;
    Damage damage;
};

struct FreeAligned {
    void operator()(std::uint8_t* octets) const noexcept;
};

/// What a block's views are views of. Only the source that fills the block touches it.
struct BlockStorage {
    std::vector<Packet> packets;  ///< Room; grows to the most that a block held.
    /// Room for the tail of the block before and the stretch.
    std::unique_ptr<std::uint8_t[], FreeAligned> buffer;
    std::vector<std::uint8_t> long_piece;  ///< A stretch with a tail that is too long for `buffer`.
    std::uint64_t offset = 0;              ///< Of the stretch: octets from the file's first.
    std::size_t length = 0;                ///< Octets of the stretch that were there.
    int error_number = 0;                  ///< Of the read that failed; 0 where none did.
};

/// Used again and again, so that its memory is allocated once. Its views are valid until it is claimed anew.
struct Block {
    std::span<Packet> packets;
    std::vector<PlacedDamage> damages;  ///< In order.
    Bytes octets = {};                  ///< All that the packets' views are views of.
    /// Of a live input: no packet with an earlier time comes after this block's. Empty: that is not known.
    std::optional<Timestamp> now = {};
    BlockStorage storage = {};

    /// Keeps the packets for which `passes` says so, `most` at most: behind the last of these nothing stays.
    template <class Passes>
    void select(Passes&& passes, std::uint64_t most);
};

class BlockSource {
  public:
    virtual ~BlockSource() = default;

    /// Takes the input's next stretch for `block`, and reads it where that needs no order. Gives its place in
    /// the input's order: 0, 1, 2 and so on. Any thread may call it at any time.
    [[nodiscard]] virtual std::uint64_t claim(Block& block) = 0;
    /// Cuts the block into packets. Called for every block claimed, in their order, by one thread at a time.
    /// False: the input has ended before this block, and so it is ever after.
    [[nodiscard]] virtual bool cut(Block& block) = 0;
    /// Whether `cut` would not wait for more of the input to come. Called in its place in the order.
    [[nodiscard]] virtual bool ready() const noexcept = 0;

    /// Whether `claim` reads, so that several threads read at a time.
    [[nodiscard]] virtual bool side_by_side() const noexcept = 0;
    /// Octets of the input cut so far, and in all: 0 where that is not known (a pipe). Called in the order.
    [[nodiscard]] virtual std::uint64_t bytes_read() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t bytes_total() const noexcept = 0;
};

/// Sizes in octets; tests choose others.
struct BlockOptions {
    /// Stays in a second-level cache, with what is made of it.
    std::size_t stretch = std::size_t{256} * 1024;
    /// Room for what a block leaves over for the next: the longest record that captures hold as a rule. Costs
    /// memory only as far as it is used.
    std::size_t tail = std::size_t{260} * 1024;
    /// Where what captures say of their interfaces is kept, for packets that name them. Null: nowhere.
    std::shared_ptr<InterfaceBook> interfaces = {};
};

template <class Passes>
void Block::select(Passes&& passes, std::uint64_t most) {
    std::size_t kept = 0;
    auto damage = damages.begin();
    const auto place_damages = [&](std::size_t seen) {
        for (; damage != damages.end() && damage->packets_before == seen; ++damage)
            damage->packets_before = kept;
    };
    for (std::size_t i = 0; i < packets.size() && kept < most; ++i) {
        place_damages(i);
        if (!passes(packets[i])) continue;
        if (kept != i) packets[kept] = packets[i];
        ++kept;
    }
    if (kept < most) place_damages(packets.size());
    damages.erase(damage, damages.end());
    packets = packets.first(kept);
}

}  // namespace wsdissect::capture
