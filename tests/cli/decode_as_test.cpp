#include "cli/decode_as.hpp"

#include <doctest/doctest.h>

using wsdissect::cli::parse_decode_as;

TEST_CASE("cli/decode_as: a TCP port as WebSocket, in Wireshark's words") {
    CHECK(parse_decode_as("tcp.port==9000,websocket") == 9000);
    CHECK(parse_decode_as("tcp.port == 1 , websocket") == 1);
    CHECK(parse_decode_as("tcp.port==65535,websocket") == 65535);
    for (const char* const wrong :
         {"", "9000", "tcp.port==", "tcp.port==9000", "tcp.port==9000,", "tcp.port==9000,http",
          "tcp.port==9000,websockets", "tcp.port=9000,websocket", "tcp.port==0,websocket",
          "tcp.port==65536,websocket", "tcp.port==-1,websocket", "tcp.port==90x,websocket",
          "udp.port==9000,websocket", "tcp.port==9000 websocket", "tcp.port==9000,websocket,"}) {
        CAPTURE(wrong);
        CHECK(parse_decode_as(wrong) == std::nullopt);
    }
}
