#include "src/cli/packet_keeper.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/packet_builder.hpp"
#include "wsdissect/wire/decoder.hpp"

namespace wsdissect::cli {

namespace {

/// A keeper, the packets that it is given, and the numbers of those that it chose. Flows are told by port.
class Bench {
  public:
    explicit Bench(std::uint64_t max_waiting) : Bench(PacketKeeper::Limits{.octets = max_waiting}) {}
    explicit Bench(const PacketKeeper::Limits& limits = {},
                   PacketKeeper::Wanted wanted = PacketKeeper::Wanted::all)
        : keeper_(
              {}, [this](const capture::Packet& packet) { take(packet); }, limits, wanted) {}

    /// The flow's first packet.
    Bench& begin(std::uint16_t port) {
        keeper_.on_flow_begin(key(port), packets_ + pending_.size() + 1);
        return packet(port);
    }
    Bench& packet(std::uint16_t port) {
        pending_.push_back(octets(port));
        return *this;
    }
    /// One in two IP fragments, the second one first.
    Bench& fragments(std::uint16_t port) {
        constexpr std::size_t kHeaders = 14 + 20;  // Ethernet, IPv4
        constexpr std::size_t kFirst = 16;
        const test::Octets whole = octets(port);
        const auto part = [&](std::size_t from, std::size_t to, unsigned field) {
            test::Octets packet(whole.begin(), whole.begin() + kHeaders);
            packet.insert(packet.end(), whole.begin() + static_cast<std::ptrdiff_t>(kHeaders + from),
                          whole.begin() + static_cast<std::ptrdiff_t>(kHeaders + to));
            const auto put = [&](std::size_t at, std::size_t value) {
                packet[at] = static_cast<std::uint8_t>(value >> 8);
                packet[at + 1] = static_cast<std::uint8_t>(value);
            };
            put(16, packet.size() - 14);  // total length
            put(18, identification_);
            put(20, field);  // flags and offset
            pending_.push_back(packet);
        };
        ++identification_;
        part(kFirst, whole.size() - kHeaders, kFirst / 8);
        part(0, kFirst, 0x2000);
        return *this;
    }
    Bench& wait(std::int64_t seconds) {
        now_.nanoseconds += seconds * kNanosecondsPerSecond;
        return *this;
    }
    Bench& drop_last() {
        pending_.pop_back();
        return *this;
    }
    /// The flow's first packet, in fragments: it begins with the one that makes it whole.
    Bench& begin_in_fragments(std::uint16_t port) {
        keeper_.on_flow_begin(key(port), packets_ + pending_.size() + 2);
        return fragments(port);
    }
    Bench& websocket(std::uint16_t port) {
        keeper_.on_websocket(key(port), connections_++);
        return *this;
    }
    /// Connections are numbered as they show themselves, from 0.
    Bench& choose(std::uint64_t connection) {
        keeper_.choose(connection);
        return *this;
    }
    Bench& over(std::uint16_t port) {
        keeper_.on_flow_over(key(port));
        return *this;
    }
    /// Gives the keeper the packets so far, as a block of them.
    Bench& give() {
        std::vector<capture::Packet> packets;
        for (const test::Octets& octets : pending_) {
            capture::Packet& packet = packets.emplace_back();
            packet.stamp.number = ++packets_;
            packet.stamp.time = now_;
            packet.data = octets;
        }
        keeper_.on_packets(packets);
        pending_.clear();
        return *this;
    }
    Bench& tick(std::int64_t seconds) {
        wait(seconds);
        keeper_.on_time(now_);
        return *this;
    }
    Bench& stop() {
        keeper_.stop();
        return *this;
    }
    std::vector<std::uint64_t> finish() {
        keeper_.finish();
        return chosen_;
    }
    [[nodiscard]] const std::vector<std::uint64_t>& chosen() const { return chosen_; }
    [[nodiscard]] std::uint64_t incomplete() const { return keeper_.incomplete(); }

