#include "capture/wide_count.hpp"

#include <doctest/doctest.h>

using wsdissect::capture::WideCount;

TEST_CASE("capture/wide_count: a counter that overruns goes on") {
    WideCount count;
    CHECK(count.total() == 0);
    count.look(7);
    CHECK(count.total() == 7);
    count.look(0xffff'fffe);
    CHECK(count.total() == 0xffff'fffe);
    count.look(3);
    CHECK(count.total() == 0x1'0000'0003);
    count.look(3);
    CHECK(count.total() == 0x1'0000'0003);
    count.look(2);
    CHECK(count.total() == 0x2'0000'0002);
}
