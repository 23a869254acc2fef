#include "cli/live_intake.hpp"

#include <fmt/format.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <system_error>
#include <utility>

#include "cli/live_errors.hpp"

namespace wsdissect::cli {

namespace {

Timestamp time_by(clockid_t clock) {
    timespec now{};
    (void)::clock_gettime(clock, &now);
    return {now.tv_sec * kNanosecondsPerSecond + now.tv_nsec};
}

/// The clock that the kernel stamps packets by.
Timestamp present() { return time_by(CLOCK_REALTIME); }
Timestamp timer() { return time_by(CLOCK_MONOTONIC); }

}  // namespace

LiveIntake::LiveIntake(LivePlan plan) : plan_(std::move(plan)) {}

LiveIntake::~LiveIntake() {
    if (timer_ >= 0) (void)::close(timer_);
}

/// Who called sudo, or nobody: what is decoded concerns no account of this machine.
ExitStatus LiveIntake::choose_account() {
    if (!sandbox::may_change_user()) {
        if (plan_.user.empty()) return ExitStatus::done;
        complain("--user " + plan_.user + ": only root can become another user");
        return ExitStatus::usage;
    }
    const char* const sudo_user = std::getenv("SUDO_UID");
    const std::string usual = sudo_user != nullptr && *sudo_user != '\0' ? sudo_user : "nobody";
    const std::string name = plan_.user.empty() ? usual : plan_.user;
    account_ = sandbox::find_account(name);
    if (account_) return ExitStatus::done;
    complain("--user " + name + ": there is no such user");
    return ExitStatus::usage;
}

/// Root that stays root keeps no capability.
ExitStatus LiveIntake::give_up_privileges(Diagnostics& diagnostics) {
    const bool changes = account_ && account_->user != ::geteuid();
    const bool given_up = changes ? sandbox::become(*account_) : sandbox::give_up_capabilities();
    if (given_up) {
        if (account_) diagnostics.note("runs as " + account_->name + ", without capabilities");
        return ExitStatus::done;
    }
    const std::string why = std::generic_category().message(errno);
    complain(changes ? "cannot become " + account_->name + ": " + why + " (--user root changes no user)"
                     : "cannot give up capabilities: " + why);
    return ExitStatus::input_damaged;
}

ExitStatus LiveIntake::prepare() {
    if (const ExitStatus status = choose_account(); status != ExitStatus::done) return status;
    std::vector<capture::LiveInterface> opened;
    for (const std::string& name : plan_.interfaces) {
        auto interface = capture::LiveInterface::open(name, plan_.settings);
        if (!interface) return complain_of(interface.error(), plan_.settings);
        opened.push_back(std::move(*interface));
    }
    capture::LiveSurroundings surroundings{.clock = present, .timer = timer};
    surroundings.ends = what_ends_it();
    surroundings.outlets = {STDOUT_FILENO};
    surroundings.on_end = [this] { signals_.let_interrupt(); };
    blocks_.emplace(std::move(opened), std::move(surroundings));
    return ExitStatus::done;
}

std::vector<int> LiveIntake::what_ends_it() {
    std::vector<int> ends = {signals_.descriptor()};
    if (!plan_.duration) return ends;
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    const itimerspec once{.it_interval = {}, .it_value = {static_cast<time_t>(*plan_.duration), 0}};
    (void)::timerfd_settime(timer_, 0, &once, nullptr);
    ends.push_back(timer_);
    return ends;
}

capture::BlockSource& LiveIntake::begin(print::TextOutput& output, Diagnostics& diagnostics,
                                        const std::shared_ptr<capture::InterfaceBook>& interfaces) {
    if (interfaces) blocks_->note_interfaces(*interfaces, plan_.settings.filter);
    status_.emplace(*blocks_, plan_.interfaces, diagnostics);
    // The line would stand in the middle of the output where both go to the same terminal.
    output.before_writing([&diagnostics] { diagnostics.progress().clear(); });
    return *blocks_;
}

void LiveIntake::start() {
    blocks_->start();
    status_->start();
}

void LiveIntake::end(engine::Engine& engine) {
    signals_.let_interrupt();  // What is left to do may wait for who reads the output, too.
    blocks_->stop();
    status_->finish();
    const capture::LiveCounts counts = sum_of(blocks_->counts());
    engine.note_dropped({counts.dropped_kernel, counts.dropped_interface});
}

ExitStatus LiveIntake::conclude(const engine::Engine& engine, Diagnostics& diagnostics) {
    const capture::LiveCounts counts = sum_of(blocks_->counts());
    complain(fmt::format(
        "{} packets received, {} decoded, {} dropped by the kernel, {} dropped by the interface",
        counts.received, engine.summary().packets, counts.dropped_kernel, counts.dropped_interface));
    return diagnostics.input_was_damaged() ? ExitStatus::input_damaged : ExitStatus::done;
}

}  // namespace wsdissect::cli
