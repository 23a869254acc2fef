#include "print/stats_pings.hpp"

#include <doctest/doctest.h>

#include <array>
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
        ended.totals = sent;
        round_trips.on_connection_end(ended);
    }
    [[nodiscard]] const PingTotals& by(Direction sender) const {
        return round_trips.totals()[index_of(sender)];
    }

    model::ConnectionInfo connection;
    std::array<model::DirectionTotals, 2> sent;  ///< As the end tells them.
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

TEST_CASE("print/stats_pings: of several Pings with the same payload it is not known which a Pong answers") {
    Talk talk;
    for (int i = 0; i < 3; ++i) talk.ping(kServer);
    talk.ping(kServer, "other");
    talk.pong(kClient);
    talk.pong(kClient);
    CHECK(talk.by(kServer).round_trips.count() == 0);
    talk.pong(kClient, "other");
    CHECK(talk.by(kServer).round_trips.count() == 1);
    CHECK(talk.by(kServer).round_trips.max() == 3 * kMillisecond);
    talk.pong(kClient);
    CHECK(talk.by(kServer).round_trips.count() == 2);
    CHECK(counts(talk.by(kServer)) == Counts{4, 4, 0});
}

TEST_CASE("print/stats_pings: empty Pings that overlap with the Pongs before them have no time") {
    Talk talk;
    talk.ping(kClient);
    for (int i = 0; i < 5; ++i) {  // each is answered when the next has been sent
        talk.ping(kClient);
        talk.pong(kServer);
    }
    talk.pong(kServer);
    talk.end(EndedBy::close);
    CHECK(counts(talk.by(kClient)) == Counts{6, 6, 0});
    CHECK(talk.by(kClient).round_trips.count() == 1);  // the last one waits alone
    CHECK(talk.by(kClient).round_trips.max() == 2 * kMillisecond);
}

TEST_CASE("print/stats_pings: a Pong that may be that of a Ping given up has no time") {
    Talk talk;
    for (std::size_t i = 0; i <= PingRoundTrips::kMostWaiting; ++i) talk.ping(kClient);
    for (std::size_t i = 0; i < PingRoundTrips::kMostWaiting; ++i) talk.pong(kServer);
    CHECK(talk.by(kClient).answered == PingRoundTrips::kMostWaiting);
    CHECK(talk.by(kClient).round_trips.count() == 0);
}

TEST_CASE("print/stats_pings: who answers a Ping need not answer those before it") {
    Talk talk;
    for (const std::string_view payload : {"a", "b", "c"}) talk.ping(kClient, payload);
    talk.pong(kServer, "b");
    SUBCASE("and what was sent after it is unanswered") {
        talk.end(EndedBy::close);
        CHECK(counts(talk.by(kClient)) == Counts{3, 1, 1});
    }
    SUBCASE("but may") {
        talk.pong(kServer, "a");
        talk.pong(kServer, "c");
        talk.end(EndedBy::close);
        CHECK(counts(talk.by(kClient)) == Counts{3, 3, 0});
        CHECK(talk.by(kClient).round_trips.count() == 3);
        CHECK(talk.by(kClient).round_trips.max() == 4 * kMillisecond);
    }
    SUBCASE("nor those like it: the Pong may be the last one's") {
        for (int i = 0; i < 3; ++i) talk.ping(kClient, "d");
        talk.pong(kServer, "d");
        talk.ping(kClient, "e");
        talk.end(EndedBy::close);
        CHECK(counts(talk.by(kClient)) == Counts{7, 2, 1});
    }
}

TEST_CASE("print/stats_pings: no Ping is unanswered whose Pong may lie in what was not captured") {
    struct Case {
        bool seen, whole;
        std::uint64_t unanswered;
    };
    for (const Case& each : {Case{true, true, 1}, Case{true, false, 0}, Case{false, false, 0}}) {
        Talk talk;
        talk.sent[index_of(kServer)].seen = each.seen;
        talk.sent[index_of(kServer)].whole = each.whole;
        talk.ping(kClient);
        talk.ping(kServer);  // which the client, of whom nothing is missing, left without answer
        talk.end(EndedBy::close);
        CHECK(counts(talk.by(kClient)) == Counts{1, 0, each.unanswered});
        CHECK(counts(talk.by(kServer)) == Counts{1, 0, 1});
    }
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
    SUBCASE("where later ones are answered, they need not be") {
        for (std::uint64_t i = 3; i < pings; ++i) talk.pong(kServer, std::to_string(i));
        CHECK(counts(talk.by(kClient)) == Counts{pings, PingRoundTrips::kMostWaiting, 0});
        talk.end(EndedBy::fin);
        CHECK(counts(talk.by(kClient)) == Counts{pings, PingRoundTrips::kMostWaiting, 0});
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
