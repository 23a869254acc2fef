// What needs no traffic; the rest is in tests/e2e/sniff_test.py. Where capturing is not permitted nothing is
// tried.

#include "capture/live_blocks.hpp"

#include <doctest/doctest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <utility>

namespace wsdissect::capture {

namespace {

Timestamp timer() {
    return {std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count()};
}

struct Event {
    Event() : descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    Event(const Event&) = delete;
    ~Event() { (void)::close(descriptor); }
    void happen() const { (void)::eventfd_write(descriptor, 1); }

    int descriptor;
};

}  // namespace

TEST_CASE("capture/live_blocks: it ends in time though its clock is set back all the time") {
    auto loopback = LiveInterface::open("lo", {.buffer = std::uint64_t{1} << 20});
    if (!loopback) return;
    const Event end;
    bool ended = false;
    Timestamp clock{std::int64_t{1} << 60};
    std::vector<LiveInterface> interfaces;
    interfaces.push_back(std::move(*loopback));
    LiveBlocks blocks(std::move(interfaces), {.clock = [&] { return clock = {clock.nanoseconds / 2}; },
                                              .timer = timer,
                                              .ends = {end.descriptor},
                                              .on_end = [&] { ended = true; }});
    const Timestamp begin = timer();
    blocks.start();
    end.happen();
    Block block;
    while (blocks.cut(block)) CHECK(nanoseconds_between(begin, timer()) < 10 * kNanosecondsPerSecond);
    CHECK(nanoseconds_between(begin, timer()) < 10 * kNanosecondsPerSecond);
    blocks.stop();
    CHECK(ended);
}

}  // namespace wsdissect::capture
