#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

/// A connection with something of everything.
Tape conversation(std::uint16_t port = 50000) {
    Tape tape(port);
    tape.open().client(upgrade_request()).server(upgrade_response());
    tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
    tape.client(masked(Opcode::ping, "p")).server(frame(Opcode::pong, "p"));
    tape.client(masked(Opcode::close, close_body(1000, "bye")));
    return tape.server(frame(Opcode::close, close_body(1000))).close();
}

}  // namespace

TEST_CASE("engine: a whole connection, from its handshake to its end") {
    const EventLog log = run(conversation());
    CHECK(log.lines ==
          Lines{"handshake #0 valid: GET /chat -> 101, accept correct",
                "frame #0 client text 5 masked ends 'Hello'",
                "message #0 client text frames=1 wire=5 'Hello'", "frame #0 server text 2 ends 'Hi'",
                "message #0 server text frames=1 wire=2 'Hi'", "frame #0 client ping 1 masked 'p'",
                "control #0 client ping 'p'", "frame #0 server pong 1 'p'", "control #0 server pong 'p'",
                "frame #0 client close 5 masked '\\u{3}\\xe8bye'",
                "control #0 client close code=1000 reason=bye '\\u{3}\\xe8bye'",
                "frame #0 server close 2 '\\u{3}\\xe8'", "control #0 server close code=1000 '\\u{3}\\xe8'",
                "end #0 close close-first=client tcp-first=client code=1000 reason=bye "
                "handshake=valid 190/3/1/11/0 140/3/1/5/0"});
    CHECK(log.stamps.at(0).packet == 5);
    CHECK(log.stamps.at(1).packet == 6);
    CHECK(log.stamps.back().packet == 13);
}

TEST_CASE("engine: the summary counts everything once") {
    Tape tape = conversation();
    tape.append(conversation(50001));
    Tape refused(50002);
    tape.append(refused.open().client(upgrade_request()).server(response(403)).close());
    Tape http(50003);
    tape.append(http.open().client(get("/")).server(response(200)).close());
    const model::Summary summary = run(tape).summary;
    CHECK(summary.packets == 2 * 13 + 7 + 7);
    std::uint64_t octets = 0;
    for (const TapePacket& packet : tape.packets()) octets += packet.octets.size();
    CHECK(summary.bytes == octets);
    CHECK(summary.tcp_streams == 4);
    CHECK(summary.connections == 3);
    CHECK(summary.handshakes == std::array<std::uint64_t, 4>{2, 0, 1, 0});
    std::array<std::uint64_t, 16> frames{};
    frames[1] = frames[8] = 4;
    frames[9] = frames[10] = 2;
    CHECK(summary.frames == frames);
    CHECK(summary.messages == 4);
    CHECK(summary.payload_bytes == 2 * 16);
    CHECK(summary.findings.empty());
    CHECK(summary.gaps == 0);
    CHECK(summary.lost_bytes == 0);
    CHECK(summary.malformed_packets == 0);
}

TEST_CASE("engine: connections are numbered as they show themselves, and told apart by their ports") {
    const Tape tapes[] = {conversation(50001), conversation(50000), conversation(50002)};
    std::vector<TapePacket> packets;
    for (std::size_t i = 0; i < tapes[0].packets().size(); ++i)
        for (const Tape& tape : tapes) packets.push_back(tape.packets()[i]);
    const EventLog log = run(packets);
    for (const std::string_view number : {"0", "1", "2"}) {
        Lines expected = run(tapes[0]).lines;
        for (std::string& line : expected) line.replace(line.find("#0"), 2, std::string("#").append(number));
        Lines told;
        std::copy_if(log.lines.begin(), log.lines.end(), std::back_inserter(told),
                     [&](const std::string& line) {
                         return line.find(" #" + std::string(number)) != std::string::npos;
                     });
        CHECK(told == expected);
    }
}

