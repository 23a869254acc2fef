#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <set>
#include <vector>

#include "engine/slot_pool.hpp"

using namespace wsdissect::engine;

TEST_CASE("engine/slot_pool: slots do not overlap, and begin with cache lines") {
    SlotPool<100> pool;
    std::vector<char*> slots;
    for (int i = 0; i < 200; ++i) slots.push_back(static_cast<char*>(pool.take()));
    for (std::size_t i = 0; i < slots.size(); ++i) {
        CHECK(reinterpret_cast<std::uintptr_t>(slots[i]) % 64 == 0);
        std::memset(slots[i], static_cast<int>(i), 100);
    }
    for (std::size_t i = 0; i < slots.size(); ++i)
        CHECK(std::all_of(slots[i], slots[i] + 100, [&](char c) { return c == static_cast<char>(i); }));
}

TEST_CASE("engine/slot_pool: a slot given back is the next one taken, and no other is taken twice") {
    SlotPool<8> pool;
    void* const first = pool.take();
    void* const second = pool.take();
    pool.give_back(first);
    CHECK(pool.take() == first);
    std::set<void*> taken = {first, second};
    for (int i = 0; i < 100; ++i) CHECK(taken.insert(pool.take()).second);
}
