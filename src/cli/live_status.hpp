#pragma once
// What is said on standard error while a live interface is watched: packets that were lost, as it happens,
// and on a terminal a line that shows how things stand.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "capture/live_blocks.hpp"
#include "cli/diagnostics.hpp"
#include "cli/monitor.hpp"

namespace wsdissect::cli {

class LiveStatus final : public Monitor {
  public:
    /// The parts outlive it. `names`: of the interfaces.
    LiveStatus(capture::LiveBlocks& blocks, const std::vector<std::string>& names, Diagnostics& diagnostics);

    /// From now on packets that were dropped are told also while no block is done, since nobody reads the
    /// output.
    void start();
    void on_block(const Progression& progression) override;
    /// What was not said yet.
    void finish();

  private:
    using Clock = std::chrono::steady_clock;

    void watch(const std::stop_token& stop);
    void tell_drops_if_due(Clock::time_point now);
    void tell_drops();
    void tell_lost_interfaces();
    void show(const Progression& progression, Clock::time_point now);

    capture::LiveBlocks& blocks_;
    const std::vector<std::string>& names_;
    Diagnostics& diagnostics_;

    std::mutex mutex_;                       ///< Of the two below.
    std::vector<capture::LiveCounts> told_;  ///< By interface.
    Clock::time_point told_at_;

    // Of messages a second:
    std::uint64_t messages_ = 0;  ///< When they were counted last.
    Clock::time_point counted_at_;
    double rate_ = 0;

    std::condition_variable_any stopped_;
    std::jthread watching_;  ///< Last: it ends first.
};

/// Of all interfaces together.
[[nodiscard]] capture::LiveCounts sum_of(const std::vector<capture::LiveCounts>& counts);

}  // namespace wsdissect::cli
