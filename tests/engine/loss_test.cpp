#include <doctest/doctest.h>

#include <string>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

// What DirectionDecoder makes of octets that the capture lacks.

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

struct Loss {
    std::size_t from = 0;
    std::size_t octets = 0;
};

/// What is told where the server sends `octets` and then a Ping, and the capture misses some: without the
/// handshake.
EventLog with_loss(std::string_view octets, Loss loss, const RunOptions& options = {}) {
    Tape tape = upgraded();
    if (loss.from > 0) tape.server(octets.substr(0, loss.from));
    tape.lose(Direction::server, loss.octets);
    if (loss.from + loss.octets < octets.size()) tape.server(octets.substr(loss.from + loss.octets));
    tape.server(frame(Opcode::ping, "!")).settle();
    EventLog log = run(tape, options);
    log.lines.erase(log.lines.begin());
    return log;
}

const Lines kPing = {"frame #0 server ping 1 '!'", "control #0 server ping '!'"};

/// `lines`, and the Ping behind them.
Lines and_ping(Lines lines) {
    lines.insert(lines.end(), kPing.begin(), kPing.end());
    return lines;
}
/// Without the connection's end.
Lines without_end(Lines lines) {
    lines.pop_back();
    return lines;
}

}  // namespace

TEST_CASE("engine/loss: inside a payload decoding goes on in step") {
    struct Case {
        std::string_view name;
        std::string octets;
        Loss loss;
        Lines told;
    };
    const std::string ten = frame(Opcode::text, "0123456789");
    const std::string fragments =
        frame(Opcode::text, "abcd", kNotFinal) + frame(Opcode::continuation, "efgh");
    const Case cases[] = {
        {"in the middle",
         ten,
         {5, 3},
         {"gap #0 server 3 in step", "frame #0 server text 10 captured=7 ends '012'",
          "message #0 server text frames=1 wire=10 incomplete holes '0126789'"}},
        {"at the front",
         ten,
         {2, 4},
         {"gap #0 server 4 in step", "frame #0 server text 10 captured=6 ends ''",
          "message #0 server text frames=1 wire=10 incomplete holes '456789'"}},
        {"to the end",
         ten,
         {9, 3},
         {"gap #0 server 3 in step", "frame #0 server text 10 captured=7 ends '0123456'",
          "message #0 server text frames=1 wire=10 incomplete '0123456'"}},
        {"all of it",
         ten,
         {2, 10},
         {"gap #0 server 10 in step", "frame #0 server text 10 captured=0 ends ''",
          "message #0 server text frames=1 wire=10 incomplete ''"}},
        {"masked",
         masked(Opcode::text, "0123456789"),
         {9, 5},
         {"gap #0 server 5 in step", "frame #0 server text 10 masked captured=5 ends '012'",
          "message #0 server text frames=1 wire=10 incomplete holes '01289'"}},
        {"in the first of two fragments",
         fragments,
         {3, 2},
         {"gap #0 server 2 in step", "frame #0 server text 4 not-final captured=2 'a'",
          "frame #0 server continuation 4 ends 'efgh'",
          "message #0 server text frames=2 wire=8 incomplete holes 'adefgh'"}},
        {"in the last of two fragments",
         fragments,
         {10, 2},
         {"frame #0 server text 4 not-final 'abcd'", "gap #0 server 2 in step",
          "frame #0 server continuation 4 captured=2 ends 'ef'",
          "message #0 server text frames=2 wire=8 incomplete 'abcdef'"}},
        {"in a Close's reason",
         frame(Opcode::close, close_body(1000, "reason")),
         {6, 2},
         {"gap #0 server 2 in step", "frame #0 server close 8 captured=6 '\\u{3}\\xe8re'",
          "control #0 server close code=1000 '\\u{3}\\xe8re'"}},
        {"over a Close's code",
         frame(Opcode::close, close_body(1000, "reason")),
         {2, 2},
         {"gap #0 server 2 in step", "frame #0 server close 8 captured=6 ''", "control #0 server close ''"}},
        {"over half of a Close's code",
         frame(Opcode::close, close_body(1000, "reason")),
         {3, 1},
         {"gap #0 server 1 in step", "frame #0 server close 8 captured=7 '\\u{3}'",
          "control #0 server close '\\u{3}'"}},
        {"in a Ping inside a message",
         frame(Opcode::text, "a", kNotFinal) + frame(Opcode::ping, "1234") + frame(Opcode::continuation, "b"),
         {6, 1},
         {"frame #0 server text 1 not-final 'a'", "gap #0 server 1 in step",
          "frame #0 server ping 4 captured=3 '1'", "control #0 server ping '1'",
          "frame #0 server continuation 1 ends 'b'", "message #0 server text frames=2 wire=2 'ab'"}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        CHECK(without_end(with_loss(c.octets, c.loss).lines) == and_ping(c.told));
    }
}

TEST_CASE("engine/loss: a message's holes are those before the last octet that it shows") {
    const std::string octets = frame(Opcode::text, "0123456789");
    const RunOptions front{.demand = {0, 3}};
    CHECK(with_loss(octets, {6, 2}, front).of("message") ==
          Lines{"message #0 server text frames=1 wire=10 incomplete truncated '012'"});
    CHECK(with_loss(octets, {3, 2}, front).of("message") ==
          Lines{"message #0 server text frames=1 wire=10 incomplete truncated holes '034'"});
    CHECK(with_loss(octets, {3, 2}, {.demand = {}}).of("message") ==
          Lines{"message #0 server text frames=1 wire=10 incomplete"});
}

TEST_CASE("engine/loss: over a header nothing can be told any more, and nothing wrong is") {
    const std::string octets =
        frame(Opcode::text, "ab") + frame(Opcode::text, "cd") + frame(Opcode::text, "ef");
    struct Case {
        std::string_view name;
        Loss loss;
        Lines told;
    };
    const Case cases[] = {
        {"between frames",
         {4, 4},
         {"frame #0 server text 2 ends 'ab'", "message #0 server text frames=1 wire=2 'ab'",
          "gap #0 server 4 lost"}},
        {"in a header",
         {5, 1},
         {"frame #0 server text 2 ends 'ab'", "message #0 server text frames=1 wire=2 'ab'",
          "gap #0 server 1 lost"}},
        {"from a payload on",
         {3, 2},
         {"frame #0 server text 2 captured=1 'a'", "message #0 server text frames=1 wire=2 incomplete 'a'",
          "gap #0 server 2 lost"}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const EventLog log = with_loss(octets, c.loss);
        CHECK(without_end(log.lines) == c.told);
        CHECK(log.summary.gaps == 1);
        CHECK(log.summary.lost_bytes == c.loss.octets);
    }
}

TEST_CASE("engine/loss: the other direction goes on, and later gaps are told as well") {
    Tape tape = upgraded();
    tape.server(frame(Opcode::text, "a", kNotFinal)).lose(Direction::server, 9).server(pattern(20)).settle();
    tape.client(masked(Opcode::text, "Hello")).lose(Direction::server, 5).server(pattern(20)).settle();
    const EventLog log = run(tape);
    CHECK(log.lines == Lines{"handshake #0 valid: GET /chat -> 101, accept correct",
                             "frame #0 server text 1 not-final 'a'",
                             "message #0 server text frames=1 wire=1 length=? incomplete 'a'",
                             "gap #0 server 9 lost", "frame #0 client text 5 masked ends 'Hello'",
                             "message #0 client text frames=1 wire=5 'Hello'", "gap #0 server 5 lost",
                             "end #0 capture-end handshake=valid 172/1/1/5/0 172/1/1/1/14"});
    CHECK(log.summary.gaps == 2);
    CHECK(log.summary.lost_bytes == 14);
}

TEST_CASE("engine/loss: a packet that the capture cut is loss of its end") {
    Tape tape = upgraded();
    tape.snapped(Direction::server, frame(Opcode::binary, "0123456789"), 4).server(frame(Opcode::ping, "!"));
    Lines lines = run(tape).lines;
    lines.erase(lines.begin());
    CHECK(without_end(lines) ==
          and_ping({"gap #0 server 4 in step", "frame #0 server binary 10 captured=6 ends '012345'",
                    "message #0 server binary frames=1 wire=10 incomplete '012345'"}));
}