TEST_CASE("engine: a connection knows which of the TCP connections it is") {
    struct Streams final : model::Sink {
        void on_connection_end(const model::ConnectionEnd& end) override {
            numbers.push_back(end.connection->tcp_stream);
        }
        std::vector<std::uint32_t> numbers;
    };
    const auto streams_of = [](const Tape& tape) {
        Streams streams;
        engine::Engine engine({}, streams, {});
        play(tape.packets(), engine);
        engine.finish();
        return streams.numbers;
    };
    Tape tape(50003);
    tape.open().client(get("/")).server(response(200)).close();
    tape.append(conversation());
    tape.append(conversation(50001));
    CHECK(streams_of(tape) == std::vector<std::uint32_t>{1, 2});
    Tape reused = upgraded();
    reused.reopen().client(upgrade_request()).server(upgrade_response()).close();
    CHECK(streams_of(reused) == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("engine: ports that are used again make another connection") {
    Tape tape = upgraded();
    tape.client(masked(Opcode::text, "a", kNotFinal)).reopen();
    tape.client(upgrade_request()).server(upgrade_response()).client(masked(Opcode::text, "b")).close();
    const EventLog log = run(tape);
    CHECK(log.of("message") == Lines{"message #0 client text frames=1 wire=1 length=? incomplete 'a'",
                                     "message #1 client text frames=1 wire=1 'b'"});
    CHECK(log.of("end").at(0).starts_with("end #0 unknown handshake=valid"));
    CHECK(log.of("end").at(1).starts_with("end #1 fin tcp-first=client handshake=valid"));
    CHECK(log.summary.tcp_streams == 2);
}

TEST_CASE("engine: every packet twice, as -i any shows them, changes nothing but the packet count") {
    const Tape once = conversation();
    std::vector<TapePacket> packets;
    for (const TapePacket& packet : once.packets()) packets.insert(packets.end(), 2, packet);
    const EventLog log = run(packets);
    CHECK(log.lines == run(once).lines);
    CHECK(log.summary.packets == packets.size());
    CHECK(log.summary.tcp_streams == 1);
}

TEST_CASE("engine: packets that are malformed are reported and counted, and the others decoded") {
    Tape tape = conversation();
    std::vector<TapePacket> packets = tape.packets();
    TapePacket bad = packets.front();
    bad.octets[14] = 0x41;  // IHL of one word
    packets.insert(packets.begin() + 3, bad);
    EventLog log;
    std::vector<engine::MalformedPacket> malformed;
    engine::Engine engine({}, log,
                          [&](const engine::MalformedPacket& packet) { malformed.push_back(packet); });
    play(packets, engine);
    engine.finish();
    REQUIRE(malformed.size() == 1);
    CHECK(malformed[0].packet.number == 4);
    CHECK(malformed[0].offset == 14);
    CHECK(malformed[0].error.kind == wire::ErrorKind::ip_header_length);
    CHECK(log.summary.malformed_packets == 1);
    CHECK(log.of("message").size() == 2);
}

TEST_CASE("engine: packets in one call, more than a batch, are as packets one by one") {
    Tape tape = upgraded();
    for (int i = 0; i < 100; ++i) tape.client(masked(Opcode::text, std::to_string(i)));
    EventLog log;
    engine::Engine engine({}, log, {});
    std::vector<capture::Packet> packets;
    for (const TapePacket& packet : tape.packets()) {
        capture::Packet captured;
        captured.stamp.number = packets.size() + 1;
        captured.stamp.time = {packet.nanoseconds};
        captured.original_length = static_cast<std::uint32_t>(packet.octets.size());
        captured.data = packet.octets;
        packets.push_back(captured);
    }
    engine.on_packets(packets);
    engine.finish();
    CHECK(log.lines == run(tape).lines);
    CHECK(log.of("message").size() == 100);
}

TEST_CASE("engine: one that is never finished gives its memory back") {
    EventLog log;
    engine::Engine engine({}, log, {});
    Tape tape = upgraded();
    play(tape.client(masked(Opcode::text, "a", kNotFinal)).packets(), engine);
    CHECK(log.lines.size() == 2);
}

TEST_CASE("engine: where memory is out, of the requests of one connection only the latest waits on") {
    Tape tape;
    tape.open();
    for (int i = 0; i < 20; ++i) tape.client(upgrade_request("X: " + std::string(5000, 'x') + "\r\n"));
    RunOptions options;
    const auto incomplete_before_the_end = [&] {
        const EventLog log = run(tape, options);
        CHECK(log.of("handshake").size() == 20);
        return std::count_if(log.stamps.begin(), log.stamps.end(),
                             [](const auto& stamp) { return stamp.packet < 23; });
    };
    CHECK(incomplete_before_the_end() == 0);
    options.engine.max_memory = 10'000;
    CHECK(incomplete_before_the_end() > 0);
}

TEST_CASE("engine: with next to no memory it tells less, but nothing wrong") {
    for (const std::uint64_t memory : {0U, 100U, 1000U, 3000U, 10000U}) {
        CAPTURE(memory);
        RunOptions options;
        options.engine.max_memory = memory;
        Tape tape = conversation();
        for (std::uint16_t port = 50001; port < 50020; ++port) {
            Tape open(port);
            tape.append(open.open().client(upgrade_request()).client(masked(Opcode::text, "held")));
        }
        Tape split(50020);
        split.open();
        for (const char octet : upgrade_request()) split.client({&octet, 1});
        split.server(upgrade_response()).client(masked(Opcode::text, "Hello", kNotFinal)).close();
        const EventLog log = run(tape.append(split), options);
        CHECK(log.of("handshake").size() == log.of("end").size());
        CHECK(log.of("handshake #0").size() == 1);
        CHECK(log.of("finding").empty());
    }
}
