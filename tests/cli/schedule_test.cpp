#include "cli/schedule.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

using namespace wsdissect::cli;

namespace {

bool operator==(const Assignment& a, const Assignment& b) { return a.task == b.task && a.job == b.job; }

Assignment next(Schedule& schedule, std::optional<Task> last = {}) {
    const auto assignment = schedule.next(last);
    REQUIRE(assignment);
    return *assignment;
}

/// Takes in two blocks side by side, each with the job of its number.
void take_in_two(Schedule& schedule) {
    for (std::size_t job = 0; job < 2; ++job) CHECK(next(schedule) == Assignment{Task::take_in, job});
    for (std::size_t job = 0; job < 2; ++job) schedule.taken_in(job, job);
}

}  // namespace

TEST_CASE("cli/schedule: one job goes its way before the next block is taken in") {
    Schedule schedule({.jobs = 1, .side_by_side = true, .printing = true});
    for (std::uint64_t place = 0; place < 2; ++place) {
        CHECK(next(schedule) == Assignment{Task::take_in, 0});
        schedule.taken_in(0, place);
        CHECK(next(schedule) == Assignment{Task::decode, 0});
        schedule.decoded(0);
        CHECK(next(schedule) == Assignment{Task::print, 0});
        schedule.printed(0);
        CHECK(next(schedule) == Assignment{Task::write, 0});
        schedule.written(0);
    }
    CHECK(next(schedule) == Assignment{Task::take_in, 0});
    schedule.input_ended(0);
    CHECK_FALSE(schedule.next({}));
}

TEST_CASE("cli/schedule: without printing a block is done when it is decoded") {
    Schedule schedule({.jobs = 1, .side_by_side = true});
    CHECK(next(schedule) == Assignment{Task::take_in, 0});
    schedule.taken_in(0, 0);
    CHECK(next(schedule) == Assignment{Task::decode, 0});
    schedule.decoded(0);
    CHECK(next(schedule) == Assignment{Task::take_in, 0});
}

TEST_CASE("cli/schedule: blocks are decoded in their order, one at a time") {
    Schedule schedule({.jobs = 3, .side_by_side = true, .printing = true});
    for (std::size_t job = 0; job < 3; ++job) CHECK(next(schedule) == Assignment{Task::take_in, job});
    schedule.taken_in(0, 1);  // the other two are not there yet
    schedule.taken_in(2, 0);
    CHECK(next(schedule) == Assignment{Task::decode, 2});
    schedule.taken_in(1, 2);
    schedule.decoded(2);
    CHECK(next(schedule, Task::decode) == Assignment{Task::decode, 0});
    CHECK(next(schedule) == Assignment{Task::print, 2});  // and not block 2, while block 1 is decoded
}

TEST_CASE("cli/schedule: who decodes goes on with the next block, others with what is furthest") {
    Schedule schedule({.jobs = 3, .side_by_side = true, .printing = true});
    take_in_two(schedule);
    CHECK(next(schedule) == Assignment{Task::decode, 0});
    schedule.decoded(0);
    CHECK(next(schedule, Task::decode) == Assignment{Task::decode, 1});
    CHECK(next(schedule, Task::take_in) == Assignment{Task::print, 0});
    CHECK(next(schedule, Task::take_in) == Assignment{Task::take_in, 2});
    schedule.decoded(1);
    schedule.printed(0);
    CHECK(next(schedule, Task::decode) == Assignment{Task::write, 0});  // no block is there to decode
    CHECK(next(schedule, Task::print) == Assignment{Task::print, 1});
}

TEST_CASE("cli/schedule: what has to be waited for is taken in when all that came is written") {
    bool ready = true;
    Schedule schedule({.jobs = 3, .side_by_side = false, .printing = false, .ready = [&] { return ready; }});
    CHECK(next(schedule) == Assignment{Task::take_in, 0});
    schedule.taken_in(0, 0);
    CHECK(next(schedule) == Assignment{Task::decode, 0});
    CHECK(next(schedule) == Assignment{Task::take_in, 1});  // beside the decoding, for it would not wait
    schedule.taken_in(1, 1);
    ready = false;
    schedule.decoded(0);
    CHECK(next(schedule) == Assignment{Task::decode, 1});
    schedule.decoded(1);
    CHECK(next(schedule) == Assignment{Task::take_in, 0});  // nothing is left to do but to wait
}

TEST_CASE("cli/schedule: those who wait are woken when there is nothing any more") {
    Schedule schedule({.jobs = 1, .side_by_side = true});
    CHECK(next(schedule) == Assignment{Task::take_in, 0});
    std::atomic<int> gone = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([&] { gone += schedule.next({}) ? 0 : 1; });
    SUBCASE("since the input has ended") { schedule.input_ended(0); }
    SUBCASE("since it was closed") { schedule.close(); }
    threads.clear();
    CHECK(gone == 3);
    CHECK_FALSE(schedule.next({}));
}

TEST_CASE("cli/schedule: a block waits until those before it are written, or until it is closed") {
    Schedule schedule({.jobs = 2, .side_by_side = true, .printing = true});
    take_in_two(schedule);
    CHECK(next(schedule) == Assignment{Task::decode, 0});
    schedule.decoded(0);
    CHECK(next(schedule, Task::decode) == Assignment{Task::decode, 1});
    CHECK(next(schedule) == Assignment{Task::print, 0});
    schedule.printed(0);
    CHECK(next(schedule) == Assignment{Task::write, 0});
    std::atomic<bool> waited = false;
    bool in_order = false;
    std::jthread waiting([&] {
        in_order = schedule.wait_for_those_before(1);
        waited = true;
    });
    SUBCASE("written") {
        CHECK_FALSE(waited);
        schedule.written(0);
        waiting.join();
        CHECK(in_order);
    }
    SUBCASE("closed") {
        schedule.close();
        waiting.join();
        CHECK_FALSE(in_order);
    }
}
