#include "cli/ending_signals.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <csignal>
#include <initializer_list>

namespace wsdissect::cli {

namespace {

/// What a signal does while this lives.
class Disposition {
  public:
    Disposition(int signal, void (*handler)(int)) : signal_(signal), before_(std::signal(signal, handler)) {}
    ~Disposition() { (void)std::signal(signal_, before_); }
    Disposition(const Disposition&) = delete;
    Disposition& operator=(const Disposition&) = delete;

  private:
    int signal_;
    void (*before_)(int);
};

bool is_readable(int descriptor) {
    pollfd request{.fd = descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&request, 1, 0) > 0;
}

}  // namespace

TEST_CASE("cli/ending_signals: each can be waited for, and is forgotten when they may interrupt") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        const Disposition usual(signal, SIG_DFL);
        const EndingSignals signals;
        CHECK_FALSE(is_readable(signals.descriptor()));
        (void)std::raise(signal);
        CHECK(is_readable(signals.descriptor()));
        signals.let_interrupt();
    }
}

TEST_CASE("cli/ending_signals: one that is ignored stays so, and the others do not") {
    const Disposition ignored(SIGHUP, SIG_IGN);
    const Disposition usual(SIGTERM, SIG_DFL);
    const EndingSignals signals;
    (void)std::raise(SIGHUP);
    CHECK_FALSE(is_readable(signals.descriptor()));
    (void)std::raise(SIGTERM);
    CHECK(is_readable(signals.descriptor()));
    signals.let_interrupt();
    (void)std::raise(SIGHUP);  // Ends nothing.
}

}  // namespace wsdissect::cli
