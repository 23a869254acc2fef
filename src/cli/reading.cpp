#include "cli/reading.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <span>

#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/wire/decoder.hpp"

namespace wsdissect::cli {

namespace {

/// Packets of link types that are passed over, so that an empty result is not a riddle.
class UndecodedLinks {
  public:
    void count(std::span<const capture::Packet> packets) {
        for (const capture::Packet& packet : packets)
            if (!wire::is_decoded(packet.link_type)) ++packets_[static_cast<unsigned>(packet.link_type)];
    }
    void tell(Diagnostics& diagnostics) const {
        for (const auto& [link_type, packets] : packets_)
            diagnostics.link_type_not_decoded(link_type, packets);
    }

  private:
    std::map<unsigned, std::uint64_t> packets_;
};

/// Gives the packets to the engine, and tells damage where it is met.
void decode(const capture::Block& block, engine::Engine& engine, Diagnostics& diagnostics) {
    std::size_t done = 0;
    for (const capture::PlacedDamage& damage : block.damages) {
        engine.on_packets(block.packets.subspan(done, damage.packets_before - done));
        done = damage.packets_before;
        diagnostics.damaged(damage.damage);
    }
    engine.on_packets(block.packets.subspan(done));
}

}  // namespace

void read_captures(const ReadingPlan& plan, engine::Engine& engine, model::Sink& sink,
                   print::TextOutput& output, Diagnostics& diagnostics) {
    const auto blocks =
        capture::open_blocks(plan.files, [&](std::uint32_t file, const capture::OpenError& error) {
            diagnostics.could_not_open(file, error.error_number);
        });
    capture::Block block;
    UndecodedLinks undecoded;
    std::uint64_t seen = 0;
    std::uint64_t left = plan.count.value_or(~std::uint64_t{0});
    bool started = false;
    while (!sink.done() && output.state() == print::OutputState::open && left > 0) {
        (void)blocks->claim(block);
        if (!blocks->cut(block)) break;
        if (!started && !block.packets.empty()) {
            sink.on_start({block.packets.front().stamp.time, plan.files});
            started = true;
        }
        seen += block.packets.size();
        if (plan.filter != nullptr || left <= block.packets.size()) {
            block.select(
                [&](const capture::Packet& packet) {
                    return plan.filter == nullptr || plan.filter->matches(packet);
                },
                left);
        }
        left -= block.packets.size();
        undecoded.count(block.packets);
        decode(block, engine, diagnostics);
        output.flush();
        diagnostics.progress().update(blocks->bytes_read(), blocks->bytes_total(), seen);
    }
    diagnostics.progress().clear();
    undecoded.tell(diagnostics);
    if (plan.filter == nullptr) return;
    for (const auto& where : plan.filter->inapplicable()) diagnostics.filter_not_applicable(where);
}

}  // namespace wsdissect::cli
