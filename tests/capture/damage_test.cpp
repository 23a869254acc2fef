#include "wsdissect/capture/damage.hpp"

#include <doctest/doctest.h>

#include <cerrno>

namespace wsdissect::capture {

TEST_CASE("capture/damage: each kind is one clause with its numbers") {
    struct Case {
        Damage damage;
        std::string words;
    };
    const Case cases[] = {
        {{.kind = DamageKind::empty_file}, "file is empty"},
        {{.kind = DamageKind::not_a_capture, .found = 0x0f1f8b08},
         "neither pcap nor pcapng: unknown magic number 0x0f1f8b08"},
        {{.kind = DamageKind::unknown_version, .found = 3}, "unknown major version 3 of the file format"},
        {{.kind = DamageKind::cut_file_header, .found = 5, .expected = 24},
         "file ends inside its header: 5 of 24 bytes"},
        {{.kind = DamageKind::cut_packet_header, .found = 1, .expected = 16},
         "file ends inside a packet or block header: 1 of 16 bytes"},
        {{.kind = DamageKind::cut_packet, .found = 12, .expected = 60},
         "file ends inside a packet: 12 of 60 bytes"},
        {{.kind = DamageKind::cut_block, .found = 20, .expected = 48},
         "file ends inside a block: 20 of 48 bytes"},
        {{.kind = DamageKind::packet_too_long, .found = 4294967295, .expected = 16777216},
         "captured length of 4294967295 bytes is above the limit of 16777216"},
        {{.kind = DamageKind::block_length, .found = 13}, "impossible block length of 13 bytes"},
        {{.kind = DamageKind::block_trailer, .found = 36, .expected = 40},
         "block ends with length 36 but begins with length 40"},
        {{.kind = DamageKind::packet_exceeds_block, .found = 100, .expected = 60},
         "packet of 100 bytes in a block with room for 60"},
        {{.kind = DamageKind::unknown_interface, .found = 2, .expected = 0},
         "packet of interface 2 where the section describes no interface"},
        {{.kind = DamageKind::unknown_interface, .found = 2, .expected = 1},
         "packet of interface 2 where the section describes only 1 interface"},
        {{.kind = DamageKind::unknown_interface, .found = 2, .expected = 2},
         "packet of interface 2 where the section describes only 2 interfaces"},
        {{.kind = DamageKind::read_failed, .found = EIO}, "reading failed: Input/output error"},
        {{.kind = DamageKind::compression_cut, .found = 0}, "file ends inside its gzip data"},
        {{.kind = DamageKind::compression_damaged, .found = 3}, "lz4 data is damaged"},
        {{.kind = DamageKind::compression_damaged, .found = 1, .detail = "wrong"},
         "zstd data is damaged: wrong"},
        {{.kind = DamageKind::decompression_too_large, .found = 2},
         "xz data that takes more than 160 MiB to decompress"},
    };
    for (const Case& c : cases) CHECK(describe(c.damage) == c.words);
}

}  // namespace wsdissect::capture
