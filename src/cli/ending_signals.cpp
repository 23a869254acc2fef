#include "cli/ending_signals.hpp"

#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace wsdissect::cli {

namespace {

bool is_ignored(int signal) noexcept {
    struct sigaction action {};
    return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// Without those that are ignored: blocked they would be kept, and could be read.
sigset_t ending_signals() noexcept {
    sigset_t set;
    (void)sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        if (!is_ignored(signal)) (void)sigaddset(&set, signal);
    return set;
}

}  // namespace

EndingSignals::EndingSignals() : signals_(ending_signals()) {
    (void)pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    descriptor_ = ::signalfd(-1, &signals_, SFD_CLOEXEC | SFD_NONBLOCK);
}

EndingSignals::~EndingSignals() { (void)::close(descriptor_); }

void EndingSignals::let_interrupt() const noexcept {
    signalfd_siginfo came;
    while (::read(descriptor_, &came, sizeof came) > 0) {
    }
    (void)pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
}

void leave_first_interrupt_to_the_writer() noexcept {
    struct stat input {};
    if (::fstat(STDIN_FILENO, &input) != 0 || !S_ISFIFO(input.st_mode)) return;
    if (is_ignored(SIGINT)) return;
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    (void)::sigaction(SIGINT, &action, nullptr);
}

}  // namespace wsdissect::cli
