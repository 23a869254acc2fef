#include <doctest/doctest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"
#include "wsdissect/engine/prepared_packets.hpp"
#include "wsdissect/rules/judge.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using engine::PreparedPackets;
using websocket::Opcode;

namespace {

std::vector<capture::Packet> packets_of(const Tape& tape) {
    std::vector<capture::Packet> packets;
    for (const TapePacket& packet : tape.packets()) {
        capture::Packet& added = packets.emplace_back();
        added.stamp = {.number = packets.size(), .time = {packet.nanoseconds}};
        added.original_length = static_cast<std::uint32_t>(packet.octets.size());
        added.data = Bytes(packet.octets).first(packet.octets.size() - packet.snapped);
    }
    return packets;
}

Tape exchange() {
    Tape tape = upgraded();
    tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::binary, pattern(1000)));
    return tape.snapped(Direction::client, masked(Opcode::text, "cut"), 20).close();
}

}  // namespace

TEST_CASE("engine/prepared_packets: segments in order, with the stamps of their packets") {
    const Tape tape = exchange();
    const auto packets = packets_of(tape);
    PreparedPackets prepared;
    prepared.read(packets, {});
    CHECK(prepared.packets() == packets.size());
    std::uint64_t octets = 0;
    for (const capture::Packet& packet : packets) octets += packet.original_length;
    CHECK(prepared.bytes() == octets);
    CHECK(prepared.first_time() == packets.front().stamp.time);
    CHECK(prepared.last_time() == packets.back().stamp.time);
    // The one that is cut inside its headers gives no segment, and is nothing to speak of.
    REQUIRE(prepared.segments().size() == packets.size() - 1);
    CHECK(prepared.odd().empty());
    CHECK(prepared.segments().front().packet.number == 1);
    CHECK(prepared.segments().back().packet.number == packets.size());
}

TEST_CASE("engine/prepared_packets: the earliest and the latest time, in whatever order they come") {
    auto tape = exchange();
    auto packets = packets_of(tape);
    std::swap(packets[0].stamp.time, packets[4].stamp.time);
    std::swap(packets[1].stamp.time, packets.back().stamp.time);
    PreparedPackets prepared;
    prepared.read(packets, {});
    CHECK(prepared.first_time() == packets[4].stamp.time);
    CHECK(prepared.last_time() == packets[1].stamp.time);
}

TEST_CASE("engine/prepared_packets: what is wrong with a packet is kept, and what came before forgotten") {
    const Tape tape = exchange();
    auto packets = packets_of(tape);
    std::vector<std::uint8_t> broken(packets[3].data.begin(), packets[3].data.end());
    broken[14] = 0x41;  // a header of four octets
    packets[3].data = broken;
    PreparedPackets prepared;
    prepared.read(packets, {});
    REQUIRE(prepared.odd().size() == 1);
    CHECK(prepared.odd()[0].packet == &packets[3]);
    CHECK(prepared.odd()[0].reading.error.kind == wire::ErrorKind::ip_header_length);
    prepared.read(std::span(packets).first(2), {});
    CHECK(prepared.odd().empty());
    CHECK(prepared.segments().size() == 2);
    CHECK(prepared.packets() == 2);
    CHECK(prepared.last_time() == packets[1].stamp.time);
    prepared.read({}, {});
    CHECK(prepared.segments().empty());
    CHECK(prepared.packets() == 0);
}

TEST_CASE("engine/prepared_packets: a packet whose check sequence was wrong is not read") {
    const Tape tape = exchange();
    auto packets = packets_of(tape);
    PreparedPackets prepared;
    prepared.read(packets, {});
    const std::size_t segments = prepared.segments().size();
    packets[3].wrong_check_sequence = true;
    prepared.read(packets, {});
    CHECK(prepared.segments().size() == segments - 1);
    CHECK(prepared.packets() == packets.size());
    REQUIRE(prepared.odd().size() == 1);
    CHECK(prepared.odd()[0].packet == &packets[3]);
    CHECK(prepared.odd()[0].reading.outcome == wire::Outcome::wrong_checksum);
    CHECK(prepared.odd()[0].segments_before == 3);
}

TEST_CASE("engine/prepared_packets: a packet may have several segments, and others follow it") {
    const Tape tape = exchange();
    const auto plain = packets_of(tape);
    // Each as one of three packets in a frame of IEEE 802.11 (an A-MSDU): twice itself, and one that is cut.
    std::vector<std::vector<std::uint8_t>> frames;
    for (const capture::Packet& packet : plain) {
        std::vector<std::uint8_t> inside(packet.data.begin(), packet.data.begin() + 12);
        const std::size_t length = packet.data.size() - 12 + 6;
        inside.insert(inside.end(),
                      {std::uint8_t(length >> 8), std::uint8_t(length & 0xFF), 0xAA, 0xAA, 3, 0, 0, 0});
        inside.insert(inside.end(), packet.data.begin() + 12, packet.data.end());
        inside.resize((inside.size() + 3) / 4 * 4);
        auto& frame = frames.emplace_back(26);
        frame[0] = 0x88;
        frame[24] = 0x80;
        for (const std::size_t octets : {inside.size(), inside.size(), std::size_t{60}})
            frame.insert(frame.end(), inside.begin(),
                         inside.begin() + static_cast<std::ptrdiff_t>(std::min(octets, inside.size())));
    }
    std::vector<capture::Packet> packets;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (i % 2 == 0) {
            packets.push_back(plain[i]);
            continue;
        }
        capture::Packet packet = plain[i];
        packet.link_type = LinkType::ieee802_11;
        packet.data = frames[i];
        packet.original_length = static_cast<std::uint32_t>(frames[i].size());
        packets.push_back(packet);
    }
    PreparedPackets prepared;
    for (int round = 0; round < 3; ++round) {
        prepared.read(packets, {});
        std::vector<std::size_t> segments(packets.size() + 1);
        std::uint64_t latest = 0;
        for (const Segment& segment : prepared.segments()) {
            CHECK(segment.packet.number >= latest);
            latest = segment.packet.number;
            ++segments[segment.packet.number];
        }
        for (std::size_t i = 0; i < plain.size(); ++i) {
            CAPTURE(i);
            const bool cut = plain[i].data.size() < plain[i].original_length;
            if (!cut) CHECK(segments[i + 1] >= (i % 2 == 0 ? 1 : 2));
        }
    }
}

TEST_CASE("engine/prepared_packets: an engine tells of them what it tells of the packets") {
    const Tape tape = exchange();
    const auto packets = packets_of(tape);
    EventLog log;
    rules::Judge judge(log);
    engine::Engine engine({}, judge, {});
    PreparedPackets prepared;
    for (std::size_t at = 0; at < packets.size(); at += 3) {
        prepared.read(std::span(packets).subspan(at, std::min<std::size_t>(3, packets.size() - at)), {});
        engine.on_packets(prepared);
    }
    prepared.read({}, {});
    engine.on_packets(prepared);
    engine.finish();
    const EventLog expected = run(tape);
    CHECK(log.lines == expected.lines);
    CHECK(log.summary.packets == expected.summary.packets);
    CHECK(log.summary.bytes == expected.summary.bytes);
    CHECK(log.summary.first_time == expected.summary.first_time);
    CHECK(log.summary.last_time == expected.summary.last_time);
}
