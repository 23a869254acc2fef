// IP packets in fragments through the whole engine.

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"
#include "tests/support/encapsulation.hpp"
#include "wsdissect/engine/prepared_packets.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

constexpr std::size_t kEthernet = 14, kIp = 20;

Tape conversation() {
    Tape tape = upgraded();
    tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::binary, pattern(1000)));
    return tape.client(masked(Opcode::text, "and on")).close();
}

std::uint8_t high(std::size_t number) { return static_cast<std::uint8_t>(number >> 8); }
std::uint8_t low(std::size_t number) { return static_cast<std::uint8_t>(number); }

/// An Ethernet packet as Ethernet packets with fragments of at most `most` octets; identification `id`.
std::vector<Octets> fragmented(const Octets& packet, std::size_t most, std::size_t id) {
    const auto payload = packet.begin() + static_cast<std::ptrdiff_t>(kEthernet + kIp);
    const std::size_t length = packet.size() - kEthernet - kIp;
    std::vector<Octets> fragments;
    for (std::size_t at = 0; at < length; at += most) {
        const std::size_t octets = std::min(most, length - at);
        const std::size_t field = at / 8 | (at + octets < length ? 0x2000 : 0);
        Octets header =
            patched(Octets(packet.begin(), payload), kEthernet + 2,
                    {high(kIp + octets), low(kIp + octets), high(id), low(id), high(field), low(field)});
        const auto begin = payload + static_cast<std::ptrdiff_t>(at);
        fragments.push_back(joined({header, Octets(begin, begin + static_cast<std::ptrdiff_t>(octets))}));
    }
    return fragments;
}

/// Every packet in fragments, those of each packet in reverse order where `reverse`.
std::vector<TapePacket> fragmented(const std::vector<TapePacket>& packets, std::size_t most, bool reverse) {
    std::vector<TapePacket> result;
    for (std::size_t i = 0; i < packets.size(); ++i) {
        std::vector<Octets> parts = fragmented(packets[i].octets, most, i);
        if (reverse) std::reverse(parts.begin(), parts.end());
        for (Octets& part : parts) result.push_back({std::move(part), packets[i].nanoseconds});
    }
    return result;
}

std::vector<TapePacket> in_vxlan(std::vector<TapePacket> packets) {
    for (TapePacket& packet : packets) packet.octets = ethernet(udp(4789, vxlan(7, packet.octets)));
    return packets;
}

}  // namespace

TEST_CASE("engine/fragments: a conversation in fragments is told as the whole one") {
    const EventLog expected = run(conversation());
    for (const std::size_t most : std::initializer_list<std::size_t>{8, 16, 24, 256}) {
        for (const bool reverse : {false, true}) {
            CAPTURE(most);
            CAPTURE(reverse);
            const EventLog log = run(fragmented(conversation().packets(), most, reverse));
            CHECK(log.lines == expected.lines);
            CHECK(log.summary.ip_fragments == 0);
        }
    }
}

TEST_CASE("engine/fragments: those of different packets with one identification make no segment") {
    std::vector<TapePacket> packets = conversation().packets();
    // The client's two messages: the first part of one, and the last part of the other.
    const std::vector<Octets> one = fragmented(packets.at(5).octets, 24, 7);
    const std::vector<Octets> other = fragmented(packets.at(7).octets, 24, 7);
    REQUIRE(one.size() == 2);
    REQUIRE(other.size() == 2);
    const std::int64_t now = packets.back().nanoseconds;
    packets.push_back({one.front(), now});
    packets.push_back({other.back(), now + 200 * Tape::kMillisecond});  // later than those of one packet come
    const EventLog log = run(packets);
    CHECK(log.summary.wrong_checksums == 1);
    CHECK(log.lines == run(conversation()).lines);
}

TEST_CASE("engine/fragments: within tunnels, of tunnels, and both at once") {
    const EventLog expected = run(conversation());
    const std::vector<TapePacket> packets = conversation().packets();
    CHECK(run(in_vxlan(packets)).lines == expected.lines);
    CHECK(run(in_vxlan(fragmented(packets, 64, true))).lines == expected.lines);
    CHECK(run(fragmented(in_vxlan(packets), 64, true)).lines == expected.lines);
    CHECK(run(fragmented(in_vxlan(fragmented(packets, 80, false)), 32, true)).lines == expected.lines);
}

