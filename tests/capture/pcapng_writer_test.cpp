#include "wsdissect/capture/pcapng_writer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/capture/opened_file.hpp"
#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/temporary_file.hpp"
#include "wsdissect/capture/open_blocks.hpp"

namespace wsdissect::capture {

namespace {

/// What is known of each packet's interface.
std::vector<InterfaceText> texts_of(const Reading& reading, const InterfaceBook& book) {
    std::vector<InterfaceText> texts;
    for (const ReadPacket& packet : reading.packets) texts.push_back(book.text_of(packet.interface));
    return texts;
}

/// Reads the captures as one, writes all packets, and reads what was written.
struct Copy {
    explicit Copy(const std::vector<std::string>& paths) : out({}) {
        const FileDescriptor output(::open(out.path().c_str(), O_WRONLY | O_CLOEXEC));
        const auto book = std::make_shared<InterfaceBook>();
        PcapngWriter writer(output.number(), book);
        {
            const auto blocks =
                open_blocks(paths, [](std::uint32_t, const OpenError&) {}, {.interfaces = book});
            Block block;
            (void)blocks->claim(block);
            while (blocks->cut(block)) {
                for (const Packet& packet : block.packets) {
                    const std::uint64_t before = writer.octets();
                    writer.write(packet);
                    CHECK(writer.octets() - before <= writer.most_octets(packet));
                }
                (void)blocks->claim(block);
            }
        }
        writer.flush();
        const auto read = std::make_shared<InterfaceBook>();
        reading = read_blocks(std::array{out.path()}, {.interfaces = read});
        texts = texts_of(reading, *read);
    }

