#pragma once
// The inputs' packets in blocks, as far as they are wanted.

#include <cstdint>
#include <map>
#include <optional>

#include "cli/diagnostics.hpp"
#include "wsdissect/base/time.hpp"
#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/capture/packet_filter.hpp"

namespace wsdissect::cli {

struct Selection {
    capture::PacketFilter* filter = nullptr;  ///< Null: every packet passes.
    std::optional<std::uint64_t> count = {};  ///< Stop after so many packets that passed.
};

/// A block of wanted packets, and what is known where it ends.
struct Load {
    capture::Block block;
    std::uint64_t place = 0;              ///< In the input's order.
    std::optional<Timestamp> first_time;  ///< Of the input's first packet, with the first block that has one.
    std::uint64_t packets = 0;            ///< In all, passed or not; for progress, as the octets are.
    std::uint64_t bytes = 0;
};

class Inlet {
  public:
    /// The parts outlive it.
    Inlet(capture::BlockSource& blocks, const Selection& selection);

    // As those of capture::BlockSource: by any thread,
    void claim(Load& load) { load.place = blocks_->claim(load.block); }
    // and by one after the other. False where the input has ended or as much as is wanted was read.
    [[nodiscard]] bool cut(Load& load);
    [[nodiscard]] bool ready() const noexcept { return left_ == 0 || blocks_->ready(); }

    [[nodiscard]] bool side_by_side() const noexcept { return blocks_->side_by_side(); }

    [[nodiscard]] std::uint64_t bytes_total() const noexcept { return blocks_->bytes_total(); }
    /// Which packets were passed over, so that an empty result is not a riddle.
    void tell_passed_over(Diagnostics& diagnostics) const;

  private:
    void select(capture::Block& block);
    void count_undecoded(const capture::Block& block);

    capture::BlockSource* blocks_;
    capture::PacketFilter* filter_;
    std::uint64_t left_;
    std::uint64_t seen_ = 0;
    std::map<unsigned, std::uint64_t> undecoded_;  ///< Packets, by link type.
};

}  // namespace wsdissect::cli
