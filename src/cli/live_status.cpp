#include "cli/live_status.hpp"

#include <fmt/format.h>

namespace wsdissect::cli {

namespace {

/// Losses are told no more often.
constexpr std::chrono::seconds kTellEvery(1);
constexpr std::chrono::milliseconds kShowEvery(200);

}  // namespace

capture::LiveCounts sum_of(const std::vector<capture::LiveCounts>& counts) {
    capture::LiveCounts sum;
    for (const capture::LiveCounts& each : counts) {
        sum.received += each.received;
        sum.dropped_kernel += each.dropped_kernel;
        sum.dropped_interface += each.dropped_interface;
    }
    return sum;
}

LiveStatus::LiveStatus(capture::LiveBlocks& blocks, const std::vector<std::string>& names,
                       Diagnostics& diagnostics)
    : blocks_(blocks),
      names_(names),
      diagnostics_(diagnostics),
      told_(names.size()),
      counted_at_(Clock::now()) {}

void LiveStatus::on_block(const Progression& progression) {
    const auto now = Clock::now();
    if (now - told_at_ >= kTellEvery) {
        told_at_ = now;
        tell_losses();
    }
    show(progression, now);
}

void LiveStatus::finish() { tell_losses(); }

void LiveStatus::tell_losses() {
    const auto counts = blocks_.counts();
    for (std::size_t i = 0; i < counts.size(); ++i)
        diagnostics_.dropped(names_[i], counts[i].dropped_kernel - told_[i].dropped_kernel,
                             counts[i].dropped_interface - told_[i].dropped_interface);
    told_ = counts;
    for (const capture::LostInterface& lost : blocks_.take_lost()) diagnostics_.lost(lost.name, lost.reason);
}

/// Output and remarks have cleared the line: it comes back behind them.
void LiveStatus::show(const Progression& progression, Clock::time_point now) {
    const auto since = now - counted_at_;
    if (since < kShowEvery && diagnostics_.progress().visible()) return;
    if (since >= kShowEvery) {
        rate_ = static_cast<double>(progression.messages - messages_) /
                std::chrono::duration<double>(since).count();
        messages_ = progression.messages;
        counted_at_ = now;
    }
    const capture::LiveCounts counts = sum_of(blocks_.counts());
    diagnostics_.progress().show(fmt::format("packets {}, connections open {}, messages/s {:.0f}, dropped {}",
                                             progression.packets, progression.open_connections, rate_,
                                             counts.dropped_kernel + counts.dropped_interface));
}

}  // namespace wsdissect::cli