  private:
    static test::Octets octets(std::uint16_t port) {
        test::Tcp segment;
        segment.source.port = port;
        segment.payload = std::to_string(port);
        return test::ethernet(test::ip(segment));
    }
    static FlowKey key(std::uint16_t port) {
        test::Tcp segment;
        segment.source.port = port;
        FlowKey key;
        key.set_ends(segment.source, segment.destination);
        return key;
    }
    void take(const capture::Packet& packet) {
        chosen_.push_back(packet.stamp.number);
        const std::string_view text = as_text(packet.data);
        CHECK(text.size() > 14 + 20);
    }

    PacketKeeper keeper_;
    std::vector<test::Octets> pending_;
    std::uint64_t packets_ = 0;
    std::uint64_t connections_ = 0;
    std::size_t identification_ = 0;
    Timestamp now_;
    std::vector<std::uint64_t> chosen_;
};

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("cli/packet_keeper: a flow that shows itself as WebSocket is chosen from its first packet on") {
    Bench bench;
    bench.begin(1).begin(2).packet(1).give();
    CHECK(bench.chosen().empty());
    bench.websocket(1).packet(2).packet(1).give();
    CHECK(bench.chosen() == Numbers{1});  // 2 is undecided, and 3 behind it.
    bench.over(2).packet(2).give();
    CHECK(bench.chosen() == Numbers{1, 3, 5});
    bench.packet(1);
    CHECK(bench.give().finish() == Numbers{1, 3, 5, 7});
    CHECK(bench.incomplete() == 0);
}

TEST_CASE("cli/packet_keeper: fragments are of the flow that their packet is of") {
    Bench bench;
    bench.begin_in_fragments(1).begin_in_fragments(2).give();
    CHECK(bench.chosen().empty());
    bench.websocket(1).over(2).fragments(1).fragments(2).give();
    CHECK(bench.chosen() == Numbers{1, 2, 5, 6});
    CHECK(bench.packet(1).give().finish() == Numbers{1, 2, 5, 6, 9});
}

TEST_CASE("cli/packet_keeper: fragments of what is never whole keep nothing back for good") {
    Bench bench;
    bench.begin(1).websocket(1).give();
    bench.fragments(2).drop_last().packet(1).give();
    CHECK(bench.chosen() == Numbers{1});
    SUBCASE("longer than the engine waits for the rest") {
        bench.wait(31).packet(1).give();
        CHECK(bench.chosen() == Numbers{1, 3, 4});
    }
    SUBCASE("than to the end") { CHECK(bench.finish() == Numbers{1, 3}); }
}

TEST_CASE("cli/packet_keeper: what stays undecided is not chosen") {
    Bench bench;
    CHECK(bench.begin(1).begin(2).packet(2).websocket(2).give().finish() == Numbers{2, 3});
}

TEST_CASE("cli/packet_keeper: stragglers of a connection that is over are its own") {
    Bench bench;
    CHECK(bench.begin(1).websocket(1).over(1).give().packet(1).give().finish() == Numbers{1, 2});
}

TEST_CASE("cli/packet_keeper: flows that follow each other between the same ends are told apart") {
    for (const bool in_one_block : {true, false}) {
        Bench bench;
        const auto pause = [&] {
            if (!in_one_block) bench.give();
        };
        bench.begin(1).packet(1).over(1);
        pause();
        bench.begin(1).packet(1).websocket(1).over(1);
        pause();
        bench.begin(1).over(1);
        pause();
        bench.packet(1).give();
        CHECK(bench.finish() == Numbers{3, 4});
    }
}

TEST_CASE(
    "cli/packet_keeper: beyond the room for waiting packets those in front are given up, and it is said") {
    Bench bench(1000);
    bench.begin(1).begin(2).packet(2).packet(2).packet(2).packet(2).give();
    bench.websocket(1).websocket(2).packet(1).packet(2).give();
    const Numbers chosen = bench.finish();
    CHECK(chosen == Numbers{4, 5, 6, 7, 8});
    CHECK(bench.incomplete() == 2);
}

TEST_CASE("cli/packet_keeper: a given-up beginning of what is no WebSocket is not missed") {
    Bench bench(100);
    CHECK(bench.begin(1).packet(1).give().over(1).packet(1).give().finish().empty());
    CHECK(bench.incomplete() == 0);
}

TEST_CASE("cli/packet_keeper: a flow that says nothing holds others up for so long, and is then given up") {
    constexpr std::int64_t kTenSeconds = 10 * kNanosecondsPerSecond;
    Bench bench(PacketKeeper::Limits{.time = kTenSeconds});
    bench.begin(1).begin(2).websocket(2).give();
    bench.tick(9);
    CHECK(bench.chosen().empty());
    bench.tick(1);
    CHECK(bench.chosen() == std::vector<std::uint64_t>{2});
    bench.packet(1).give().websocket(1).packet(1).give();
    CHECK(bench.finish() == std::vector<std::uint64_t>{2, 4});
    CHECK(bench.incomplete() == 1);
}

namespace {

constexpr auto kChosen = PacketKeeper::Wanted::chosen;
/// What a packet costs to keep, and a little more.
constexpr std::uint64_t kPacket = 320;

}  // namespace

TEST_CASE(
    "cli/packet_keeper: of connections that are to be chosen, those are taken from their first packet on") {
    Bench bench({}, kChosen);
    bench.begin(1).begin(2).websocket(1).websocket(2).packet(1).packet(2).give();
    CHECK(bench.chosen().empty());
    bench.choose(1).packet(1).packet(2).give();
    CHECK(bench.chosen().empty());  // what waits in front of them may be chosen yet
    CHECK(bench.over(1).packet(1).give().finish() == Numbers{2, 4, 6});
    CHECK(bench.incomplete() == 0);
}

TEST_CASE("cli/packet_keeper: each connection of a flow may be what it is chosen for, while it is open") {
    Bench bench({}, kChosen);
    bench.begin(1).websocket(1).packet(1).websocket(1).give();
    bench.choose(0).give();
    CHECK(bench.chosen().empty());  // over, so nobody chooses it
    bench.choose(7).choose(1).websocket(1).packet(1).give();
    CHECK(bench.finish() == Numbers{1, 2, 3});
}

TEST_CASE("cli/packet_keeper: first packets are kept aside for connections that are chosen late") {
    Bench bench({.octets = 0, .aside_of_one = 3 * kPacket}, kChosen);
    bench.begin(1).begin(2).begin(3).websocket(1).websocket(2).websocket(3).give();
    bench.packet(1).packet(2).packet(1).packet(2).packet(1).give();
    bench.choose(0).choose(1).packet(1).packet(2).packet(3).give();
    CHECK(bench.over(3).finish() == Numbers{1, 4, 6, 2, 5, 7, 9, 10});
    CHECK(bench.incomplete() == 1);  // the fourth of the first one is missing
}

TEST_CASE("cli/packet_keeper: what is kept aside has a limit, and is forgotten with its connection") {
    Bench bench({.octets = 0, .aside = 2 * kPacket}, kChosen);
    bench.begin(1).begin(2).begin(3).websocket(1).websocket(2).websocket(3).give();
    bench.over(1).give();
    bench.begin(4).websocket(4).give();
    bench.choose(1).choose(2).choose(3).give();
    CHECK(bench.finish() == Numbers{2, 4});
    CHECK(bench.incomplete() == 1);
}

TEST_CASE("cli/packet_keeper: where connections are to be chosen, others are forgotten as ever") {
    Bench bench({.octets = 0}, kChosen);
    bench.begin(1).give();
    bench.websocket(1).packet(1).give();
    CHECK(bench.choose(0).packet(1).give().finish() == Numbers{3});
    CHECK(bench.incomplete() == 1);
}

TEST_CASE("cli/packet_keeper: once stopped it chooses nothing, whatever it is told") {
    Bench bench;
    bench.begin(1).give().stop();
    bench.websocket(1).packet(1).begin(2).websocket(2).over(2).give().choose(0);
    CHECK(bench.finish().empty());
}

TEST_CASE("cli/packet_keeper: stragglers are waited for of the latest 2,048 connections that are over") {
    constexpr std::uint16_t kConnections = 2'049;
    Bench bench;
    for (std::uint16_t port = 1; port <= kConnections; ++port) bench.begin(port).websocket(port).over(port);
    bench.give();
    bench.packet(1).packet(2).give();
    const Numbers chosen = bench.finish();
    REQUIRE(chosen.size() == kConnections + 1);
    CHECK(chosen.back() == kConnections + 2);
}

}  // namespace wsdissect::cli
