#include "tests/capture/reading.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stop_token>
#include <thread>

#include "tests/support/temporary_file.hpp"
#include "wsdissect/capture/open_blocks.hpp"

namespace wsdissect::capture {

namespace {

std::string text_of(const Damage& damage, std::size_t packets_before) {
    return "after " + std::to_string(packets_before) + ": packet " + std::to_string(damage.packet) + " at " +
           std::to_string(damage.offset) + ": " + describe(damage);
}

ReadPacket copy_of(const Packet& packet) {
    return {.number = packet.stamp.number,
            .nanoseconds = packet.stamp.time.nanoseconds,
            .time_digits = packet.stamp.time_digits,
            .link_type = packet.link_type,
            .original_length = packet.original_length,
            .data_offset = packet.data_offset,
            .data = {packet.data.begin(), packet.data.end()},
            .file = packet.stamp.file,
            .interface = packet.stamp.interface,
            .wrong_check_sequence = packet.wrong_check_sequence};
}

void collect(Source& source, std::size_t batch, Reading& reading) {
    std::vector<Packet> packets(batch);
    while (const std::size_t count = source.read(packets)) {
        for (std::size_t i = 0; i < count; ++i) reading.packets.push_back(copy_of(packets[i]));
    }
    REQUIRE(source.read(packets) == 0);
}

/// Ends early when the reader lost interest.
void write_in_pieces(const std::stop_token& stop, Bytes content, std::size_t piece, int reader, int writer) {
    while (!content.empty() && !stop.stop_requested()) {
        int unread = 0;
        if (::ioctl(reader, FIONREAD, &unread) == 0 && unread > 0) {
            std::this_thread::yield();
            continue;
        }
        const ssize_t written = ::write(writer, content.data(), std::min(piece, content.size()));
        if (written < 0) break;
        content = content.subspan(static_cast<std::size_t>(written));
    }
    (void)::close(writer);
}

}  // namespace

std::vector<std::string> Reading::texts() const {
    std::vector<std::string> texts;
    for (const ReadPacket& packet : packets) texts.emplace_back(as_text(packet.data));
    return texts;
}

std::vector<std::int64_t> Reading::times() const {
    std::vector<std::int64_t> times;
    for (const ReadPacket& packet : packets) times.push_back(packet.nanoseconds);
    return times;
}

Reading read_to_end(Source& source, std::size_t batch) {
    Reading reading;
    collect(source, batch, reading);
    return reading;
}

Reading read_path(const std::string& path, std::size_t batch, std::uint32_t file) {
    Reading reading;
    auto source = open_file(path, file, [&reading, file](const Damage& damage) {
        CHECK(damage.file == file);
        reading.damages.push_back(text_of(damage, reading.packets.size()));
    });
    REQUIRE(source);
    collect(**source, batch, reading);
    return reading;
}

Reading read_content(Bytes content, std::size_t batch) {
    const test::TemporaryFile file(content);
    return read_path(file.path(), batch);
}

Reading read_pipe(Bytes content, std::size_t piece) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    std::jthread writer(write_in_pieces, content, piece, ends[0], ends[1]);
    Reading reading = read_path("/dev/fd/" + std::to_string(ends[0]));
    writer.request_stop();
    writer.join();
    (void)::close(ends[0]);
    return reading;
}

namespace {

void collect(const Block& block, Reading& reading) {
    const std::size_t before = reading.packets.size();
    for (const Packet& packet : block.packets) reading.packets.push_back(copy_of(packet));
    for (const PlacedDamage& placed : block.damages)
        reading.damages.push_back(text_of(placed.damage, before + placed.packets_before));
}

}  // namespace

Reading read_blocks(std::span<const std::string> paths, const BlockOptions& options, std::size_t ahead) {
    Reading reading;
    const auto source = open_blocks(
        paths, [](std::uint32_t, const OpenError&) { FAIL("cannot be opened"); }, options);
    std::vector<Block> blocks(ahead);
    std::uint64_t place = 0;
    for (Block& block : blocks) REQUIRE(source->claim(block) == place++);
    for (std::size_t i = 0; source->cut(blocks[i]); i = (i + 1) % ahead) {
        collect(blocks[i], reading);
        REQUIRE(source->claim(blocks[i]) == place++);
    }
    for (std::size_t i = 0; i < ahead; ++i) REQUIRE_FALSE(source->cut(blocks[i]));
    return reading;
}

}  // namespace wsdissect::capture
