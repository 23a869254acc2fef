#include "src/engine/turns.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

namespace wsdissect::engine {

namespace {

/// What `threads` threads put down, one after the other, as they claim turns and take them.
std::vector<std::uint64_t> order_of(unsigned threads, std::uint64_t turns_in_all) {
    Turns turns;
    std::atomic<std::uint64_t> claimed = 0;
    std::vector<std::uint64_t> order;  // Guarded by the turns alone.
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < threads; ++i) {
        workers.emplace_back([&] {
            for (std::uint64_t turn = claimed++; turn < turns_in_all; turn = claimed++) {
                if (turn % 7 == 3) std::this_thread::yield();
                if (!turns.wait(turn)) return;
                order.push_back(turn);
                turns.pass(turn);
            }
        });
    }
    workers.clear();
    return order;
}

}  // namespace

TEST_CASE("engine/turns: threads pass in the order of their turns, however many there are") {
    std::vector<std::uint64_t> expected(3000);
    std::iota(expected.begin(), expected.end(), std::uint64_t{0});
    for (const unsigned threads : {1U, 2U, 5U, Turns::kMaxThreads})
        CHECK(order_of(threads, expected.size()) == expected);
}

TEST_CASE("engine/turns: a turn does not come before the one before it was passed") {
    Turns turns;
    std::atomic<bool> came = false;
    REQUIRE(turns.wait(0));
    std::jthread second([&] {
        (void)turns.wait(1);
        came = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(30));  // Long enough to be put to sleep.
    CHECK_FALSE(came);
    turns.pass(0);
    second.join();
    CHECK(came);
}

TEST_CASE("engine/turns: closing sends everybody away, who waits and who comes later") {
    Turns turns;
    std::atomic<int> sent_away = 0;
    std::vector<std::jthread> waiting;
    for (const std::uint64_t turn : {1U, 2U, 40U})
        waiting.emplace_back([&, turn] { sent_away += turns.wait(turn) ? 0 : 1; });
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(sent_away == 0);
    turns.close();
    waiting.clear();
    CHECK(sent_away == 3);
    CHECK_FALSE(turns.wait(0));
    turns.pass(0);
    CHECK_FALSE(turns.wait(1));
}

}  // namespace wsdissect::engine
