#include "src/capture/sequence_blocks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/temporary_file.hpp"
#include "wsdissect/capture/open_blocks.hpp"

namespace wsdissect::capture {

namespace {

/// A file with a packet for each of these times, in microseconds, that says its time.
test::TemporaryFile file_of(const std::vector<std::int64_t>& times) {
    test::PcapBuilder file;
    for (const std::int64_t time : times) file.add({time * 1000}, as_bytes(std::to_string(time)));
    return test::TemporaryFile(file.octets());
}

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator entries("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

TEST_CASE("capture/sequence_blocks: packets come in the order of time, numbered over all files") {
    struct Case {
        std::string name;
        std::vector<std::vector<std::int64_t>> files;
        std::vector<std::string> texts;
    };
    const Case cases[] = {
        {"one after the other", {{5, 6}, {1, 2}, {3, 4}}, {"1", "2", "3", "4", "5", "6"}},
        {"overlapping at an end", {{1, 2, 3}, {3, 4, 5}, {5, 6}}, {"1", "2", "3", "3", "4", "5", "5", "6"}},
        {"interleaved", {{1, 3, 5}, {2, 4, 6}}, {"1", "2", "3", "4", "5", "6"}},
        {"one within another, another behind", {{1, 9}, {4, 5}, {20}}, {"1", "4", "5", "9", "20"}},
        {"out of order inside a file", {{9, 1}, {2, 3}}, {"2", "3", "9", "1"}},
        {"without packets", {{}, {2}, {}, {1}}, {"1", "2"}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        std::vector<test::TemporaryFile> files;
        std::vector<std::string> paths;
        for (const auto& times : c.files) {
            files.push_back(file_of(times));
            paths.push_back(files.back().path());
        }
        for (const std::size_t stretch : {1U, 7U, 40U, 100'000U}) {
            for (const std::size_t ahead : {1U, 3U}) {
                const Reading reading = read_blocks(paths, {.stretch = stretch, .tail = 100}, ahead);
                CHECK(reading.texts() == c.texts);
                CHECK(reading.damages.empty());
                for (std::size_t i = 0; i < reading.packets.size(); ++i)
                    CHECK(reading.packets[i].number == i + 1);
            }
        }
    }
}

TEST_CASE("capture/sequence_blocks: of packets of equal times that of the file given first comes first") {
    const auto one = file_of({1, 2});
    const auto two = file_of({1, 2});
    const Reading reading = read_blocks(std::array{one.path(), two.path()});
    std::vector<std::uint32_t> files;
    for (const ReadPacket& packet : reading.packets) files.push_back(packet.file);
    CHECK(files == std::vector<std::uint32_t>{0, 1, 0, 1});
}

TEST_CASE("capture/sequence_blocks: a file whose first packet has no time keeps its place") {
    const auto one = file_of({1, 2});
    const auto two = file_of({3, 4});
    const auto none = file_of({});
    test::PcapngBuilder simple;
    const test::TemporaryFile untimed(simple.interface().simple(as_bytes("?")).octets());
    const auto texts = [](const std::vector<std::string>& paths) { return read_blocks(paths).texts(); };
    using Texts = std::vector<std::string>;
    CHECK(texts({one.path(), untimed.path(), two.path()}) == Texts{"1", "2", "?", "3", "4"});
    CHECK(texts({one.path(), untimed.path(), none.path(), untimed.path(), two.path()}) ==
          Texts{"1", "2", "?", "?", "3", "4"});
    CHECK(texts({untimed.path(), one.path()}) == Texts{"?", "1", "2"});
    CHECK(texts({one.path(), untimed.path()}) == Texts{"1", "2", "?"});
    CHECK(texts({untimed.path(), untimed.path()}) == Texts{"?", "?"});
}

TEST_CASE("capture/sequence_blocks: files are open only while they are read") {
    std::vector<test::TemporaryFile> files;
    std::vector<std::string> paths;
    for (std::int64_t i = 0; i < 50; ++i) {
        // Every tenth overlaps the next.
        files.push_back(file_of({10 * i, 10 * i + (i % 10 == 0 ? 11 : 1)}));
        paths.push_back(files.back().path());
    }
    const std::size_t before = open_descriptors();
    const auto blocks = open_blocks(paths, [](std::uint32_t, const OpenError&) { FAIL("cannot be opened"); },
                                    {.stretch = 10, .tail = 100});
    CHECK(open_descriptors() == before);
    Block block;
    std::size_t packets = 0;
    for ((void)blocks->claim(block); blocks->cut(block); (void)blocks->claim(block)) {
        CHECK(open_descriptors() <= before + 2);
        packets += block.packets.size();
    }
    CHECK(packets == 100);
    CHECK(open_descriptors() == before);
    CHECK(blocks->bytes_read() == blocks->bytes_total());
}

TEST_CASE("capture/sequence_blocks: a file that is gone when its turn comes is told, the others are read") {
    for (const bool overlapping : {false, true}) {
        const auto one = file_of({1, overlapping ? 4 : 2});
        auto two =
            std::make_unique<test::TemporaryFile>(test::PcapBuilder().add({3000}, as_bytes("3")).octets());
        const auto three = file_of({5});
        const auto blocks = open_blocks(std::array{one.path(), two->path(), three.path()},
                                        [](std::uint32_t, const OpenError&) { FAIL("cannot be opened"); });
        two.reset();
        Block block;
        std::size_t packets = 0;
        std::vector<Damage> damages;
        for ((void)blocks->claim(block); blocks->cut(block); (void)blocks->claim(block)) {
            packets += block.packets.size();
            for (const PlacedDamage& placed : block.damages) damages.push_back(placed.damage);
        }
        CHECK(packets == 3);
        REQUIRE(damages.size() == 1);
        CHECK(damages[0].file == 1);
        CHECK(describe(damages[0]) == "reading failed: No such file or directory");
    }
}

TEST_CASE("capture/sequence_blocks: damage stands between the packets that it came between") {
    const auto first = test::PcapngBuilder()
                           .interface()
                           .add({1000}, as_bytes("1"))
                           .enhanced({.interface = 7, .data = as_bytes("lost")})
                           .add({5000}, as_bytes("5"))
                           .octets();
    const test::TemporaryFile one(first);
    for (const std::int64_t other : {3, 6}) {
        const auto two = file_of({other});
        const Reading reading = read_blocks(std::array{one.path(), two.path()});
        CHECK(reading.packets.size() == 3);
        REQUIRE(reading.damages.size() == 1);
        CHECK(reading.damages[0].find("after 1: packet 2 at") != std::string::npos);
    }
}

}  // namespace wsdissect::capture
