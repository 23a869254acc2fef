#include "engine/payload_buffer.hpp"

#include <doctest/doctest.h>

#include "tests/engine/speech.hpp"

using namespace wsdissect;
using engine::PayloadBuffer;

TEST_CASE("engine/payload_buffer: pieces are unmasked from where they stand in their frame") {
    MemoryBudget budget(1000);
    PayloadBuffer buffer;
    const websocket::MaskingKey key = {1, 2, 3, 4};
    buffer.append(as_bytes("\x60\x60\x60"), {key, 0}, 100, budget);
    buffer.append(as_bytes("\x60\x64"), {key, 3}, 100, budget);
    buffer.append(as_bytes("plain"), {}, 100, budget);
    CHECK(as_text(buffer.bytes()) == "abcdeplain");
    CHECK(budget.used() == 10);
    buffer.clear(budget);
    CHECK(buffer.size() == 0);
    CHECK(budget.used() == 0);
}

TEST_CASE("engine/payload_buffer: what is beyond the limit is dropped") {
    MemoryBudget budget(1000);
    PayloadBuffer buffer;
    buffer.append(as_bytes("abc"), {}, 5, budget);
    buffer.append(as_bytes("def"), {}, 5, budget);
    buffer.append(as_bytes("ghi"), {}, 5, budget);
    buffer.append(as_bytes("ghi"), {}, 2, budget);
    CHECK(as_text(buffer.bytes()) == "abcde");
    CHECK(budget.used() == 5);
    buffer.clear(budget);
}

TEST_CASE("engine/payload_buffer: after what the budget refused nothing is taken until it is cleared") {
    MemoryBudget budget(6);
    PayloadBuffer buffer;
    buffer.append(as_bytes("abcd"), {}, 100, budget);
    buffer.append(as_bytes("efgh"), {}, 100, budget);
    buffer.append(as_bytes("i"), {}, 100, budget);
    CHECK(as_text(buffer.bytes()) == "abcd");
    buffer.clear(budget);
    buffer.append(as_bytes("jk"), {}, 100, budget);
    CHECK(as_text(buffer.bytes()) == "jk");
    buffer.clear(budget);
    CHECK(budget.used() == 0);
}