    test::TemporaryFile out;
    Reading reading;
    std::vector<InterfaceText> texts;
};

Reading written_and_read(const std::vector<Packet>& packets) {
    const test::TemporaryFile file({});
    const FileDescriptor output(::open(file.path().c_str(), O_WRONLY | O_CLOEXEC));
    PcapngWriter writer(output.number());
    for (const Packet& packet : packets) writer.write(packet);
    writer.flush();
    CHECK(writer.error_number() == 0);
    return read_path(file.path());
}

}  // namespace

TEST_CASE("capture/pcapng_writer: octets, times, resolutions, link types and lengths come back") {
    std::vector<Packet> packets;
    for (std::uint8_t digits = 0; digits <= 9; ++digits) {
        std::int64_t unit = 1;
        for (unsigned i = digits; i < 9; ++i) unit *= 10;
        packets.push_back(
            {.stamp = {.time = {1'750'000'000 * kNanosecondsPerSecond + 7 * unit}, .time_digits = digits},
             .link_type = digits % 2 == 0 ? LinkType::ethernet : LinkType::raw,
             .original_length = 100U + digits,
             .data = as_bytes("packet!").first(digits % 8U)});
    }
    const Reading reading = written_and_read(packets);
    CHECK(reading.damages.empty());
    REQUIRE(reading.packets.size() == packets.size());
    for (std::size_t i = 0; i < packets.size(); ++i) {
        CAPTURE(i);
        const ReadPacket& got = reading.packets[i];
        CHECK(got.nanoseconds == packets[i].stamp.time.nanoseconds);
        CHECK(got.time_digits == packets[i].stamp.time_digits);
        CHECK(got.link_type == packets[i].link_type);
        CHECK(got.original_length == packets[i].original_length);
        CHECK(as_text(got.data) == as_text(packets[i].data));
    }
}

TEST_CASE("capture/pcapng_writer: times of interfaces that count in powers of two come back") {
    for (const std::uint8_t exponent : std::array<std::uint8_t, 5>{1, 3, 10, 20, 30}) {
        CAPTURE(int{exponent});
        test::PcapngBuilder source;
        source.interface({.resolution = static_cast<std::uint8_t>(0x80 | exponent)});
        for (const std::uint64_t ticks : {std::uint64_t{1}, (std::uint64_t{1'700'000'000} << exponent) + 1})
            source.enhanced({.ticks = ticks, .data = as_bytes("x")});
        const test::TemporaryFile in(source.octets());
        const Reading expected = read_path(in.path());
        const Copy copy({in.path()});
        REQUIRE(copy.reading.packets.size() == 2);
        for (std::size_t i = 0; i < 2; ++i)
            CHECK(copy.reading.packets[i].nanoseconds == expected.packets[i].nanoseconds);
    }
}

TEST_CASE("capture/pcapng_writer: times before 1970 come back, and those after them") {
    std::vector<Packet> packets;
    for (const std::uint8_t digits : std::array<std::uint8_t, 3>{0, 6, 9}) {
        std::int64_t unit = 1;
        for (unsigned i = digits; i < 9; ++i) unit *= 10;
        constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min();
        for (const std::int64_t time : {-unit, unit, -1'000'000'007 * kNanosecondsPerSecond, std::int64_t{0},
                                        kEarliest - kEarliest % unit}) {
            packets.push_back({.stamp = {.time = {time}, .time_digits = digits}, .data = as_bytes("x")});
        }
    }
    const Reading reading = written_and_read(packets);
    CHECK(reading.damages.empty());
    REQUIRE(reading.packets.size() == packets.size());
    for (std::size_t i = 0; i < packets.size(); ++i) {
        CAPTURE(i);
        CHECK(reading.packets[i].nanoseconds == packets[i].stamp.time.nanoseconds);
        CHECK(reading.packets[i].time_digits == packets[i].stamp.time_digits);
    }
}

TEST_CASE("capture/pcapng_writer: no packet makes an empty capture") {
    const Reading reading = written_and_read({});
    CHECK(reading.packets.empty());
    CHECK(reading.damages.empty());
}

TEST_CASE("capture/pcapng_writer: comments come back, whatever the octet order they were read in") {
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        test::PcapngBuilder source(order);
        source.interface().enhanced({.data = as_bytes("abcde"), .comment = "look here"});
        source.enhanced({.data = as_bytes("none"), .comment = ""});
        const test::TemporaryFile in(source.octets());
        const test::TemporaryFile out({});
        const FileDescriptor output(::open(out.path().c_str(), O_WRONLY | O_CLOEXEC));
        PcapngWriter writer(output.number());
        const auto blocks = open_blocks(std::array{in.path()}, [](std::uint32_t, const OpenError&) {});
        Block block;
        (void)blocks->claim(block);
        REQUIRE(blocks->cut(block));
        REQUIRE(block.packets.size() == 2);
        for (const Packet& packet : block.packets) writer.write(packet);
        writer.flush();
        std::array<std::uint8_t, 512> octets{};
        const FileDescriptor again(::open(out.path().c_str(), O_RDONLY | O_CLOEXEC));
        const ssize_t length = ::read(again.number(), octets.data(), octets.size());
        REQUIRE(length > 0);
        const std::string text(as_text(Bytes(octets).first(static_cast<std::size_t>(length))));
        CHECK(text.find("look here") != std::string::npos);
        CHECK(read_path(out.path()).texts() == std::vector<std::string>{"abcde", "none"});
    }
}

TEST_CASE("capture/pcapng_writer: names, descriptions and filters of interfaces come back octet for octet") {
    using namespace std::string_view_literals;
    for (const ByteOrder order : {ByteOrder::little, ByteOrder::big}) {
        test::PcapngBuilder one(order);
        one.interface({.name = "eth0", .description = "a\0b\x1b[31m"sv, .filter = "\0tcp port 80"sv});
        one.interface({.resolution = 9, .name = "eth0", .filter = "\1\6\0\0\0\0\0\0\0"sv}).interface();
        for (const std::uint32_t interface : {0U, 1U, 2U, 0U})
            one.enhanced({.interface = interface, .data = as_bytes("one")});
        test::PcapngBuilder two;
        two.interface({.name = "eth0", .description = "a\0b\x1b[31m"sv, .filter = "\0tcp port 80"sv})
            .enhanced({.ticks = 1, .data = as_bytes("two")});
        const test::TemporaryFile first(one.octets());
        const test::TemporaryFile second(two.octets());
        const Copy copy({first.path(), second.path()});
        const InterfaceText whole{"eth0", std::string("a\0b\x1b[31m"sv), "tcp port 80"};
        CHECK(copy.texts == std::vector<InterfaceText>{whole, {"eth0", "", ""}, {}, whole, whole});
        CHECK(copy.reading.packets[1].time_digits == 9);
        CHECK(copy.reading.damages.empty());
    }
}

TEST_CASE("capture/pcapng_writer: an interface stands in the file once, before its first packet") {
    test::PcapngBuilder source;
    source.interface({.name = "wire0"}).interface({.name = "wire0"});
    for (std::uint32_t i = 0; i < 6; ++i) source.enhanced({.interface = i % 2, .data = as_bytes("x")});
    const test::TemporaryFile in(source.octets());
    const Copy copy({in.path()});
    std::ifstream file(copy.out.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    CHECK(text.find("wire0") != std::string::npos);
    CHECK(text.find("wire0") == text.rfind("wire0"));
}

TEST_CASE("capture/pcapng_writer: interfaces beyond what a section has begin another section") {
    std::vector<Packet> packets;
    for (std::size_t i = 0; i < PcapngWriter::kMaxInterfaces + 3; ++i) {
        packets.push_back({.stamp = {.time = {}, .time_digits = static_cast<std::uint8_t>(i < 65536 ? 6 : 9)},
                           .link_type = static_cast<LinkType>(i % 65536),
                           .data = as_bytes("x")});
    }
    const Reading reading = written_and_read(packets);
    CHECK(reading.damages.empty());
    REQUIRE(reading.packets.size() == packets.size());
    CHECK(reading.packets.back().link_type == packets.back().link_type);
    CHECK(reading.packets.back().time_digits == 9);
}

TEST_CASE("capture/pcapng_writer: a full disk is told, and nothing more is tried") {
    const FileDescriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    PcapngWriter writer(full.number());
    writer.flush();
    CHECK(writer.error_number() == ENOSPC);
    writer.write(Packet{});
    writer.flush();
    CHECK(writer.error_number() == ENOSPC);
}

}  // namespace wsdissect::capture
