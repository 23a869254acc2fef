#include "wsdissect/capture/pcapng_writer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "src/capture/opened_file.hpp"
#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/temporary_file.hpp"
#include "wsdissect/capture/open_blocks.hpp"

namespace wsdissect::capture {

namespace {

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
