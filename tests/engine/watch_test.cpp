#include "engine/watch.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace wsdissect::engine {
namespace {

using Told = std::vector<std::string>;

/// Two ends between which segments go to and fro; the client's is the first.
class Wire : public model::Sink {
  public:
    Wire() {
        for (tcp::HalfFlow& half : flow.halves) half.based = half.start_known = true;
    }
    void on_acknowledged(const model::Acknowledged& event) override {
        told.push_back(std::string(name_of(event.direction)) + " " + std::to_string(event.pings) +
                       " in packet " + std::to_string(event.packet.number));
    }

    [[nodiscard]] tcp::HalfFlow& half(Direction sender) {
        return flow.half(sender == Direction::client ? kFirst : tcp::other(kFirst));
    }
    [[nodiscard]] bool is_watched(Direction sender) { return half(sender).watched; }
    /// `octets` of `sender` were handed on: those of the segment under way.
    void hand_on(Direction sender, std::uint64_t octets) { half(sender).next += octets; }
    void ping(Direction sender) { watch.on_ping(sender, 7, half(sender)); }
    void close(Direction sender) { watch.on_close(sender, half(sender)); }
    /// A packet of the other side, which has received the first `octets` of what `sender` sent.
    void acknowledge(Direction sender, std::uint32_t octets) {
        half(sender).note_acknowledged(half(sender).base + octets);
        packet();
    }
    void packet() { watch.on_packet(flow, kFirst, info, {.number = ++number, .time = {}}, *this); }

    static constexpr tcp::End kFirst = tcp::End::lower;
    tcp::Flow flow;
    Watch watch;
    model::ConnectionInfo info;
    std::uint64_t number = 0;
    Told told;
};

constexpr Direction kClient = Direction::client, kServer = Direction::server;

}  // namespace

TEST_CASE_FIXTURE(Wire, "engine/watch: a Ping is acknowledged with all of its segment") {
    ping(kClient);
    hand_on(kClient, 20);
    packet();
    acknowledge(kClient, 19);
    CHECK(told == Told{});
    CHECK(is_watched(kClient));
    acknowledge(kClient, 20);
    CHECK(told == Told{"client 1 in packet 3"});
    CHECK_FALSE(is_watched(kClient));
    CHECK_FALSE(watch.close_arrived(kClient));
    packet();
    CHECK(told.size() == 1);
}

TEST_CASE_FIXTURE(Wire, "engine/watch: what nobody acknowledged is not, whatever the numbers are") {
    half(kClient).base = SequenceNumber{0xFFFF'FF00};
    ping(kClient);
    hand_on(kClient, 20);
    packet();
    packet();
    CHECK(told == Told{});
}

TEST_CASE_FIXTURE(Wire, "engine/watch: what was acknowledged before it does not count") {
    hand_on(kServer, 5);
    acknowledge(kServer, 5);
    ping(kServer);
    hand_on(kServer, 10);
    packet();
    CHECK(told == Told{});
    acknowledge(kServer, 15);
    CHECK(told == Told{"server 1 in packet 3"});
}

TEST_CASE_FIXTURE(Wire, "engine/watch: Pings sent meanwhile are acknowledged later, together") {
    ping(kClient);
    hand_on(kClient, 10);
    packet();
    ping(kClient);
    ping(kClient);
    hand_on(kClient, 10);
    packet();
    acknowledge(kClient, 10);
    CHECK(told == Told{"client 1 in packet 3"});
    CHECK(is_watched(kClient));
    acknowledge(kClient, 20);
    CHECK(told == Told{"client 1 in packet 3", "client 2 in packet 4"});
}

TEST_CASE_FIXTURE(Wire, "engine/watch: a Ping that joins those which wait moves their end") {
    ping(kClient);
    hand_on(kClient, 10);
    packet();
    ping(kClient);
    hand_on(kClient, 10);
    packet();
    ping(kClient);
    hand_on(kClient, 10);
    packet();
    acknowledge(kClient, 10);
    acknowledge(kClient, 20);  // the second, but not the third that is counted with it
    CHECK(told == Told{"client 1 in packet 4"});
    acknowledge(kClient, 30);
    CHECK(told == Told{"client 1 in packet 4", "client 2 in packet 6"});
}

TEST_CASE_FIXTURE(Wire, "engine/watch: the sides are watched apart") {
    ping(kClient);
    ping(kServer);
    hand_on(kClient, 10);
    hand_on(kServer, 10);
    packet();
    acknowledge(kServer, 10);
    CHECK(told == Told{"server 1 in packet 2"});
    acknowledge(kClient, 10);
    CHECK(told == Told{"server 1 in packet 2", "client 1 in packet 3"});
}

TEST_CASE_FIXTURE(Wire, "engine/watch: which Pongs answer the latest Ping") {
    ping(kClient);
    CHECK_FALSE(watch.answers_ping(kServer, 8));  // another payload
    CHECK_FALSE(watch.answers_ping(kClient, 7));  // by the wrong side
    CHECK(watch.answers_ping(kServer, 7));
}

TEST_CASE_FIXTURE(Wire, "engine/watch: a Close that arrived can be answered") {
    close(kClient);
    hand_on(kClient, 8);
    packet();
    CHECK_FALSE(watch.close_arrived(kClient));
    acknowledge(kClient, 7);
    CHECK_FALSE(watch.close_arrived(kClient));
    CHECK(is_watched(kClient));
    SUBCASE("by a side that has not ended") {
        acknowledge(kClient, 8);
        CHECK(told == Told{});  // there was no Ping
        CHECK(watch.close_answerable(kClient));
        CHECK_FALSE(watch.close_arrived(kServer));
        CHECK_FALSE(is_watched(kClient));
    }
    SUBCASE("not by a side that had sent FIN") {
        half(kServer).ended = true;
        acknowledge(kClient, 8);
        CHECK(watch.close_arrived(kClient));
        CHECK_FALSE(watch.close_answerable(kClient));
    }
    SUBCASE("not surely by a side of which something is missing") {
        half(kServer).pending = 1;
        acknowledge(kClient, 8);
        CHECK_FALSE(watch.close_answerable(kClient));
    }
    SUBCASE("not once its sender has given the connection up") {
        acknowledge(kClient, 8);
        watch.on_abort(kServer);
        CHECK(watch.close_answerable(kClient));
        watch.on_abort(kClient);
        CHECK_FALSE(watch.close_answerable(kClient));
    }
}

TEST_CASE_FIXTURE(Wire, "engine/watch: the first Close of a side is the one that counts") {
    close(kClient);
    hand_on(kClient, 8);
    packet();
    close(kClient);
    hand_on(kClient, 8);
    packet();
    acknowledge(kClient, 8);
    CHECK(watch.close_arrived(kClient));
}

}  // namespace wsdissect::engine
