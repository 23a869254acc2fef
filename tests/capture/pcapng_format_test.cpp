#include "src/capture/pcapng_format.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/temporary_file.hpp"

namespace wsdissect::capture {

namespace {

using test::OctetWriter;
using test::PcapngBuilder;

constexpr std::uint32_t kUnknownBlock = 0x80001234;
constexpr std::size_t kSection = 28;    ///< Octets of a section header block without options.
constexpr std::size_t kInterface = 20;  ///< Of an interface's without options.
constexpr std::size_t kPacket = 32;     ///< Of an enhanced or obsolete packet's around the octets.

/// What a damaged file gives.
struct Expected {
    std::vector<std::string> texts;
    std::vector<std::string> damages;
};

void check(const PcapngBuilder& builder, const Expected& expected) {
    for (const Reading& reading : {read_content(builder.octets()), read_content(builder.octets(), 1),
                                   read_pipe(builder.octets(), 1)}) {
        CHECK(reading.texts() == expected.texts);
        CHECK(reading.damages == expected.damages);
    }
}

/// A file with every kind of block that is read, and blocks that are passed over between them.
std::vector<std::uint8_t> rich_file() {
    PcapngBuilder file;
    file.interface().block(4, as_bytes("names of hosts"));
    file.enhanced({.ticks = 1, .data = as_bytes("one"), .comment = "why"});
    file.block(5, as_bytes("statistics")).block(10, as_bytes("a key of TLS"));
    file.simple(as_bytes("three"));
    file.section(ByteOrder::big).interface().block(0xbad, as_bytes("custom"));
    file.obsolete(0, 2, as_bytes("seven.."));
    file.block(kUnknownBlock, {});
    return file.octets();
}

/// Where the blocks of a file begin, and where its last one ends; the big-endian section begins at `turn`.
std::vector<std::size_t> block_borders(Bytes file, std::size_t turn) {
    std::vector<std::size_t> borders{0};
    while (borders.back() < file.size()) {
        ByteReader reader(file.subspan(borders.back() + 4));
        const ByteOrder order = borders.back() < turn ? ByteOrder::little : ByteOrder::big;
        borders.push_back(borders.back() + reader.u32(order));
    }
    return borders;
}

}  // namespace

TEST_CASE("capture/pcapng_format: sections have their own octet order, interfaces and clocks") {
    PcapngBuilder file(ByteOrder::little);
    file.interface({.link_type = LinkType::ethernet});
    file.interface({.link_type = LinkType::raw, .resolution = 9, .offset_seconds = 10});
    file.enhanced({.interface = 1, .ticks = 5, .data = as_bytes("a")});
    file.enhanced({.interface = 0, .ticks = 5, .data = as_bytes("b"), .original_length = 1500});
    file.section(ByteOrder::big);
    file.interface({.link_type = LinkType::null, .resolution = 0x81});
    file.enhanced({.interface = 0, .ticks = std::uint64_t{1} << 33, .data = as_bytes("c"), .comment = "hi"});
    file.section(ByteOrder::little);
    file.interface({.link_type = LinkType::loop, .resolution = 3});
    file.obsolete(0, 7, as_bytes("d"));
    const Reading reading = read_content(file.octets());
    CHECK(reading.damages.empty());
    REQUIRE(reading.packets.size() == 4);
    CHECK(reading.times() == std::vector<std::int64_t>{10'000000005, 5000, 4294967296'000000000, 7'000000});
    const LinkType link_types[] = {LinkType::raw, LinkType::ethernet, LinkType::null, LinkType::loop};
    const int digits[] = {9, 6, 1, 3};
    for (std::size_t i = 0; i < 4; ++i) {
        const ReadPacket& packet = reading.packets[i];
        CHECK(packet.number == i + 1);
        CHECK(packet.link_type == link_types[i]);
        CHECK(int{packet.time_digits} == digits[i]);
        CHECK(packet.original_length == (i == 1 ? 1500 : 1));
        CHECK(file.octets()[packet.data_offset] == packet.data.at(0));
    }
    CHECK(reading.texts() == std::vector<std::string>{"a", "b", "c", "d"});
}

TEST_CASE("capture/pcapng_format: what the receiver says of a check sequence") {
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        PcapngBuilder file(order);
        file.interface();
        for (const std::uint32_t flags : std::initializer_list<std::uint32_t>{0x01000002, 0x02000001, 0})
            file.enhanced({.data = as_bytes("x"), .comment = "look here", .flags = flags});
        const Reading reading = read_content(file.octets());
        REQUIRE(reading.packets.size() == 3);
        CHECK(reading.packets[0].wrong_check_sequence);
        CHECK_FALSE(reading.packets[1].wrong_check_sequence);
        CHECK_FALSE(reading.packets[2].wrong_check_sequence);
    }
}

TEST_CASE(
    "capture/pcapng_format: a simple packet has the time of the one before it, in another section too") {
    PcapngBuilder file;
    file.interface({.resolution = 9}).simple(as_bytes("a"));
    file.enhanced({.ticks = 1700000000'000000001, .data = as_bytes("b")}).simple(as_bytes("c"));
    file.section(ByteOrder::big).interface().simple(as_bytes("d"));
    const Reading reading = read_content(file.octets());
    CHECK(reading.times() ==
          std::vector<std::int64_t>{0, 1700000000'000000001, 1700000000'000000001, 1700000000'000000001});
    for (std::size_t i = 0; i < 4; ++i) CHECK(int{reading.packets.at(i).time_digits} == 9);
}

TEST_CASE("capture/pcapng_format: a simple packet is as long as snap length and block allow") {
    struct Case {
        std::uint32_t snap_length;
        std::uint32_t original_length;
        std::string text;
    };
    const Case cases[] = {
        {0, 8, "abcdefgh"}, {5, 8, "abcde"}, {100, 8, "abcdefgh"}, {0, 1500, "abcdefgh"}, {0, 6, "abcdef"},
    };
    for (const Case& c : cases) {
        PcapngBuilder file;
        file.interface({.snap_length = c.snap_length}).simple(as_bytes("abcdefgh"), c.original_length);
        const Reading reading = read_content(file.octets());
        CHECK(reading.damages.empty());
        CHECK(reading.texts() == std::vector{c.text});
        CHECK(reading.packets.at(0).original_length == c.original_length);
    }
}

TEST_CASE("capture/pcapng_format: a captured length above the original one stands") {
    PcapngBuilder file;
    file.interface().enhanced({.data = as_bytes("hello"), .original_length = 2});
    const ReadPacket packet = read_content(file.octets()).packets.at(0);
    CHECK(packet.original_length == 5);
    CHECK(as_text(packet.data) == "hello");
}

TEST_CASE(
    "capture/pcapng_format: blocks of other kinds are passed over, the pieces of a pipe change nothing") {
    const auto file = rich_file();
    const Reading whole = read_content(file);
    CHECK(whole.damages.empty());
    CHECK(whole.texts() == std::vector<std::string>{"one", "three", "seven.."});
    CHECK(whole.times() == std::vector<std::int64_t>{1000, 1000, 2000});
    for (const std::size_t batch : {1U, 2U}) CHECK(read_content(file, batch) == whole);
    for (const std::size_t piece : {1U, 2U, 7U, 33U}) CHECK(read_pipe(file, piece) == whole);
}

TEST_CASE("capture/pcapng_format: a file cut anywhere gives all packets before the cut, then the damage") {
    const auto file = rich_file();
    const Reading whole = read_content(file);
    REQUIRE(whole.packets.size() == 3);
    const std::vector<std::uint8_t> big_magic{0x1a, 0x2b, 0x3c, 0x4d};
    const auto turn = std::search(file.begin(), file.end(), big_magic.begin(), big_magic.end());
    const auto borders = block_borders(file, static_cast<std::size_t>(turn - file.begin()) - 8);
    REQUIRE(borders.back() == file.size());
    for (std::size_t size = 1; size <= file.size(); ++size) {
        CAPTURE(size);
        const Reading reading = read_content(Bytes(file).first(size));
        const std::size_t block = *std::prev(std::upper_bound(borders.begin(), borders.end(), size));
        REQUIRE(reading.damages.size() == (size == block ? 0 : 1));

        // Delivered is every packet of whose octets the place is reached, and of the last what is there.
        std::uint64_t next = 1;
        std::size_t delivered = 0;
        for (const ReadPacket& packet : whole.packets) {
            if (packet.data_offset > size) break;
            REQUIRE(reading.packets.size() > delivered);
            ReadPacket expected = packet;
            expected.data.resize(std::min(expected.data.size(), size - expected.data_offset));
            CHECK(reading.packets[delivered++] == expected);
            next = packet.data_offset < block ? packet.number + 1 : packet.number;
        }
        CHECK(reading.packets.size() == delivered);
        if (size == block) continue;
        const std::string place = "after " + std::to_string(delivered) + ": packet " + std::to_string(next) +
                                  " at " + std::to_string(block) + ": file ends inside ";
        CHECK(reading.damages[0].substr(0, place.size()) == place);
    }
}

TEST_CASE("capture/pcapng_format: the words for a cut say what was cut") {
    PcapngBuilder builder;
    builder.interface().block(kUnknownBlock, as_bytes("0123")).enhanced({.data = as_bytes("hello")});
    const Bytes file = builder.octets();
    struct Case {
        std::size_t size;
        std::string damage;
    };
    const Case cases[] = {
        {8, "after 0: packet 1 at 0: file ends inside its header: 8 of 28 bytes"},
        {27, "after 0: packet 1 at 0: file ends inside its header: 27 of 28 bytes"},
        {31, "after 0: packet 1 at 28: file ends inside a packet or block header: 3 of 8 bytes"},
        {47, "after 0: packet 1 at 28: file ends inside a block: 19 of 20 bytes"},
        {63, "after 0: packet 1 at 48: file ends inside a block: 15 of 16 bytes"},
        {75, "after 0: packet 1 at 64: file ends inside a packet or block header: 11 of 28 bytes"},
        {92, "after 1: packet 1 at 64: file ends inside a packet: 0 of 5 bytes"},
        {96, "after 1: packet 1 at 64: file ends inside a packet: 4 of 5 bytes"},
        {97, "after 1: packet 1 at 64: file ends inside a block: 33 of 40 bytes"},
        {103, "after 1: packet 1 at 64: file ends inside a block: 39 of 40 bytes"},
    };
    REQUIRE(file.size() == 104);
    for (const Case& c : cases) {
        CAPTURE(c.size);
        CHECK(read_content(file.first(c.size)).damages == std::vector{c.damage});
    }
}

TEST_CASE("capture/pcapng_format: a wrong trailer is told, and reading goes on where a block follows") {
    PcapngBuilder file;
    file.interface().enhanced({.data = as_bytes("abcd")});
    file.block(kUnknownBlock, as_bytes("1234"), 16, 99).enhanced({.data = as_bytes("next")});
    check(file, {{"abcd", "next"},
                 {"after 1: packet 2 at 84: block ends with length 99 but begins with length 16"}});
}

TEST_CASE("capture/pcapng_format: a wrong trailer before a section or the end is no reason to stop") {
    PcapngBuilder file;
    file.block(kUnknownBlock, {}, 12, 0).section(ByteOrder::big).interface().simple(as_bytes("abcd"));
    file.block(kUnknownBlock, {}, 12, 0);
    check(file, {{"abcd"},
                 {"after 0: packet 1 at 28: block ends with length 0 but begins with length 12",
                  "after 1: packet 2 at 108: block ends with length 0 but begins with length 12"}});
}

TEST_CASE("capture/pcapng_format: behind a wrong trailer, what is no block is not read") {
    PcapngBuilder file;
    file.interface().block(kUnknownBlock, as_bytes("0123456789abcdef"), 16, 28).simple(as_bytes("lost"));
    const std::string trailer = std::to_string(0x37363534);
    check(
        file,
        {{}, {"after 0: packet 1 at 48: block ends with length " + trailer + " but begins with length 16"}});
}

TEST_CASE("capture/pcapng_format: a packet larger than its block is what the block holds") {
    for (const std::uint32_t length : {9U, 0xffffffffU}) {
        PcapngBuilder file;
        file.interface().enhanced({.data = as_bytes("abcdefgh"), .captured_length = length});
        file.simple(as_bytes("next"));
        check(file, {{"abcdefgh", "next"},
                     {"after 1: packet 1 at 48: packet of " + std::to_string(length) +
                      " bytes in a block with room for 8"}});
    }
}

TEST_CASE("capture/pcapng_format: a packet of an unknown interface is skipped and counted") {
    PcapngBuilder file;
    file.simple(as_bytes("none")).interface();
    file.enhanced({.interface = 1, .data = as_bytes("lost")}).enhanced({.data = as_bytes("good")});
    check(file,
          {{"good"},
           {"after 0: packet 1 at 28: packet of interface 0 where the section describes no interface",
            "after 0: packet 2 at 68: packet of interface 1 where the section describes only 1 interface"}});
    CHECK(read_content(file.octets()).packets.at(0).number == 3);
}

TEST_CASE("capture/pcapng_format: interfaces do not outlive their section") {
    PcapngBuilder file;
    file.interface().section(ByteOrder::little).simple(as_bytes("lost"));
    check(file,
          {{}, {"after 0: packet 1 at 76: packet of interface 0 where the section describes no interface"}});
}

TEST_CASE("capture/pcapng_format: an impossible block length ends the reading") {
    struct Case {
        std::uint32_t type;
        std::uint32_t length;
    };
    const Case cases[] = {
        {kUnknownBlock, 0}, {kUnknownBlock, 8}, {kUnknownBlock, 18}, {1, 16}, {2, 28}, {3, 12}, {6, 28},
        {6, 0xffffffff},    {0x0a0d0d0a, 24},   {0x0a0d0d0a, 0x1d}};
    for (const Case& c : cases) {
        OctetWriter body(ByteOrder::little);
        body.u32(0x1a2b3c4d).u16(1).u16(0).u64(0);
        PcapngBuilder file;
        file.interface().simple(as_bytes("good")).block(c.type, body.octets(), c.length, c.length);
        file.simple(as_bytes("lost"));
        check(file, {{"good"},
                     {"after 1: packet 2 at 68: impossible block length of " + std::to_string(c.length) +
                      " bytes"}});
    }
}

TEST_CASE("capture/pcapng_format: a section of unknown octet order or version is not read") {
    PcapngBuilder version;
    version.interface().simple(as_bytes("good")).section(ByteOrder::little, 2).interface();
    check(version, {{"good"}, {"after 1: packet 2 at 68: unknown major version 2 of the file format"}});

    PcapngBuilder order;
    order.interface().simple(as_bytes("good")).block(0x0a0d0d0a, as_bytes("ABCDEFGHIJKLMNOP"));
    check(order,
          {{"good"}, {"after 1: packet 2 at 68: neither pcap nor pcapng: unknown magic number 0x41424344"}});
}

TEST_CASE("capture/pcapng_format: blocks larger than any buffer are passed over") {
    const std::vector<std::uint8_t> large(3'000'000, 0x77);
    PcapngBuilder file;
    file.interface().block(kUnknownBlock, large).simple(as_bytes("abcd")).block(10, large);
    file.enhanced({.data = as_bytes("efgh")});
    const Reading reading = read_content(file.octets());
    CHECK(reading.damages.empty());
    CHECK(reading.texts() == std::vector<std::string>{"abcd", "efgh"});
}

TEST_CASE("capture/pcapng_format: a packet too long is skipped by its block") {
    const std::vector<std::uint8_t> large(kMaxPacketOctets + 4, 0x77);
    PcapngBuilder file;
    file.interface().enhanced({.data = large}).simple(as_bytes("next"));
    const Reading reading = read_content(file.octets());
    CHECK(reading.texts() == std::vector<std::string>{"next"});
    CHECK(reading.packets.at(0).number == 2);
    CHECK(reading.damages ==
          std::vector<std::string>{"after 0: packet 1 at 48: captured length of 16777220 bytes is above the "
                                   "limit of 16777216"});
}

TEST_CASE("capture/pcapng_format: a huge declared block reserves nothing and is cut by the file's end") {
    OctetWriter body(ByteOrder::little);
    body.u32(0).u64(0).u32(0xfffffff0).u32(0xfffffff0);
    for (const std::uint32_t type : {kUnknownBlock, 1U}) {
        PcapngBuilder file;
        file.interface().simple(as_bytes("good")).block(type, body.octets(), 0xfffffff0, 0);
        check(file,
              {{"good"}, {"after 1: packet 2 at 68: file ends inside a block: 32 of 4294967280 bytes"}});
    }
    PcapngBuilder file;
    file.interface().simple(as_bytes("good")).block(6, body.octets(), 0xfffffff0, 0);
    check(file,
          {{"good"},
           {"after 1: packet 2 at 68: captured length of 4294967280 bytes is above the limit of 16777216",
            "after 1: packet 2 at 68: file ends inside a block: 32 of 4294967280 bytes"}});
}

TEST_CASE("capture/pcapng_format: of a section's interfaces the first 65536 are kept") {
    PcapngBuilder file;
    for (int i = 0; i < 65537; ++i) file.interface();
    const std::size_t packets = kSection + 65537 * kInterface;
    file.enhanced({.interface = 65535, .data = as_bytes("last")});
    file.enhanced({.interface = 65536, .data = as_bytes("lost")});
    const Reading reading = read_content(file.octets());
    CHECK(reading.texts() == std::vector<std::string>{"last"});
    CHECK(reading.damages == std::vector{"after 1: packet 2 at " + std::to_string(packets + kPacket + 4) +
                                         ": packet of interface 65536 where the section describes only 65536 "
                                         "interfaces"});
}

TEST_CASE("capture/pcapng_format: more than 64 KiB of a packet's options are left out") {
    // Code and length, and the end of all options, take four octets each.
    constexpr std::size_t kLongest = std::size_t{64} * 1024 - 8;
    for (const std::size_t octets : {kLongest, kLongest + 1}) {
        CAPTURE(octets);
        const std::string comment(octets, 'c');
        PcapngBuilder file;
        file.interface().enhanced({.data = as_bytes("data"), .comment = comment});
        const test::TemporaryFile written(file.octets());
        const auto source = open_file(written.path(), 0, [](const Damage&) {});
        REQUIRE(source);
        std::vector<Packet> packets(4);
        REQUIRE((*source)->read(packets) == 1);
        CHECK(packets[0].options.empty() == (octets > kLongest));
    }
}

}  // namespace wsdissect::capture
