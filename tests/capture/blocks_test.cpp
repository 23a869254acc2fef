#include "wsdissect/capture/blocks.hpp"
#include "wsdissect/capture/open_blocks.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <numeric>
#include <string>
#include <thread>

#include "tests/capture/reading.hpp"
#include "tests/support/capture_builder.hpp"
#include "tests/support/temporary_file.hpp"

namespace wsdissect::capture {

namespace {

using Octets = std::vector<std::uint8_t>;

const std::array kPayloads = {std::string("one"), std::string(), std::string(70, 'x'), std::string("four")};

Octets pcap() {
    test::PcapBuilder file;
    for (const std::string& payload : kPayloads) file.add({1000}, as_bytes(payload));
    return file.octets();
}

/// With damage between its packets: a wrong trailer, and a packet of an interface that nothing describes.
Octets pcapng_with_damage() {
    test::PcapngBuilder file;
    file.interface().add({1000}, as_bytes("one"));
    file.block(0x0bad, as_bytes("odd."), 16, 20);
    file.add({2000}, as_bytes("two")).enhanced({.interface = 7, .data = as_bytes("lost")});
    file.block(5, Octets(100)).add({3000}, as_bytes(std::string(70, 'x')));
    return file.octets();
}

Octets without_last(Octets octets) {
    octets.pop_back();
    return octets;
}

Reading read_in_blocks(Bytes content, const BlockOptions& sizes, std::size_t ahead = 1) {
    const test::TemporaryFile file(content);
    return read_blocks(std::array{file.path()}, sizes, ahead);
}

/// A pipe that holds `content`, its writer still open.
class FilledPipe {
  public:
    explicit FilledPipe(Bytes content) {
        REQUIRE(::pipe(ends_.data()) == 0);
        write(content);
    }
    FilledPipe(const FilledPipe&) = delete;
    ~FilledPipe() {
        close_writer();
        (void)::close(ends_[0]);
    }
    void write(Bytes content) {
        REQUIRE(::write(ends_[1], content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    }
    void close_writer() {
        if (ends_[1] >= 0) (void)::close(ends_[1]);
        ends_[1] = -1;
    }
    [[nodiscard]] std::string path() const { return "/dev/fd/" + std::to_string(ends_[0]); }

  private:
    std::array<int, 2> ends_{};
};

std::unique_ptr<BlockSource> open_one(const std::string& path) {
    return open_blocks(std::array{path}, [](std::uint32_t, const OpenError&) { FAIL("cannot be opened"); });
}

std::vector<std::string> texts_of(const Block& block) {
    std::vector<std::string> texts;
    for (const Packet& packet : block.packets) texts.emplace_back(as_text(packet.data));
    return texts;
}

}  // namespace

TEST_CASE("capture/blocks: where stretches end changes nothing, nor how long a tail has room") {
    for (const Octets& content : {pcap(), without_last(pcap()), pcapng_with_damage(),
                                  without_last(pcapng_with_damage()), Octets{}, Octets{'n', 'o'}}) {
        const Reading whole = read_content(content);
        for (std::size_t stretch = 1; stretch <= content.size() + 1; ++stretch) {
            CAPTURE(stretch);
            for (const std::size_t tail : {0U, 1U, 20U, 1000U})
                CHECK(read_in_blocks(content, {.stretch = stretch, .tail = tail}) == whole);
        }
    }
}

TEST_CASE("capture/blocks: blocks that are claimed ahead keep their octets until it is their turn") {
    for (const Octets& content : {pcap(), pcapng_with_damage()}) {
        for (const std::size_t ahead : {2U, 5U, 64U})
            CHECK(read_in_blocks(content, {.stretch = 10, .tail = 50}, ahead) == read_content(content));
    }
}

TEST_CASE("capture/blocks: a record longer than many stretches is whole") {
    Octets data(300'000);
    std::iota(data.begin(), data.end(), std::uint8_t{0});
    const Octets content =
        test::PcapBuilder().add({1}, as_bytes("before")).add({2}, data).add({3}, as_bytes("after")).octets();
    CHECK(read_in_blocks(content, {.stretch = 1000, .tail = 100}, 3) == read_content(content));
    CHECK(read_in_blocks(content, {.stretch = 299'000, .tail = 1000}) == read_content(content));
}

TEST_CASE("capture/blocks: several files are one capture") {
    const auto first = test::PcapBuilder().add({1000}, as_bytes("a")).add({5000}, as_bytes("c")).octets();
    const auto second = test::PcapBuilder().add({3000}, as_bytes("b")).add({7000}, as_bytes("d")).octets();
    const test::TemporaryFile one(first);
    const test::TemporaryFile two(without_last(second));
    const auto paths = std::array{one.path(), two.path()};
    for (const std::size_t ahead : {1U, 3U}) {
        const Reading reading = read_blocks(paths, {.stretch = 2}, ahead);
        CHECK(reading.texts() == std::vector<std::string>{"a", "b", "c", ""});
        CHECK(reading.damages ==
              std::vector<std::string>{"after 4: packet 2 at 41: file ends inside a packet: 0 of 1 bytes"});
    }
}

TEST_CASE("capture/blocks: merged packets outlive the reading of others") {
    test::PcapBuilder odd;
    test::PcapBuilder even;
    std::vector<std::string> expected;
    for (int i = 0; i < 2000; ++i) {
        expected.push_back(std::string(static_cast<std::size_t>(i % 90), 'p') + std::to_string(i));
        (i % 2 == 0 ? even : odd).add({i * 1000}, as_bytes(expected.back()));
    }
    const test::TemporaryFile one(odd.octets());
    const test::TemporaryFile two(even.octets());
    const auto blocks = open_blocks(std::array{one.path(), two.path()},
                                    [](std::uint32_t, const OpenError&) {}, {.stretch = 30'000});
    std::array<Block, 8> kept;
    std::vector<std::string> texts;
    for (Block& block : kept) {
        (void)blocks->claim(block);
        (void)blocks->cut(block);
    }
    for (const Block& block : kept)
        for (const std::string& text : texts_of(block)) texts.push_back(text);
    CHECK(texts == expected);
}

TEST_CASE("capture/blocks: files that cannot be opened are told and left out") {
    const test::TemporaryFile file(pcap());
    std::vector<std::uint32_t> failed;
    const auto blocks = open_blocks(std::array{std::string("no/such"), file.path(), std::string("nor/this")},
                                    [&](std::uint32_t number, const OpenError& error) {
                                        failed.push_back(number);
                                        CHECK(error.error_number == ENOENT);
                                    });
    CHECK(failed == std::vector<std::uint32_t>{0, 2});
    Block block;
    CHECK(blocks->claim(block) == 0);
    REQUIRE(blocks->cut(block));
    REQUIRE(block.packets.size() == kPayloads.size());
    CHECK(block.packets.front().stamp.file == 1);
}

TEST_CASE("capture/blocks: no file is an input without packets") { CHECK(read_blocks({}) == Reading{}); }

TEST_CASE("capture/blocks: a pipe's packets are there as soon as it holds them, and it is known to be dry") {
    const Octets content = pcap();
    FilledPipe pipe(Bytes(content).first(24 + 19 + 5));
    const auto blocks = open_one(pipe.path());
    CHECK(blocks->bytes_total() == 0);
    Block block;
    CHECK(blocks->ready());
    (void)blocks->claim(block);
    REQUIRE(blocks->cut(block));
    CHECK(texts_of(block) == std::vector<std::string>{"one"});
    CHECK_FALSE(blocks->ready());
    pipe.write(Bytes(content).subspan(24 + 19 + 5));
    CHECK(blocks->ready());
    pipe.close_writer();
    (void)blocks->claim(block);
    REQUIRE(blocks->cut(block));
    CHECK(texts_of(block) == std::vector<std::string>{"", kPayloads[2], "four"});
    CHECK(block.damages.empty());
    (void)blocks->claim(block);
    CHECK(blocks->ready());
    CHECK_FALSE(blocks->cut(block));
}

TEST_CASE("capture/blocks: a pipe among several files is known to be dry") {
    const test::TemporaryFile file(test::PcapBuilder().add({1}, as_bytes("a")).octets());
    FilledPipe pipe(pcap());
    const auto blocks = open_blocks(std::array{file.path(), pipe.path()},
                                    [](std::uint32_t, const OpenError&) { FAIL("cannot be opened"); });
    Block block;
    (void)blocks->claim(block);
    REQUIRE(blocks->cut(block));
    (void)blocks->claim(block);
    CHECK_FALSE(blocks->ready());
    pipe.close_writer();
    CHECK(blocks->ready());
}

TEST_CASE("capture/blocks: a record that the end cuts is no damage where the file has grown meanwhile") {
    for (const std::string_view more : {"", "x"}) {
        const test::TemporaryFile file(Bytes(pcap()).first(24 + 19 + 5));
        const auto blocks = open_one(file.path());
        std::ofstream(file.path(), std::ios::binary | std::ios::app) << more;
        Block block;
        (void)blocks->claim(block);
        REQUIRE(blocks->cut(block));
        CHECK(texts_of(block) == std::vector<std::string>{"one"});
        REQUIRE(block.damages.size() == 1);
        CHECK(block.damages[0].damage.kind ==
              (more.empty() ? DamageKind::cut_packet_header : DamageKind::still_written));
        CHECK(block.damages[0].damage.packet == 2);
    }
}

TEST_CASE("capture/blocks: a failure to read is told as such") {
    CHECK(read_blocks(std::array{std::string("/proc/self/mem")}).damages ==
          std::vector<std::string>{"after 0: packet 1 at 0: reading failed: Input/output error"});
}

TEST_CASE("capture/blocks: progress counts what was cut") {
    const test::TemporaryFile file(pcap());
    const auto blocks = open_one(file.path());
    Block block;
    (void)blocks->claim(block);
    CHECK(blocks->bytes_read() == 0);
    CHECK(blocks->bytes_total() == pcap().size());
    REQUIRE(blocks->cut(block));
    CHECK(blocks->bytes_read() == pcap().size());
}

TEST_CASE("capture/blocks: selecting keeps damage where it was, and nothing behind the last packet wanted") {
    struct Case {
        std::string passes;  // Letters of the packets that do.
        std::uint64_t most;
        std::string kept;
        std::vector<std::size_t> damages;
    };
    const Case cases[] = {
        {"abcd", 9, "abcd", {0, 2, 2, 4}},
        {"abcd", 4, "abcd", {0, 2, 2}},
        {"bd", 9, "bd", {0, 1, 1, 2}},
        {"bd", 1, "b", {0}},
        {"", 9, "", {0, 0, 0, 0}},
        {"cd", 1, "c", {0, 0, 0}},
        {"abcd", 2, "ab", {0}},
    };
    const std::string letters = "abcd";
    for (const Case& each : cases) {
        CAPTURE(each.passes);
        CAPTURE(each.most);
        std::array<Packet, 4> packets;
        for (std::size_t i = 0; i < 4; ++i) packets[i].data = as_bytes(letters).subspan(i, 1);
        Block block{.packets = packets, .damages = {{0, {}}, {2, {}}, {2, {}}, {4, {}}}};
        block.select(
            [&](const Packet& packet) { return each.passes.find(as_text(packet.data)) != std::string::npos; },
            each.most);
        std::string kept;
        for (const Packet& packet : block.packets) kept += as_text(packet.data);
        CHECK(kept == each.kept);
        std::vector<std::size_t> damages;
        for (const PlacedDamage& damage : block.damages) damages.push_back(damage.packets_before);
        CHECK(damages == each.damages);
    }
}

}  // namespace wsdissect::capture
