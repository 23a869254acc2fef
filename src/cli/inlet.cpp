#include "cli/inlet.hpp"

#include <limits>

#include "wsdissect/capture/open_blocks.hpp"
#include "wsdissect/wire/decoder.hpp"

namespace wsdissect::cli {

Inlet::Inlet(capture::BlockSource& blocks, const Selection& selection)
    : blocks_(&blocks),
      filter_(selection.filter),
      left_(selection.count.value_or(std::numeric_limits<std::uint64_t>::max())) {}

bool Inlet::cut(Load& load) {
    if (left_ == 0 || !blocks_->cut(load.block)) return false;
    load.first_time.reset();
    if (seen_ == 0 && !load.block.packets.empty()) load.first_time = load.block.packets.front().stamp.time;
    seen_ += load.block.packets.size();
    select(load.block);
    count_undecoded(load.block);
    load.packets = seen_;
    load.bytes = blocks_->bytes_read();
    return true;
}

/// Damage behind the last packet wanted is of no interest.
void Inlet::select(capture::Block& block) {
    if (filter_ != nullptr) {
        block.select([this](const capture::Packet& packet) { return filter_->matches(packet); }, left_);
    } else if (left_ <= block.packets.size()) {
        block.select([](const capture::Packet&) { return true; }, left_);
    }
    left_ -= block.packets.size();
}

void Inlet::count_undecoded(const capture::Block& block) {
    LinkType decoded = LinkType::ethernet;  // as most packets are, and like the one before nearly all
    for (const capture::Packet& packet : block.packets) {
        if (packet.link_type == decoded) continue;
        if (wire::is_decoded(packet.link_type)) {
            decoded = packet.link_type;
        } else {
            ++undecoded_[static_cast<unsigned>(packet.link_type)];
        }
    }
}

void Inlet::tell_passed_over(Diagnostics& diagnostics) const {
    diagnostics.link_types_not_decoded(undecoded_);
    if (filter_ != nullptr) diagnostics.filter_not_applicable(filter_->inapplicable());
}

}  // namespace wsdissect::cli
