#include "cli/packet_output.hpp"

#include <doctest/doctest.h>

namespace wsdissect::cli {

TEST_CASE(
    "cli/packet_output: the number of a ring's file stands before its extension, as wide as the last one's") {
    CHECK(ring_file_name("live.pcapng", 1, 3) == "live-1.pcapng");
    CHECK(ring_file_name("live.pcapng", 7, 20) == "live-07.pcapng");
    CHECK(ring_file_name("/var/log/live", 20, 1000) == "/var/log/live-0020");
    CHECK(ring_file_name("a.b/live.x.pcapng", 2, 2) == "a.b/live.x-2.pcapng");
}

}  // namespace wsdissect::cli
