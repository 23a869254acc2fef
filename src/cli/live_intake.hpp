#pragma once
// Live interfaces as a command's input.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/live_blocks.hpp"
#include "cli/ending_signals.hpp"
#include "cli/intake.hpp"
#include "cli/live_status.hpp"
#include "sandbox/privileges.hpp"
#include "wsdissect/capture/live.hpp"

namespace wsdissect::cli {

struct LivePlan {
    std::vector<std::string> interfaces;
    capture::LiveSettings settings;
    std::optional<std::uint64_t> duration;  ///< Seconds.
    std::string user;                       ///< Whom root is to become; empty: whoever suits.
};

class LiveIntake final : public Intake {
  public:
    explicit LiveIntake(LivePlan plan);
    ~LiveIntake() override;

    /// Opens the interfaces.
    [[nodiscard]] ExitStatus prepare() override;
    [[nodiscard]] const std::vector<std::string>& names() const override { return plan_.interfaces; }
    [[nodiscard]] bool is_live() const override { return true; }
    [[nodiscard]] capture::BlockSource& begin(
        print::TextOutput& output, Diagnostics& diagnostics,
        const std::shared_ptr<capture::InterfaceBook>& interfaces) override;
    [[nodiscard]] sandbox::Policy policy() const override { return {.captures = true}; }
    [[nodiscard]] ExitStatus give_up_privileges(Diagnostics& diagnostics) override;
    /// Begins to read the interfaces, in a thread of its own.
    void start() override;
    [[nodiscard]] Monitor* monitor() override { return status_ ? &*status_ : nullptr; }
    /// Stops to read.
    void end(engine::Engine& engine) override;
    /// Says what was received, decoded and dropped.
    [[nodiscard]] ExitStatus conclude(const engine::Engine& engine, Diagnostics& diagnostics) override;

  private:
    [[nodiscard]] ExitStatus choose_account();
    [[nodiscard]] std::vector<int> what_ends_it();

    LivePlan plan_;
    EndingSignals signals_;
    int timer_ = -1;  ///< A timerfd of the duration.
    std::optional<capture::LiveBlocks> blocks_;
    std::optional<LiveStatus> status_;
    std::optional<sandbox::Account> account_;  ///< Whom to become. Empty: nobody else.
};

}  // namespace wsdissect::cli
