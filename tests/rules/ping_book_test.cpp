#include "rules/ping_book.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/print/sample.hpp"
#include "tests/rules/broken.hpp"

namespace wsdissect::rules {
namespace {

using print::sample::packet;
using test::Lines;
using test::words_of;
using websocket::Opcode;

constexpr std::int64_t kSecond = 1'000'000;  // In microseconds.
const Lines kUnsolicited = {
    "pong.unsolicited server: the Pong answers no Ping (a heartbeat of its own is allowed)"};

/// A client that sends Pings, in packets numbered from 1, and a server that should answer them.
struct Pinging {
    std::size_t remembered = 0;
    PingBook book{remembered};
    std::uint64_t number = 0;

    static model::Control control(Opcode opcode, std::string_view payload, Direction sender) {
        model::Control made = print::sample::control(opcode, payload);
        made.direction = sender;
        made.heard_all = true;
        made.all_known = true;
        return made;
    }
    void ping(std::string_view payload) {
        model::Control made = control(Opcode::ping, payload, Direction::client);
        made.packet = packet(++number);
        book.on_ping(made);
    }
    void acknowledge(std::uint32_t pings, std::int64_t microseconds = 0) {
        book.on_acknowledged(
            {.packet = packet(50, microseconds), .direction = Direction::client, .pings = pings});
    }
    static model::Control a_pong(std::string_view payload, std::int64_t microseconds = 0) {
        model::Control made = control(Opcode::pong, payload, Direction::server);
        made.packet = packet(60, microseconds);
        return made;
    }
    Lines pong(std::string_view payload, std::int64_t microseconds = 0) {
        return words_of(book.on_pong(a_pong(payload, microseconds)));
    }
    Lines frame(std::int64_t microseconds, bool known = true, Direction sender = Direction::server,
                std::uint64_t first_packet = 70) {
        model::Frame made;
        made.direction = sender;
        made.setting.all_known = known;
        made.packet = packet(70, microseconds);
        made.first_packet = first_packet;
        return words_of(book.on_frame(made));
    }
    /// One that comes in several packets.
    Lines long_frame(std::int64_t microseconds) { return frame(microseconds, true, Direction::server, 69); }
    Lines close(Direction sender, bool known = true) {
        model::Control made = control(Opcode::close, "", sender);
        made.all_known = known;
        return words_of(book.on_close(made));
    }
    Lines end(bool known = true) {
        model::ConnectionEnd made = print::sample::connection_end();
        for (model::DirectionEnd& each : made.ends) each.known = known;
        return words_of(book.on_end(made));
    }
};

Lines unanswered(std::uint64_t number) {
    return {"ping.unanswered server: the client's Ping of packet " + std::to_string(number) +
            " was received and not answered, though frames went on for 30 s"};
}
Lines misanswered(std::uint64_t number) {
    return {"pong.payload server: the client's Ping of packet " + std::to_string(number) +
            " is answered by Pongs with another payload only"};
}

}  // namespace

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a Pong with the Ping's payload answers it") {
    ping("a");
    acknowledge(1);
    CHECK(pong("a") == Lines{});
    CHECK(frame(31 * kSecond) == Lines{});
    CHECK(end() == Lines{});
    CHECK(pong("a") == kUnsolicited);  // once only
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a Pong for the latest of several answers those before it") {
    for (const std::string_view payload : {"1", "2", "3"}) ping(payload);
    acknowledge(3);
    CHECK(pong("2") == Lines{});
    CHECK(frame(31 * kSecond) == unanswered(3));
    CHECK(pong("1", 31 * kSecond) == Lines{});  // late, and no heartbeat
    CHECK(end() == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: of equal Pings the latest is answered") {
    ping("a");
    ping("a");
    acknowledge(2);
    CHECK(pong("a") == Lines{});
    CHECK(frame(31 * kSecond) == Lines{});
    CHECK(pong("a") == Lines{});
    CHECK(pong("a") == kUnsolicited);
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a Ping may wait for 30 seconds from when it arrived") {
    ping("a");
    CHECK(frame(40 * kSecond) == Lines{});  // it may not have arrived
    acknowledge(1, 10 * kSecond);
    CHECK(frame(39 * kSecond) == Lines{});
    CHECK(frame(41 * kSecond, true, Direction::client) == Lines{});  // the server may be slow, or gone
    CHECK(frame(41 * kSecond, false) == Lines{});                    // its Pong may be lost
    CHECK(frame(40 * kSecond) == unanswered(1));
    CHECK(frame(42 * kSecond) == Lines{});  // told once
    CHECK(end() == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: while a frame is under way there can be no Pong") {
    ping("a");
    acknowledge(1);
    CHECK(long_frame(60 * kSecond) == Lines{});  // it may have begun before the Ping came
    SUBCASE("the Pong is right behind it") { CHECK(pong("a", 60 * kSecond) == Lines{}); }
    SUBCASE("another one follows") { CHECK(long_frame(61 * kSecond) == unanswered(1)); }
    SUBCASE("a short one follows") { CHECK(frame(60 * kSecond) == unanswered(1)); }
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a second Pong for a Ping is no wrong answer to the next") {
    ping("a");
    acknowledge(1);
    CHECK(pong("a") == Lines{});
    ping("b");
    acknowledge(1);
    CHECK(pong("a") == kUnsolicited);
    CHECK(end() == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: who had a heartbeat before does not mean a Ping by it") {
    CHECK(pong("beat") == kUnsolicited);
    ping("a");
    acknowledge(1);
    SUBCASE("the same") { CHECK(pong("beat") == kUnsolicited); }
    SUBCASE("one that counts") { CHECK(pong("beat 2") == kUnsolicited); }
    CHECK(end() == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a second Pong for a Ping is no heartbeat") {
    ping("a");
    CHECK(pong("a") == Lines{});
    CHECK(pong("a") == kUnsolicited);
    ping("b");
    acknowledge(2);
    CHECK(pong("c") == kUnsolicited);
    CHECK(end() == misanswered(2));
}

TEST_CASE("rules/ping_book: all books together remember so many Pings") {
    Pinging small;
    {
        PingBook other(small.remembered);
        std::uint64_t number = 0;
        for (const std::string_view payload : {"0", "1", "2"}) {
            model::Control ping = Pinging::control(Opcode::ping, payload, Direction::client);
            ping.packet = packet(++number);
            other.on_ping(ping);
        }
        CHECK(small.remembered == 3);
        CHECK(words_of(other.on_pong(Pinging::a_pong("1"))) == Lines{});
        CHECK(small.remembered == 3);  // of the one that is answered, that it was
    }
    CHECK(small.remembered == 0);
    small.remembered = PingBook::kMostOfAll - 1;
    small.ping("a");
    small.ping("b");
    CHECK(small.remembered == PingBook::kMostOfAll);
    small.acknowledge(2);
    CHECK(small.pong("b") == Lines{});
    CHECK(small.frame(31 * kSecond) == unanswered(1));
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a Pong for a Ping that was forgotten is no wrong answer") {
    for (std::size_t i = 0; i < PingBook::kMost + 2; ++i) ping("p" + std::to_string(i));
    acknowledge(PingBook::kMost + 2);
    CHECK(pong("p0") == Lines{});
    CHECK(pong("p1") == Lines{});
    CHECK(end() == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a thousand frames before the Pong are nothing wrong") {
    ping("a");
    acknowledge(1);
    for (int i = 0; i < 1000; ++i) CHECK(frame(i * 1000) == Lines{});
    CHECK(pong("a", kSecond) == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: heartbeats while a Ping waits do not answer it") {
    ping("a");
    CHECK(pong("") == kUnsolicited);
    acknowledge(1);
    CHECK(pong("") == kUnsolicited);
    CHECK(pong("a") == Lines{});
    CHECK(end() == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: Pongs with another payload only") {
    ping("a");
    CHECK(pong("b") == kUnsolicited);  // sent before the Ping arrived: no answer to it
    CHECK(end() == Lines{});
    acknowledge(1);
    CHECK(pong("b") == kUnsolicited);
    SUBCASE("told at the end") {
        CHECK(end(false) == Lines{});  // the right one may be lost
        CHECK(end() == misanswered(1));
        CHECK(end() == Lines{});
    }
    SUBCASE("told at the answerer's Close") {
        CHECK(close(Direction::server, false) == Lines{});
        CHECK(close(Direction::server) == misanswered(1));
        CHECK(end() == Lines{});
    }
    SUBCASE("not at the Close of who sent the Ping") {
        CHECK(close(Direction::client) == Lines{});
        CHECK(end() == misanswered(1));
    }
    SUBCASE("told when it would be unanswered") {
        CHECK(frame(31 * kSecond) == misanswered(1));
        CHECK(end() == Lines{});
    }
    SUBCASE("not if a later one is answered") {
        ping("c");
        CHECK(pong("c") == Lines{});
        CHECK(end() == Lines{});
    }
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: after a Close nobody waits for Pongs") {
    ping("a");
    acknowledge(1);
    SUBCASE("of who sent the Ping") { CHECK(close(Direction::client) == Lines{}); }
    SUBCASE("of who should answer") { CHECK(close(Direction::server) == Lines{}); }
    CHECK(frame(31 * kSecond) == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a Pong that may answer a Ping which the capture lacks") {
    ping("a");
    acknowledge(1);
    model::Control pong = a_pong("x");
    pong.heard_all = false;
    CHECK(words_of(book.on_pong(pong)) == Lines{});
    CHECK(frame(31 * kSecond) == Lines{});  // nor can it be told what has become of those before
    CHECK(end() == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a Pong that is not whole may answer any") {
    ping("x");
    ping("b");
    acknowledge(2);
    model::Control pong = a_pong("x");  // which begins like a Ping of another length
    pong.payload_length = 9;
    CHECK(words_of(book.on_pong(pong)) == Lines{});
    CHECK(frame(31 * kSecond) == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: a Ping that is not whole may be answered by any") {
    model::Control ping = control(Opcode::ping, "a", Direction::client);
    ping.payload_length = 9;
    book.on_ping(ping);
    acknowledge(1);
    CHECK(pong("b") == Lines{});
    CHECK(frame(31 * kSecond) == Lines{});
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: acknowledged are as many as were sent first") {
    ping("1");
    ping("2");
    acknowledge(1);
    acknowledge(1, 20 * kSecond);
    CHECK(frame(29 * kSecond) == Lines{});
    CHECK(frame(30 * kSecond) == unanswered(1));
    CHECK(frame(49 * kSecond) == Lines{});
    CHECK(frame(50 * kSecond) == unanswered(2));
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: the oldest is forgotten, and with it what is a heartbeat") {
    for (std::size_t i = 0; i < PingBook::kMost; ++i) ping("same" + std::to_string(i));
    CHECK(pong("heartbeat") == kUnsolicited);
    ping("one more");
    CHECK(pong("heartbeat") == Lines{});
    acknowledge(static_cast<std::uint32_t>(PingBook::kMost) + 1);
    const Lines late = frame(31 * kSecond);
    CHECK(late.size() == PingBook::kMost);
    CHECK(late.front() == unanswered(2).front());
}

TEST_CASE_FIXTURE(Pinging, "rules/ping_book: each side has Pings of its own") {
    ping("a");
    model::Control other = control(Opcode::ping, "b", Direction::server);
    book.on_ping(other);
    CHECK(pong("b") == kUnsolicited);  // the server's own
    model::Control answer = control(Opcode::pong, "b", Direction::client);
    CHECK(words_of(book.on_pong(answer)) == Lines{});
}

}  // namespace wsdissect::rules
