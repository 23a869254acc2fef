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

TEST_CASE("engine/loss: over a header nothing is told until it is clear where frames begin") {
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

TEST_CASE("engine/loss: the other direction goes on, and holes with no frame between them are one gap") {
    Tape tape = upgraded();
    tape.server(frame(Opcode::text, "a", kNotFinal)).lose(Direction::server, 9).server(pattern(20)).settle();
    tape.client(masked(Opcode::text, "Hello")).lose(Direction::server, 5).server(pattern(20)).settle();
    const EventLog log = run(tape);
    CHECK(log.lines == Lines{"handshake #0 valid: GET /chat -> 101, accept correct",
                             "frame #0 server text 1 not-final 'a'",
                             "message #0 server text frames=1 wire=1 length=? incomplete 'a'",
                             "frame #0 client text 5 masked ends 'Hello'",
                             "message #0 client text frames=1 wire=5 'Hello'", "gap #0 server 14 lost",
                             "end #0 capture-end handshake=valid 172/1/1/5/0 172/1/1/1/14"});
    CHECK(log.summary.gaps == 1);
    CHECK(log.summary.lost_bytes == 14);
}

namespace {

/// A server's frame that is long enough to be believed soon.
std::string news(char which) { return frame(Opcode::text, std::string(20, which)); }
std::string told_news(char which, std::string_view front = "frame #0 server text 20 ends '") {
    return std::string(front) + std::string(20, which) + "'";
}
Lines and_news(Lines lines, std::string_view which) {
    for (const char each : which) {
        lines.push_back(told_news(each));
        lines.push_back(told_news(each, "message #0 server text frames=1 wire=20 '"));
    }
    return lines;
}
Lines told_by_server(Tape tape) {
    Lines lines = run(tape.settle()).lines;
    lines.erase(lines.begin());
    return without_end(lines);
}

}  // namespace

TEST_CASE("engine/loss: behind a lost header decoding begins again where frames are certain") {
    Tape tape = upgraded();
    tape.server(news('a')).lose(Direction::server, 22).server(news('b')).server(news('c')).server(news('d'));
    Lines told = and_news({}, "a");
    told.push_back("gap #0 server 22 in step");
    CHECK(told_by_server(tape) == and_news(told, "bcd"));
}

TEST_CASE("engine/loss: frames told late keep the packets that held them") {
    Tape tape = upgraded();
    tape.server(news('a')).lose(Direction::server, 22).server(news('b')).server(news('c'));
    const EventLog log = run(tape.server(news('d')).settle());
    const auto packets_of = [&log](const std::string& line) {
        for (std::size_t i = 0; i < log.lines.size(); ++i)
            if (log.lines[i] == line) return log.stamps[i].packet;
        return std::uint64_t{0};
    };
    const std::uint64_t before = packets_of(told_news('a'));
    CHECK(packets_of(told_news('b')) > before);
    CHECK(packets_of(told_news('c')) > before);
}

TEST_CASE("engine/loss: what no frame is told of between two holes is lost with them") {
    Tape tape = upgraded();
    tape.lose(Direction::server, 22).server(news('a')).lose(Direction::server, 5).server(news('b'));
    tape.server(news('c')).server(news('d'));
    CHECK(told_by_server(tape) == and_news({"gap #0 server 27 in step"}, "bcd"));
}

TEST_CASE("engine/loss: a hole in the payload of a frame that was searched for is skipped like any other") {
    Tape tape = upgraded();
    const std::string long_one = frame(Opcode::binary, pattern(1000));
    tape.lose(Direction::server, 22).server(news('z'));
    tape.server(long_one.substr(0, 400)).lose(Direction::server, 104);
    tape.server(long_one.substr(504)).server(news('a')).server(news('b')).settle();
    Lines lines = run(tape, {.demand = {}}).lines;
    lines.erase(lines.begin());
    CHECK(without_end(lines) ==
          Lines{"gap #0 server 22 in step", "frame #0 server text 20 ends",
                "message #0 server text frames=1 wire=20", "gap #0 server 104 in step",
                "frame #0 server binary 1000 bits=16 captured=896 ends",
                "message #0 server binary frames=1 wire=1000 incomplete", "frame #0 server text 20 ends",
                "message #0 server text frames=1 wire=20", "frame #0 server text 20 ends",
                "message #0 server text frames=1 wire=20"});
}

TEST_CASE("engine/loss: the rest of a message whose beginning was lost is frames without a message") {
    Tape tape = upgraded();
    tape.server(frame(Opcode::text, "abcdefgh", kNotFinal)).lose(Direction::server, 30);
    tape.server(frame(Opcode::continuation, "ijklmnop", kNotFinal));
    tape.server(frame(Opcode::continuation, "qrstuvwxyz")).server(news('a'));
    CHECK(told_by_server(tape) ==
          and_news({"frame #0 server text 8 not-final 'abcdefgh'",
                    "message #0 server text frames=1 wire=8 length=? incomplete 'abcdefgh'",
                    "gap #0 server 30 in step", "frame #0 server continuation 8 not-final 'ijklmnop'",
                    "frame #0 server continuation 10 'qrstuvwxyz'"},
                   "a"));
}

TEST_CASE("engine/loss: frames are looked for as this connection has them, whatever the RFC says") {
    const auto client_resumes = [](std::string_view fields, FrameShape before, FrameShape after) {
        Tape tape = upgraded(fields);
        tape.client(frame(Opcode::text, "before", before)).lose(Direction::client, 30);
        for (std::size_t i = 0; i < 5; ++i) tape.client(frame(Opcode::text, std::string(30 + i, 'x'), after));
        return run(tape.settle()).of("gap") == Lines{"gap #0 client 30 in step"};
    };
    constexpr FrameShape kMasked{.masked = true};
    CHECK(client_resumes("", kMasked, kMasked));
    CHECK_FALSE(client_resumes("", kMasked, {}));
    CHECK(client_resumes("", {}, {}));
    CHECK_FALSE(client_resumes("", {}, kMasked));
    CHECK_FALSE(client_resumes("", kMasked, {.rsv = 4, .masked = true}));
    CHECK(client_resumes("", {.rsv = 4, .masked = true}, {.rsv = 4, .masked = true}));
    CHECK_FALSE(client_resumes("", kMasked, {.rsv = 2, .masked = true}));
    CHECK(client_resumes("", {.rsv = 2, .masked = true}, {.rsv = 2, .masked = true}));
    CHECK(client_resumes("Sec-WebSocket-Extensions: permessage-deflate\r\n", kMasked,
                         {.rsv = 4, .masked = true}));
}

TEST_CASE("engine/loss: where frames may be missing, it is not known who closed") {
    const auto end_of = [](std::size_t lost) {
        Tape tape = upgraded();
        tape.server(news('a')).lose(Direction::server, lost).server(news('b')).server(news('c'));
        tape.server(news('d')).settle();
        tape.client(masked(Opcode::close, "")).close();
        return run(tape).of("end").front();
    };
    CHECK(end_of(0).find("fin") != std::string::npos);
    CHECK(end_of(0).find("close-first=client") != std::string::npos);
    CHECK(end_of(22).find("fin") == std::string::npos);
    CHECK(end_of(22).find("close-first") == std::string::npos);
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

TEST_CASE(
    "engine/loss: where every second header is cut only what is certain is told, and all of it behind that") {
    // Two frames a segment, of which the capture holds the first one's front: the second one's header is cut.
    for (const bool is_masked : {false, true}) {
        const auto made = [&](std::string_view payload) {
            return is_masked ? masked(Opcode::binary, payload) : frame(Opcode::binary, payload);
        };
        const Direction sender = is_masked ? Direction::client : Direction::server;
        Tape tape = upgraded();
        std::size_t cut = 0;
        for (int i = 0; i < 20; ++i) {
            const std::string both = made(pattern(100)) + made(pattern(90 + static_cast<std::size_t>(i)));
            const std::size_t missing = both.size() - 50;
            cut += missing;
            tape.snapped(sender, both, static_cast<std::uint32_t>(missing));
        }
        for (int i = 0; i < 5; ++i) tape.send(sender, made("whole " + std::to_string(i)));
        const EventLog log = run(tape.settle().close());
        const Lines frames = log.of("frame"), gaps = log.of("gap");
        const std::string who = is_masked ? "client" : "server";
        REQUIRE(frames.size() == 6);
        CHECK(frames[0].find("binary 100") != std::string::npos);
        CHECK(frames[0].find("captured=") != std::string::npos);
        for (std::size_t i = 0; i < 5; ++i)
            CHECK(frames[i + 1].find("'whole " + std::to_string(i) + "'") != std::string::npos);
        CHECK(gaps == Lines{"gap #0 " + who + " " + std::to_string(cut) + " in step"});
    }
}
