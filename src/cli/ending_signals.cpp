#include "cli/ending_signals.hpp"

#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

namespace wsdissect::cli {

namespace {

sigset_t ending_signals() noexcept {
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGHUP);
    return set;
}

}  // namespace

EndingSignals::EndingSignals() {
    const sigset_t set = ending_signals();
    (void)pthread_sigmask(SIG_BLOCK, &set, nullptr);
    descriptor_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

EndingSignals::~EndingSignals() { (void)::close(descriptor_); }

void EndingSignals::let_interrupt() const noexcept {
    signalfd_siginfo came;
    while (::read(descriptor_, &came, sizeof came) > 0) {
    }
    const sigset_t set = ending_signals();
    (void)pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void leave_first_interrupt_to_the_writer() noexcept {
    struct stat input {};
    if (::fstat(STDIN_FILENO, &input) != 0 || !S_ISFIFO(input.st_mode)) return;
    struct sigaction action {};
    if (::sigaction(SIGINT, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) return;
    action.sa_handler = [](int) {};
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    (void)::sigaction(SIGINT, &action, nullptr);
}

}  // namespace wsdissect::cli
