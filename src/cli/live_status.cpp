#include "cli/live_status.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wsdissect::cli {

namespace {

/// Losses are told no more often.
constexpr std::chrono::seconds kTellEvery(1);
constexpr std::chrono::milliseconds kShowEvery(200);

/// Then a remark has to wait for the output before it, lest it stand in the middle of a line.
bool remarks_go_where_results_go() {
    struct stat results {};
    struct stat remarks {};
    return ::fstat(STDOUT_FILENO, &results) == 0 && ::fstat(STDERR_FILENO, &remarks) == 0 &&
           results.st_dev == remarks.st_dev && results.st_ino == remarks.st_ino;
}

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

void LiveStatus::start() {
    if (!remarks_go_where_results_go())
        watching_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

void LiveStatus::watch(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stopped_.wait_for(lock, stop, kTellEvery, [&] { return stop.stop_requested(); }))
        tell_drops_if_due(Clock::now());
}

void LiveStatus::on_block(const Progression& progression) {
    const auto now = Clock::now();
    {
        const std::lock_guard lock(mutex_);
        tell_drops_if_due(now);
    }
    tell_lost_interfaces();
    show(progression, now);
}

void LiveStatus::finish() {
    watching_ = {};
    tell_drops();
    tell_lost_interfaces();
}

void LiveStatus::tell_drops_if_due(Clock::time_point now) {
    if (now - told_at_ < kTellEvery) return;
    told_at_ = now;
    tell_drops();
}

void LiveStatus::tell_drops() {
    const auto counts = blocks_.counts();
    for (std::size_t i = 0; i < counts.size(); ++i)
        diagnostics_.dropped(names_[i], counts[i].dropped_kernel - told_[i].dropped_kernel,
                             counts[i].dropped_interface - told_[i].dropped_interface);
    told_ = counts;
}

void LiveStatus::tell_lost_interfaces() {
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
