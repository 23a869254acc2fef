#include "print/stats_pings.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::EndedBy;
using websocket::Opcode;

namespace {

/// Tells Pings and Pongs, each a millisecond after the one before.
class Talk {
  public:
    void ping(Direction sender, std::string_view payload = {}) { say(Opcode::ping, sender, payload); }
    void pong(Direction sender, std::string_view payload = {}) { say(Opcode::pong, sender, payload); }
    void say(Opcode opcode, Direction sender, std::string_view payload, std::uint64_t missing = 0) {
        model::Control control = sample::control(opcode, payload);
        control.connection = &connection;
        control.packet = sample::packet(++packets_, microseconds += 1000);
        control.direction = sender;
        control.payload_length += missing;
        round_trips.on_control(control);
    }
    void end(std::optional<EndedBy> ended_by) {
        model::ConnectionEnd ended = sample::connection_end();
        ended.connection = &connection;
        ended.ended_by = ended_by;
        round_trips.on_connection_end(ended);
    }
    [[nodiscard]] const PingTotals& by(Direction sender) const {
        return round_trips.totals()[index_of(sender)];
    }

    model::ConnectionInfo connection;
    PingRoundTrips round_trips;
    std::int64_t microseconds = 0;  ///< Of the latest frame.

  private:
    std::uint64_t packets_ = 0;
};

constexpr Direction kClient = Direction::client;
constexpr Direction kServer = Direction::server;
constexpr std::int64_t kMillisecond = kNanosecondsPerMillisecond;

struct Counts {
    std::uint64_t pings, answered, unanswered;
    bool operator==(const Counts&) const = default;
};
Counts counts(const PingTotals& totals) { return {totals.pings, totals.answered, totals.unanswered}; }

}  // namespace

TEST_CASE("print/stats_pings: a Pong of the other side with the same payload answers a Ping") {
    Talk talk;
    talk.ping(kClient, "a");
    talk.ping(kServer, "a");
    talk.pong(kClient, "a");
    talk.microseconds += 500;
    talk.pong(kServer, "a");
    CHECK(counts(talk.by(kClient)) == Counts{1, 1, 0});
    CHECK(counts(talk.by(kServer)) == Counts{1, 1, 0});
    CHECK(talk.by(kServer).round_trips.max() == kMillisecond);
    CHECK(talk.by(kClient).round_trips.max() == 3 * kMillisecond + 500'000);
}

TEST_CASE("print/stats_pings: a Pong of another payload, side or connection answers nothing") {
    Talk talk;
    talk.pong(kServer, "a");
    talk.ping(kClient, "a");
    talk.pong(kServer, "b");
    talk.pong(kServer);
    talk.pong(kClient, "a");
    talk.connection.number = 1;
    talk.pong(kServer, "a");
    CHECK(counts(talk.by(kClient)) == Counts{1, 0, 0});
    CHECK(talk.by(kClient).round_trips.count() == 0);
}

TEST_CASE("print/stats_pings: of several Pings with the same payload a Pong answers the latest") {
    Talk talk;
    for (int i = 0; i < 3; ++i) talk.ping(kServer);
    talk.ping(kServer, "other");
    talk.pong(kClient);
    CHECK(talk.by(kServer).round_trips.max() == 2 * kMillisecond);
    talk.pong(kClient);
    CHECK(talk.by(kServer).round_trips.max() == 4 * kMillisecond);
    talk.pong(kClient, "other");
    talk.end(EndedBy::close);
    CHECK(counts(talk.by(kServer)) == Counts{4, 3, 1});
}

TEST_CASE("print/stats_pings: a Ping is answered once") {
    Talk talk;
    talk.ping(kClient);
    talk.pong(kServer);
    talk.pong(kServer);
    CHECK(counts(talk.by(kClient)) == Counts{1, 1, 0});
}

TEST_CASE("print/stats_pings: unanswered are only Pings of connections seen to their end") {
    struct Case {
        std::optional<EndedBy> ended_by;
        std::uint64_t unanswered;
    };
    for (const Case& each : {Case{EndedBy::close, 2}, Case{EndedBy::fin, 2}, Case{EndedBy::rst, 2},
                             Case{EndedBy::timeout, 0}, Case{EndedBy::capture_end, 0}, Case{{}, 0}}) {
        Talk talk;
        talk.ping(kClient, "a");
        talk.ping(kClient, "b");
        talk.end(each.ended_by);
        CHECK(counts(talk.by(kClient)) == Counts{2, 0, each.unanswered});
        talk.end(EndedBy::fin);  // nothing is left of it
        CHECK(talk.by(kClient).unanswered == each.unanswered);
    }
}

TEST_CASE(
    "print/stats_pings: the oldest of too many Pings is given up, and counts where nothing answered it") {
    const std::uint64_t pings = PingRoundTrips::kMostWaiting + 3;
    Talk talk;
    for (std::uint64_t i = 0; i < pings; ++i) talk.ping(kClient, std::to_string(i));
    SUBCASE("unanswered to the end") {
        talk.end(EndedBy::fin);
        CHECK(counts(talk.by(kClient)) == Counts{pings, 0, pings});
    }
    SUBCASE("a Pong that may answer one given up leaves them unknown") {
        talk.pong(kServer, "0");
        talk.end(EndedBy::fin);
        CHECK(counts(talk.by(kClient)) == Counts{pings, 0, PingRoundTrips::kMostWaiting});
    }
    SUBCASE("the others are answered") {
        for (std::uint64_t i = 3; i < pings; ++i) talk.pong(kServer, std::to_string(i));
        CHECK(counts(talk.by(kClient)) == Counts{pings, PingRoundTrips::kMostWaiting, 0});
        talk.end(EndedBy::fin);
        CHECK(counts(talk.by(kClient)) == Counts{pings, PingRoundTrips::kMostWaiting, 3});
    }
}

TEST_CASE("print/stats_pings: beyond the limit of senders the oldest connection's Pings are forgotten") {
    Talk talk;
    for (; talk.connection.number <= PingRoundTrips::kMostSenders; ++talk.connection.number)
        talk.ping(kServer);
    const std::uint64_t pings = PingRoundTrips::kMostSenders + 1;
    for (talk.connection.number = 0; talk.connection.number < pings; ++talk.connection.number) {
        if (talk.connection.number < 3) talk.pong(kClient);
        talk.end(EndedBy::close);
    }
    CHECK(counts(talk.by(kServer)) == Counts{pings, 2, pings - 3});
}

TEST_CASE("print/stats_pings: what was not captured whole leaves no claim") {
    Talk talk;
    talk.say(Opcode::ping, kClient, "abc", 1);
    talk.pong(kServer, "abc");
    talk.end(EndedBy::fin);
    CHECK(counts(talk.by(kClient)) == Counts{1, 0, 0});
    talk.ping(kClient, "abcd");
    talk.say(Opcode::pong, kServer, "abc", 1);
    talk.end(EndedBy::fin);
    CHECK(counts(talk.by(kClient)) == Counts{2, 0, 0});
}

TEST_CASE("print/stats_pings: a round trip against the capture's clock is not measured") {
    Talk talk;
    talk.ping(kClient);
    talk.microseconds -= 5000;
    talk.pong(kServer);
    CHECK(counts(talk.by(kClient)) == Counts{1, 1, 0});
    CHECK(talk.by(kClient).round_trips.count() == 0);
}

TEST_CASE("print/stats_pings: a Close is neither Ping nor Pong") {
    Talk talk;
    talk.say(Opcode::close, kClient, {});
    CHECK(counts(talk.by(kClient)) == Counts{0, 0, 0});
}
