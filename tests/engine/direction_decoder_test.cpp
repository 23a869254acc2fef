#include <doctest/doctest.h>

#include <string>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

/// What is told of octets that the client sends in one segment: without the handshake and the end.
Lines told_of(std::string_view octets, const RunOptions& options = {}) {
    Tape tape = upgraded();
    tape.client(octets);
    Lines lines = run(tape, options).lines;
    lines.erase(lines.begin());
    lines.pop_back();
    return lines;
}

/// Likewise of the server, where the 101 agreed on permessage-deflate in these words.
Lines told_with_deflate(std::string_view extensions, std::string_view octets) {
    Tape tape = upgraded("Sec-WebSocket-Extensions: " + std::string(extensions) + "\r\n");
    Lines lines = run(tape.server(octets)).lines;
    lines.erase(lines.begin());
    lines.pop_back();
    return lines;
}

constexpr FrameShape kCompressed{.rsv = 4};
constexpr Opcode opcode(unsigned value) { return static_cast<Opcode>(value); }

}  // namespace

TEST_CASE("engine/direction_decoder: frames are told as they stand on the wire") {
    struct Case {
        std::string_view name;
        std::string octets;
        Lines told;
    };
    const Case cases[] = {
        {"masked text",
         masked(Opcode::text, "Hello"),
         {"frame #0 client text 5 masked ends 'Hello'", "message #0 client text frames=1 wire=5 'Hello'"}},
        {"unmasked",
         frame(Opcode::text, "Hello"),
         {"frame #0 client text 5 ends 'Hello'", "message #0 client text frames=1 wire=5 'Hello'"}},
        {"empty",
         frame(Opcode::binary, ""),
         {"frame #0 client binary 0 ends ''", "message #0 client binary frames=1 wire=0 ''"}},
        {"masked and empty",
         masked(Opcode::text, ""),
         {"frame #0 client text 0 masked ends ''", "message #0 client text frames=1 wire=0 ''"}},
        {"16 bits where 7 suffice",
         frame(Opcode::text, "a", {.length_bits = 16}),
         {"frame #0 client text 1 bits=16 ends 'a'", "message #0 client text frames=1 wire=1 'a'"}},
        {"64 bits where 7 suffice",
         masked(Opcode::text, "a", {.length_bits = 64}),
         {"frame #0 client text 1 bits=64 masked ends 'a'", "message #0 client text frames=1 wire=1 'a'"}},
        {"reserved bits",
         frame(Opcode::text, "a", {.rsv = 3}),
         {"frame #0 client text 1 rsv=3 ends 'a'", "message #0 client text frames=1 wire=1 'a'"}},
        {"reserved data opcode", frame(opcode(5), "a"), {"frame #0 client reserved 1 opcode=5 'a'"}},
        {"reserved control opcode",
         masked(opcode(13), "a", kNotFinal),
         {"frame #0 client reserved 1 opcode=13 not-final masked 'a'"}},
        {"continuation of nothing", frame(Opcode::continuation, "a"), {"frame #0 client continuation 1 'a'"}},
        {"Ping",
         masked(Opcode::ping, "p"),
         {"frame #0 client ping 1 masked 'p'", "control #0 client ping 'p'"}},
        {"Pong without payload",
         frame(Opcode::pong, ""),
         {"frame #0 client pong 0 ''", "control #0 client pong ''"}},
        {"Ping without FIN",
         frame(Opcode::ping, "p", kNotFinal),
         {"frame #0 client ping 1 not-final 'p'", "control #0 client ping 'p'"}},
        {"Close without body",
         masked(Opcode::close, ""),
         {"frame #0 client close 0 masked ''", "control #0 client close ''"}},
        {"Close with one octet",
         frame(Opcode::close, "x"),
         {"frame #0 client close 1 'x'", "control #0 client close 'x'"}},
        {"Close with code",
         frame(Opcode::close, "aa"),
         {"frame #0 client close 2 'aa'", "control #0 client close code=24929 'aa'"}},
        {"Close with reason",
         frame(Opcode::close, "aabc"),
         {"frame #0 client close 4 'aabc'", "control #0 client close code=24929 reason=bc 'aabc'"}},
        {"several in one segment",
         frame(Opcode::ping, "") + frame(Opcode::text, "a") + frame(Opcode::pong, "b"),
         {"frame #0 client ping 0 ''", "control #0 client ping ''", "frame #0 client text 1 ends 'a'",
          "message #0 client text frames=1 wire=1 'a'", "frame #0 client pong 1 'b'",
          "control #0 client pong 'b'"}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        CHECK(told_of(c.octets) == c.told);
    }
}

TEST_CASE("engine/direction_decoder: every opcode and every reserved bit is kept") {
    for (unsigned value = 0; value < 16; ++value) {
        for (std::uint8_t rsv = 0; rsv < 8; ++rsv) {
            Tape tape = upgraded();
            const EventLog log = run(tape.server(frame(opcode(value), "x", {.rsv = rsv})));
            REQUIRE(log.of("frame").size() == 1);
            const std::string line = log.of("frame").front();
            CHECK(line.find(std::string(" ").append(websocket::name_of(opcode(value))) + " 1") !=
                  std::string::npos);
            CHECK((line.find(std::string("rsv=") + std::to_string(rsv)) != std::string::npos) == (rsv != 0));
            CHECK(log.summary.frames[value] == 1);
            const bool is_message = value == 1 || value == 2;
            CHECK(log.of("message").size() == (is_message ? 1 : 0));
            CHECK(log.of("control").size() == (value >= 8 && value <= 10 ? 1 : 0));
        }
    }
}

TEST_CASE("engine/direction_decoder: lengths at the borders of their three forms") {
    for (const std::size_t length : {0U, 1U, 125U, 126U, 127U, 65535U, 65536U, 70000U}) {
        CAPTURE(length);
        Tape tape = upgraded();
        const std::string octets = masked(Opcode::binary, pattern(length));
        for (std::size_t at = 0; at < octets.size(); at += 1400) tape.client(octets.substr(at, 1400));
        const EventLog log = run(tape);
        Tape whole = upgraded();
        const EventLog expected = run(whole.server(frame(Opcode::binary, pattern(length).substr(0, 30000))));
        REQUIRE(log.of("message").size() == 1);
        CHECK(log.of("message").front().find("wire=" + std::to_string(length)) != std::string::npos);
        CHECK(log.of("message").front().find("incomplete") == std::string::npos);
        if (length <= 30000)
            CHECK(log.of("message").front().substr(17) == expected.of("message").front().substr(17));
    }
}

TEST_CASE("engine/direction_decoder: a length that no capture holds reserves nothing and overflows nothing") {
    for (const std::uint64_t length :
         {std::uint64_t{0x7FFFFFFFFFFFFFFF}, std::uint64_t{0x8000000000000000}, ~std::uint64_t{0}}) {
        CAPTURE(length);
        const std::string number = std::to_string(length);
        CHECK(told_of(frame_header(Opcode::binary, length) + "abc") ==
              Lines{"frame #0 client binary " + number + " bits=64 captured=3 'abc'",
                    "message #0 client binary frames=1 wire=" + number + " incomplete 'abc'"});
        CHECK(told_of(frame_header(Opcode::ping, length, {.masked = true}) + "\x37\xfa") ==
              Lines{"frame #0 client ping " + number + " bits=64 masked captured=2 '\\u{0}\\u{0}'",
                    "control #0 client ping '\\u{0}\\u{0}'"});
        // Two of them in one message: the sum stays at its most.
        Tape tape = upgraded();
        tape.server(frame(Opcode::text, "ab", kNotFinal) + frame_header(Opcode::continuation, length) + "c");
        CHECK(run(tape).of("message").front().find(
                  length == ~std::uint64_t{0} ? "wire=" + number : "wire=" + std::to_string(length + 2)) !=
              std::string::npos);
    }
}

TEST_CASE("engine/direction_decoder: messages in fragments") {
    SUBCASE("control frames between them") {
        CHECK(told_of(masked(Opcode::text, "Hel", kNotFinal) + masked(Opcode::ping, "p") +
                      masked(Opcode::continuation, "", kNotFinal) + masked(Opcode::continuation, "lo")) ==
              Lines{"frame #0 client text 3 not-final masked 'Hel'", "frame #0 client ping 1 masked 'p'",
                    "control #0 client ping 'p'", "frame #0 client continuation 0 not-final masked ''",
                    "frame #0 client continuation 2 masked ends 'lo'",
                    "message #0 client text frames=3 wire=5 'Hello'"});
    }
    SUBCASE("each direction has its own") {
        Tape tape = upgraded();
        tape.client(masked(Opcode::text, "a", kNotFinal)).server(frame(Opcode::binary, "1", kNotFinal));
        tape.client(masked(Opcode::continuation, "b")).server(frame(Opcode::continuation, "2"));
        const EventLog log = run(tape);
        CHECK(log.of("message") == Lines{"message #0 client text frames=2 wire=2 'ab'",
                                         "message #0 server binary frames=2 wire=2 '12'"});
        CHECK(log.stamps.at(4).first_packet == 6);
        CHECK(log.stamps.at(4).packet == 8);
        CHECK(log.stamps.at(6).first_packet == 7);
        CHECK(log.stamps.at(6).packet == 9);
    }
    SUBCASE("a new message inside an unfinished one ends that one") {
        CHECK(told_of(frame(Opcode::text, "a", kNotFinal) + frame(Opcode::binary, "b") +
                      frame(Opcode::continuation, "c")) ==
              Lines{"frame #0 client text 1 not-final 'a'",
                    "message #0 client text frames=1 wire=1 length=? incomplete 'a'",
                    "frame #0 client binary 1 ends 'b'", "message #0 client binary frames=1 wire=1 'b'",
                    "frame #0 client continuation 1 'c'"});
    }
    SUBCASE("nothing but empty frames") {
        CHECK(told_of(frame(Opcode::text, "", kNotFinal) + frame(Opcode::continuation, "", kNotFinal) +
                      frame(Opcode::continuation, ""))
                  .back() == "message #0 client text frames=3 wire=0 ''");
    }
    SUBCASE("the packets of its frames, as many as are kept") {
        struct Fragments final : model::Sink {
            std::vector<std::vector<std::uint64_t>> packets;
            void on_message(const model::Message& message) override {
                packets.emplace_back();
                for (const model::Fragment& fragment : message.fragments)
                    packets.back().push_back(fragment.packet);
            }
        } sink;
        engine::Engine engine({}, sink, {});
        Tape tape = upgraded();
        tape.server(frame(Opcode::text, "alone")).server(frame(Opcode::text, "a", kNotFinal));
        tape.server(frame(Opcode::continuation, "bc"));
        std::string many = frame(Opcode::text, "", kNotFinal);
        for (int i = 0; i < 5000; ++i) many += frame(Opcode::continuation, "", kNotFinal);
        tape.server(many + frame(Opcode::continuation, ""));
        play(tape.packets(), engine);
        engine.finish();
        REQUIRE(sink.packets.size() == 3);
        CHECK(sink.packets[0].empty());
        CHECK(sink.packets[1] == std::vector<std::uint64_t>{7, 8});
        CHECK(sink.packets[2] == std::vector<std::uint64_t>(model::kMaxFragments, 9));
    }
}

TEST_CASE("engine/direction_decoder: one frame over thousands of segments") {
    Tape tape = upgraded();
    const std::string octets = masked(Opcode::binary, pattern(5000));
    for (const char octet : octets) tape.client({&octet, 1});
    const EventLog log = run(tape);
    Tape whole = upgraded();
    CHECK(log.of("message") == run(whole.client(octets)).of("message"));
    CHECK(log.stamps.at(1).first_packet == 6);
    CHECK(log.stamps.at(1).packet == 5 + octets.size());
}

TEST_CASE("engine/direction_decoder: compressed messages are marked where the 101 names permessage-deflate") {
    const std::string octets = frame(Opcode::text, "zip", kCompressed);
    const Lines compressed = {"frame #0 server text 3 rsv=4 compressed ends 'zip'",
                              "message #0 server text frames=1 wire=3 length=? compressed"};
    const Lines plain = {"frame #0 server text 3 rsv=4 ends 'zip'",
                         "message #0 server text frames=1 wire=3 'zip'"};
    // What an extension that is not known here makes of it is not known.
    const Lines opaque = {"frame #0 server text 3 rsv=4 ends",
                          "message #0 server text frames=1 wire=3 length=? opaque"};
    struct Case {
        std::string_view extensions;
        bool agreed;
    };
    const Case cases[] = {
        {"permessage-deflate", true},
        {"permessage-deflate; server_no_context_takeover; client_max_window_bits=\"15\"", true},
        {"x-other; a=1, permessage-deflate", true},
        {" \t permessage-deflate \t ; ,", true},
        {"x-other\r\nSec-WebSocket-Extensions: permessage-deflate", true},
        {"permessage-deflate;", true},        // malformed, and yet it names it
        {"permessage-deflate; a=\"b", true},  // likewise
        {"x-permessage-deflate", false},
        {"permessage-deflate-2", false},
        {"x-other; a=\"b, permessage-deflate; c\"", false},
        {"x-other; permessage-deflate", false},
        {"", false},
    };
    for (const Case& c : cases) {
        CAPTURE(c.extensions);
        const Lines& otherwise = c.extensions.empty() ? plain : opaque;
        CHECK(told_with_deflate(c.extensions, octets) == (c.agreed ? compressed : otherwise));
    }
}

TEST_CASE("engine/direction_decoder: what is compressed is the message, not the frame") {
    CHECK(told_with_deflate("permessage-deflate",
                            frame(Opcode::text, "zi", {.fin = false, .rsv = 4}) + frame(Opcode::ping, "p") +
                                frame(Opcode::continuation, "p") + frame(Opcode::text, "plain") +
                                frame(Opcode::continuation, "c", kCompressed)) ==
          Lines{"frame #0 server text 2 not-final rsv=4 compressed 'zi'", "frame #0 server ping 1 'p'",
                "control #0 server ping 'p'", "frame #0 server continuation 1 compressed ends 'p'",
                "message #0 server text frames=2 wire=3 length=? compressed",
                "frame #0 server text 5 ends 'plain'", "message #0 server text frames=1 wire=5 'plain'",
                "frame #0 server continuation 1 rsv=4 'c'"});
}

TEST_CASE("engine/direction_decoder: what is unfinished is told when the connection ends") {
    SUBCASE("a frame") {
        CHECK(told_of(frame_header(Opcode::text, 5) + "He") ==
              Lines{"frame #0 client text 5 captured=2 'He'",
                    "message #0 client text frames=1 wire=5 incomplete 'He'"});
    }
    SUBCASE("a frame of which only the header is there") {
        CHECK(told_of(frame_header(Opcode::binary, 5, kNotFinal)) ==
              Lines{"frame #0 client binary 5 not-final captured=0 ''",
                    "message #0 client binary frames=1 wire=5 length=? incomplete ''"});
    }
    SUBCASE("half a header") { CHECK(told_of(std::string("\x81\xFE\x01", 3)) == Lines{}); }
    SUBCASE("a message between its frames") {
        CHECK(told_of(frame(Opcode::text, "He", kNotFinal)) ==
              Lines{"frame #0 client text 2 not-final 'He'",
                    "message #0 client text frames=1 wire=2 length=? incomplete 'He'"});
    }
    SUBCASE("a control frame inside a message") {
        CHECK(told_of(frame(Opcode::text, "He", kNotFinal) + frame_header(Opcode::close, 4) + "aab") ==
              Lines{"frame #0 client text 2 not-final 'He'", "frame #0 client close 4 captured=3 'aab'",
                    "control #0 client close code=24929 'aab'",
                    "message #0 client text frames=1 wire=2 length=? incomplete 'He'"});
    }
    SUBCASE("both have the connection's last packet") {
        Tape tape = upgraded();
        tape.client(frame_header(Opcode::text, 5) + "H").client("e").server(frame(Opcode::pong, "")).close();
        const EventLog log = run(tape);
        REQUIRE(log.lines.at(3).starts_with("frame #0 client"));
        CHECK(log.stamps.at(3).first_packet == 6);
        CHECK(log.stamps.at(3).packet == 10);
        REQUIRE(log.lines.at(4).starts_with("message #0 client"));
        CHECK(log.stamps.at(4).packet == 10);
    }
}
