#include "wsdissect/tcp/flow.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace wsdissect;
using namespace wsdissect::tcp;

TEST_CASE("tcp/flow: a sequence number's offset is the one nearest to the next octet") {
    struct Case {
        std::uint32_t base;
        std::uint64_t next;
        std::uint32_t sequence;
        std::uint64_t offset;
    };
    constexpr std::uint64_t k4Gi = std::uint64_t{1} << 32;
    const std::vector<Case> cases{
        {1000, 0, 1000, 0},
        {1000, 0, 1005, 5},
        {1000, 0, 999, ~std::uint64_t{0}},
        {0xFFFFFFFE, 0, 1, 3},
        {0xFFFFFFFE, 3, 0xFFFFFFFE, 0},
        {7, k4Gi, 7, k4Gi},
        {7, k4Gi, 6, k4Gi - 1},
        {7, 5 * k4Gi - 1, 8, 5 * k4Gi + 1},
        {0, k4Gi, 0x7FFFFFFF, k4Gi + 0x7FFFFFFF},
        {0, k4Gi, 0x80000000, k4Gi - 0x80000000},
    };
    for (const Case& test : cases) {
        HalfFlow half;
        half.base = {test.base};
        half.next = test.next;
        CHECK(half.offset_of({test.sequence}) == test.offset);
    }
    CHECK(is_before(~std::uint64_t{0}, 0));
    CHECK(is_before(1, 2));
    CHECK_FALSE(is_before(2, 2));
    CHECK_FALSE(is_before(3, 2));
}

TEST_CASE("tcp/flow: its number has 32 bits") {
    Flow flow;
    for (const std::uint64_t number : {0U, 1U, 0xFFFFU, 0x10000U, 0x12345678U, 0xFFFFFFFFU}) {
        flow.set_number(number);
        CHECK(flow.number() == number);
    }
}

TEST_CASE("tcp/flow: an end's octets are all captured unless it, or the other end, has shown more") {
    HalfFlow half;
    half.base = {0xFFFFFFFE};
    half.based = half.started = true;
    half.hand_on(10);
    CHECK(half.is_all_captured());
    half.note_stand({7});  // a keep-alive probe
    half.note_stand({8});
    CHECK(half.is_all_captured());
    half.note_acknowledged({8});
    CHECK(half.is_all_captured());

    SUBCASE("by what it acknowledges") {
        half.note_acknowledged({9});
        CHECK_FALSE(half.is_all_captured());
        half.ended = true;  // it was the FIN
        CHECK(half.is_all_captured());
        half.note_acknowledged({10});
        CHECK_FALSE(half.is_all_captured());
    }
    SUBCASE("by where it stands, until octets come") {
        half.note_stand({9});
        CHECK_FALSE(half.is_all_captured());
        half.note_stand({8});
        CHECK_FALSE(half.is_all_captured());
        half.hand_on(1);
        CHECK(half.is_all_captured());
        half.ended = true;
        half.note_stand({10});
        CHECK(half.is_all_captured());
    }
    SUBCASE("nothing is known of where it stands before it is known where it begins") {
        half.started = false;
        half.note_stand({100});
        CHECK(half.is_all_captured());
    }
}

TEST_CASE("tcp/flow: who ends first stays the first") {
    for (const End first : {End::lower, End::higher}) {
        Flow flow;
        CHECK_FALSE(flow.first_ender());
        flow.note_ender(first);
        flow.note_ender(other(first));
        CHECK(flow.first_ender() == first);
    }
}

TEST_CASE("tcp/flow: where the other may have ended before, none is the first, until that end proves false") {
    for (const End end : {End::lower, End::higher}) {
        Flow flow;
        flow.note_doubtful_ender();
        flow.note_ender(end);
        CHECK_FALSE(flow.first_ender());
        flow.forget_ender(end);
        flow.note_ender(other(end));
        CHECK(flow.first_ender() == other(end));
        flow.note_doubtful_ender();
        flow.forget_ender(end);  // which was not the first
        CHECK(flow.first_ender() == other(end));
    }
}

TEST_CASE("tcp/flow: acknowledgements tell what is missing of who has sent, and nothing of who has not") {
    for (const std::uint32_t number : {5'000U, 3'000'000'000U}) {
        HalfFlow half;
        half.note_acknowledged({number});
        CHECK(half.is_all_captured());
        half.base = {number - 1};
        half.based = true;
        CHECK_FALSE(half.is_all_captured());
        half.next = 1;
        CHECK(half.is_all_captured());
    }
}
