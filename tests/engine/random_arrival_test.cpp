#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"
#include "tests/support/deflate_stream.hpp"
#include "wsdissect/base/segment.hpp"

// Conversations whose segments come in any order, again, overlapping and cut elsewhere: what is told of them
// is what is told of the clean streams.

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

constexpr std::array kBoth{Direction::client, Direction::server};
/// How far a packet may stray: well within the patience, also where both directions' copies come between.
constexpr std::size_t kStray = 20;
/// Octets that stay together at a stream's front: fewer of a response that comes before its request might as
/// well begin a request (`HEAD`), and are taken for it.
constexpr std::size_t kShortest = 5;
using Packets = std::vector<TapePacket>;

/// What both ends say, octet by octet: a handshake, then frames of any kind.
class Streams {
  public:
    explicit Streams(std::mt19937_64& random, bool deflate) : random_(random), deflate_(deflate) {
        const std::string_view fields =
            deflate ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : std::string_view();
        octets_ = {upgrade_request(fields), upgrade_response(fields)};
        heads_ = {octets_[0].size(), octets_[1].size()};
        for (int frames = 0; frames < 60; ++frames) add_frame(kBoth[any(2)]);
        for (const Direction from : kBoth)
            if (in_message_[index_of(from)]) octets(from) += frame(Opcode::continuation, "end", shape(from));
    }

    [[nodiscard]] const std::string& of(Direction from) const { return octets_[index_of(from)]; }
    /// Octets of its half of the handshake.
    [[nodiscard]] std::size_t head(Direction from) const { return heads_[index_of(from)]; }

  private:
    std::size_t any(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
    std::string& octets(Direction from) { return octets_[index_of(from)]; }
    FrameShape shape(Direction from) {
        FrameShape shape{.masked = from == Direction::client};
        for (std::uint8_t& octet : shape.masking_key) octet = static_cast<std::uint8_t>(random_());
        return shape;
    }
    void add_frame(Direction from) {
        FrameShape shape = this->shape(from);
        if (any(8) == 0) {
            octets(from) += frame(any(2) == 0 ? Opcode::ping : Opcode::pong, text(any(20)), shape);
            return;
        }
        bool& in_message = in_message_[index_of(from)];
        const bool begins = !std::exchange(in_message, any(4) == 0);
        shape.fin = !in_message;
        std::string payload = text(1 + any(200));
        if (begins && deflate_ && shape.fin && any(2) == 0) {
            payload = as_text(compressors_[index_of(from)].compress(as_bytes(payload)));
            shape.rsv = 4;
        }
        octets(from) += frame(begins ? Opcode::text : Opcode::continuation, payload, shape);
    }
    std::string text(std::size_t octets) {
        std::string text(octets, ' ');
        for (char& octet : text) octet = static_cast<char>('a' + any(26));
        return text;
    }

    std::mt19937_64& random_;
    bool deflate_;
    std::array<std::string, 2> octets_;
    std::array<std::size_t, 2> heads_{};
    std::array<bool, 2> in_message_{};
    std::array<DeflateStream, 2> compressors_;
};

/// One way in which the streams may have come.
class Arrival {
  public:
    Arrival(std::mt19937_64& random, const Streams& streams) : random_(random), streams_(streams) {}

    /// In order, in large segments; the handshake first.
    Packets clean() {
        Packets packets = Tape().open().packets();
        while (!is_done()) step(packets, next_sender(), 1000);
        return timed(packets);
    }
    Packets mixed() {
        Packets packets;
        while (!is_done()) {
            const Direction from = next_sender();
            step(packets, from, kShortest + any(120));
            if (any(3) == 0) again(packets, from);
        }
        Packets all = Tape().open().packets();
        for (TapePacket& packet : strayed(std::move(packets))) all.push_back(std::move(packet));
        return timed(all);
    }

  private:
    std::size_t any(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
    std::size_t& sent(Direction from) { return sent_[index_of(from)]; }
    bool has_more(Direction from) { return sent(from) < streams_.of(from).size(); }
    bool is_done() { return !has_more(Direction::client) && !has_more(Direction::server); }
    /// The server answers when it was asked, and the client goes on when it was answered.
    Direction next_sender() {
        if (sent(Direction::client) < streams_.head(Direction::client)) return Direction::client;
        if (sent(Direction::server) < streams_.head(Direction::server)) return Direction::server;
        const Direction from = kBoth[any(2)];
        return has_more(from) ? from : opposite(from);
    }
    void step(Packets& packets, Direction from, std::size_t most) {
        const std::size_t left = streams_.of(from).size() - sent(from);
        const std::size_t length = std::min(left, most);
        packets.push_back(segment(from, sent(from), length));
        sent(from) += length;
    }
    /// Something that was sent before, cut elsewhere.
    void again(Packets& packets, Direction from) {
        const std::size_t any_place = any(sent(from));
        const std::size_t begin = any_place < kShortest ? 0 : any_place;
        packets.push_back(segment(from, begin, std::min(sent(from) - begin, kShortest + any(300))));
    }
    TapePacket segment(Direction from, std::size_t offset, std::size_t length) {
        constexpr std::array<std::uint32_t, 2> first{1001, 0xFFFFFF01};  // As a Tape's.
        Tcp segment{.source = endpoint("192.0.2.1", 50000)};
        if (from == Direction::server) std::swap(segment.source, segment.destination);
        segment.sequence = first[index_of(from)] + static_cast<std::uint32_t>(offset);
        segment.acknowledgment =
            first[index_of(opposite(from))] + static_cast<std::uint32_t>(sent(opposite(from)));
        segment.flags = TcpFlags::kAck;
        segment.payload = std::string_view(streams_.of(from)).substr(offset, length);
        return {ethernet(ip(segment))};
    }
    Packets strayed(Packets packets) {
        std::vector<std::pair<std::size_t, std::size_t>> order;
        for (std::size_t i = 0; i < packets.size(); ++i) order.emplace_back(i + any(kStray), i);
        std::sort(order.begin(), order.end());
        Packets strayed;
        for (const auto& [key, i] : order) strayed.push_back(std::move(packets[i]));
        return strayed;
    }
    static Packets timed(Packets packets) {
        for (std::size_t i = 0; i < packets.size(); ++i)
            packets[i].nanoseconds = static_cast<std::int64_t>(i) * Tape::kMillisecond;
        return packets;
    }

    std::mt19937_64& random_;
    const Streams& streams_;
    std::array<std::size_t, 2> sent_{};
};

/// What each end said, in its order; how the two go together depends on when they came.
Lines told(const Packets& packets) {
    const EventLog log = run(packets);
    Lines lines = log.of("handshake");
    for (const char* const what : {"frame #0 client", "frame #0 server", "message #0 client",
                                   "message #0 server", "control #0 client", "control #0 server", "gap"})
        for (const std::string& line : log.of(what)) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("engine/random_arrival: whatever order segments come in, messages are those of the clean streams") {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random(seed);
        const Streams streams(random, seed % 2 == 0);
        const Lines expected = told(Arrival(random, streams).clean());
        REQUIRE(expected.size() > 60);
        REQUIRE(told(Arrival(random, streams).mixed()) == expected);
    }
}
