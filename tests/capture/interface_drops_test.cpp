#include "capture/interface_drops.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "tests/support/temporary_folder.hpp"

namespace wsdissect::capture {

TEST_CASE("capture/interface_drops: counted is from the opening on, and never less than before") {
    const test::TemporaryFolder folder;
    const auto write = [&](const char* missed, const char* overran) {
        folder.write("rx_missed_errors", as_bytes(missed));
        folder.write("rx_fifo_errors", as_bytes(overran));
    };
    write("5\n", "10\n");
    InterfaceDrops drops(folder.path().string());
    CHECK(drops.count() == 0);
    write("7\n", "10\n");
    CHECK(drops.count() == 2);
    write("7\n", "13\n");
    CHECK(drops.count() == 5);
    write("0\n", "0\n");
    CHECK(drops.count() == 5);
    write("", "");
    CHECK(drops.count() == 5);
    write("20\n", "13\n");
    CHECK(drops.count() == 18);
    write("15\n", "13\n");
    CHECK(drops.count() == 18);
}

TEST_CASE("capture/interface_drops: without counters nothing is counted") {
    InterfaceDrops drops("/nonexistent");
    CHECK(drops.count() == 0);
}

}  // namespace wsdissect::capture