TEST_CASE("engine/fragments: their segment comes in the place of the packet that completes it") {
    // One fragment of the second message is held back past the third, in the same batch.
    Tape tape = upgraded();
    tape.client(masked(Opcode::text, "one")).client(masked(Opcode::text, "two"));
    tape.client(masked(Opcode::text, "three"));
    std::vector<TapePacket> packets = tape.packets();
    const TapePacket second = packets[packets.size() - 2];
    std::vector<Octets> parts = fragmented(second.octets, 16, 1);
    packets[packets.size() - 2].octets = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) packets.push_back({parts[i], second.nanoseconds});
    const EventLog log = run(packets);
    const EventLog expected = run(tape);
    CHECK(log.lines == expected.lines);
    const auto place = std::find_if(log.lines.begin(), log.lines.end(), [](const std::string& line) {
        return line.starts_with("message") && line.find("two") != std::string::npos;
    });
    REQUIRE(place != log.lines.end());
    CHECK(log.stamps[static_cast<std::size_t>(place - log.lines.begin())].packet == packets.size());
}

TEST_CASE("engine/fragments: batches of any size tell the same") {
    const std::vector<TapePacket> packets = fragmented(conversation().packets(), 64, true);
    const EventLog expected = run(packets);
    std::vector<capture::Packet> captured;
    for (const TapePacket& packet : packets) {
        capture::Packet& added = captured.emplace_back();
        added.stamp = {.number = captured.size(), .time = {packet.nanoseconds}};
        added.original_length = static_cast<std::uint32_t>(packet.octets.size());
        added.data = packet.octets;
    }
    for (std::size_t size = 1; size < captured.size(); size += 3) {
        CAPTURE(size);
        EventLog log;
        engine::Engine engine({}, log, {});
        engine::PreparedPackets prepared;
        for (std::size_t at = 0; at < captured.size(); at += size) {
            prepared.read(std::span(captured).subspan(at, std::min(size, captured.size() - at)), {});
            engine.on_packets(prepared);
        }
        engine.finish();
        CHECK(log.lines == expected.lines);
    }
}

TEST_CASE("engine/fragments: those of packets that are never whole are counted") {
    std::vector<TapePacket> packets = fragmented(conversation().packets(), 16, false);
    packets.pop_back();
    CHECK(run(packets).summary.ip_fragments == 1);
}

TEST_CASE("engine/fragments: what is wrong in a whole packet is told at the one that completed it") {
    Octets packet = conversation().packets()[3].octets;
    std::uint8_t* const tcp = packet.data() + kEthernet + kIp;
    REQUIRE(tcp[12] == 0x50);
    tcp[12] = 0x10;
    // The checksum is right all the same: what the header has less it has more.
    const unsigned sum = (unsigned{tcp[16]} << 8) + tcp[17] + 0x4000;
    tcp[16] = static_cast<std::uint8_t>((sum >> 8) + (sum >> 16));
    std::vector<TapePacket> packets;
    for (Octets& part : fragmented(packet, 32, 1)) packets.push_back({std::move(part), 0});
    std::vector<engine::MalformedPacket> malformed;
    EventLog log;
    engine::Engine engine({}, log, [&](const engine::MalformedPacket& each) { malformed.push_back(each); });
    play(packets, engine);
    engine.finish();
    REQUIRE(malformed.size() == 1);
    CHECK(malformed[0].packet.number == packets.size());
    CHECK(malformed[0].error.kind == wire::ErrorKind::tcp_data_offset);
    CHECK(log.summary.malformed_packets == 1);
}

TEST_CASE("engine/fragments: fragments lost, doubled, cut and changed at random break nothing") {
    const std::vector<TapePacket> whole =
        fragmented(in_vxlan(fragmented(conversation().packets(), 80, false)), 32, true);
    for (unsigned seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto any = [&](std::size_t below) { return random() % below; };
        std::vector<TapePacket> packets = whole;
        for (std::size_t count = 1 + any(20); count > 0; --count) {
            const std::size_t at = any(packets.size());
            TapePacket& packet = packets[at];
            switch (any(4)) {
                case 0:
                    packet.octets[kEthernet + any(packet.octets.size() - kEthernet)] ^=
                        static_cast<std::uint8_t>(1U << any(8));
                    break;
                case 1: packet.snapped = static_cast<std::uint32_t>(any(packet.octets.size())); break;
                case 2: std::swap(packet, packets[any(packets.size())]); break;
                case 3: packets.erase(packets.begin() + static_cast<std::ptrdiff_t>(at)); break;
            }
        }
        RunOptions options;
        if (any(3) == 0) options.engine.max_memory = any(20'000);
        const EventLog log = run(packets, options);
        CHECK(log.of("handshake").size() == log.of("end").size());
    }
}
