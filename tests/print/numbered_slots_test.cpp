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
