#include <doctest/doctest.h>

#include <string_view>

#include "wsdissect/wire/decoder.hpp"

using namespace wsdissect::wire;

TEST_CASE("wire/describe: every error has its words and its numbers") {
    struct Case {
        Error error;
        std::string_view words;
    };
    const Case cases[] = {
        {{ErrorKind::link_header_short, 0, 1, 14}, "link header cut short: 1 byte of 14"},
        {{ErrorKind::encapsulation_short, 34, 3, 4}, "encapsulation header cut short: 3 bytes of 4"},
        {{ErrorKind::ip_version, 14, 6, 4}, "IP version is 6, 4 expected"},
        {{ErrorKind::ip_version, 0, 5, 0}, "IP version is 5, 4 or 6 expected"},
        {{ErrorKind::ip_header_short, 14, 19, 20}, "IP header cut short: 19 bytes of 20"},
        {{ErrorKind::ip_header_length, 14, 16, 20}, "IP header length is 16 bytes, at least 20 expected"},
        {{ErrorKind::ip_total_length, 14, 40, 60}, "IP total length is 40 bytes, at least 60 expected"},
        {{ErrorKind::ip_longer_than_packet, 14, 1500, 46},
         "IP packet of 1500 bytes where the wire carried 46"},
        {{ErrorKind::fragment_length, 34, 9, 8},
         "IP fragment of 9 bytes before others, a multiple of 8 expected"},
        {{ErrorKind::fragment_end, 34, 65540, 65535},
         "IP fragment ends at byte 65540 of its packet, at most 65535 expected"},
        {{ErrorKind::extension_short, 54, 7, 8}, "IPv6 extension header cut short: 7 bytes of 8"},
        {{ErrorKind::tcp_header_short, 34, 0, 20}, "TCP header cut short: 0 bytes of 20"},
        {{ErrorKind::tcp_data_offset, 34, 16, 20}, "TCP data offset is 16 bytes, at least 20 expected"},
        {{ErrorKind::tcp_data_offset, 34, 60, 25}, "TCP data offset is 60 bytes, at most 25 expected"},
    };
    for (const Case& c : cases) CHECK(describe(c.error) == c.words);
}
