#include "src/print/numbered_slots.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using wsdissect::print::NumberedSlots;

namespace {

struct Value {
    std::uint64_t content = 0;
    void clear() noexcept { content = 0; }
};

}  // namespace

TEST_CASE("print/numbered_slots: a value is there until it is taken, then it is another one") {
    NumberedSlots<Value> slots;
    slots.at(7).content = 70;
    CHECK(slots.at(7).content == 70);
    CHECK(slots.at(7 + 64).content == 0);
    CHECK(slots.size() == 2);
    CHECK(slots.take(7).content == 70);
    CHECK(slots.size() == 1);
    CHECK(slots.at(7).content == 0);
    CHECK(slots.take(1'000'000).content == 0);
}

TEST_CASE("print/numbered_slots: it holds what a map holds") {
    std::mt19937_64 random(1);
    NumberedSlots<Value> slots;
    std::map<std::uint64_t, std::uint64_t> expected;
    std::uint64_t begun = 0;
    for (int step = 0; step < 200'000; ++step) {
        const bool many = expected.size() > 3000;
        if (!many && random() % 2 == 0) {
            slots.at(begun).content = expected[begun] = random();
            ++begun;
        } else if (!expected.empty()) {
            // Most often a young one ends; now and then any.
            auto ended = random() % 8 == 0 ? expected.begin() : std::prev(expected.end());
            if (random() % 8 == 0) ended = expected.lower_bound(random() % begun);
            if (ended == expected.end()) continue;
            REQUIRE(slots.take(ended->first).content == ended->second);
            expected.erase(ended);
        }
        REQUIRE(slots.size() == expected.size());
    }
    for (const auto& [number, content] : expected) REQUIRE(slots.take(number).content == content);
    CHECK(slots.size() == 0);
}

TEST_CASE("print/numbered_slots: of a million that are open any ends without a walk over the others") {
    // That walk, half a million steps for each, would not be over before the tests are given up.
    constexpr std::uint64_t kOpen = 1'000'000;
    NumberedSlots<Value> slots;
    for (std::uint64_t number = 0; number < kOpen; ++number) slots.at(number).content = number;
    std::uint64_t sum = 0;
    for (std::uint64_t number = 0; number < kOpen; ++number) sum += slots.take(number).content;
    CHECK(sum == kOpen * (kOpen - 1) / 2);
    // Numbers that would meet in a table of so many places that is indexed by their lowest bits.
    for (std::uint64_t i = 0; i < 20'000; ++i) slots.at(i << 17).content = i;
    for (std::uint64_t i = 0; i < 20'000; ++i) REQUIRE(slots.take(i << 17).content == i);
}
