#include "src/capture/detect_format.hpp"

#include <doctest/doctest.h>

#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"

namespace wsdissect::capture {

TEST_CASE("capture/detect_format: what is no capture is said to be none, with its first octets") {
    struct Case {
        std::string_view content;
        std::string damage;
    };
    const Case cases[] = {
        {"", "after 0: packet 1 at 0: file is empty"},
        {"x", "after 0: packet 1 at 0: neither pcap nor pcapng: unknown magic number 0x00000078"},
        {"GET / HTTP/1.1\r\n",
         "after 0: packet 1 at 0: neither pcap nor pcapng: unknown magic number 0x47455420"},
        {"\x1f\x8c\x08\x04",
         "after 0: packet 1 at 0: neither pcap nor pcapng: unknown magic number 0x1f8c0804"},
    };
    for (const Case& c : cases) {
        const Reading reading = read_content(as_bytes(c.content));
        CHECK(reading.packets.empty());
        CHECK(reading.damages == std::vector{c.damage});
    }
}

TEST_CASE("capture/detect_format: a file that ends inside its magic number is cut, not foreign") {
    const auto pcap = test::PcapBuilder().octets();
    const auto pcapng = test::PcapngBuilder().octets();
    for (std::size_t octets = 1; octets < kMagicOctets; ++octets) {
        const std::string found = std::to_string(octets);
        CHECK(read_content(Bytes(pcap).first(octets)).damages ==
              std::vector{"after 0: packet 1 at 0: file ends inside its header: " + found + " of 24 bytes"});
        CHECK(read_content(Bytes(pcapng).first(octets)).damages ==
              std::vector{"after 0: packet 1 at 0: file ends inside its header: " + found + " of 28 bytes"});
    }
}

}  // namespace wsdissect::capture
