// permessage-deflate (RFC 7692) through the whole engine.

#include "engine/inflating.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/tape.hpp"
#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"
#include "tests/support/deflate_stream.hpp"
#include "wsdissect/rules/judge.hpp"
#include "wsdissect/rules/message_judge.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using namespace std::string_view_literals;
using websocket::Opcode;

namespace {

constexpr FrameShape kCompressed{.rsv = 4};
constexpr FrameShape kCompressedBegin{.fin = false, .rsv = 4};

constexpr std::string_view kHello = "\xf2\x48\xcd\xc9\xc9\x07\x00"sv;           // RFC 7692 section 7.2.3.1
constexpr std::string_view kHelloAgain = "\xf2\x00\x11\x00\x00"sv;              // section 7.2.3.2
constexpr std::string_view kFinalHello = "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"sv;  // section 7.2.3.4

std::string zip(std::string_view payload) { return frame(Opcode::text, payload, kCompressed); }

Tape agreed(std::string_view parameters = "") {
    return upgraded("Sec-WebSocket-Extensions: permessage-deflate" + std::string(parameters) + "\r\n");
}

RunOptions judging(std::uint64_t max_message = std::uint64_t{64} << 20) {
    RunOptions options;
    options.demand = {.message_payload = model::Demand::kAll, .message_findings = true};
    options.engine.max_message = max_message;
    return options;
}

/// The messages and findings that the server's octets give, in one segment and in segments of one octet.
Lines told(std::string_view octets, std::string_view parameters = "", const RunOptions& options = judging()) {
    const auto lines_of = [&](const Tape& tape) {
        const EventLog log = run(tape, options);
        Lines lines;
        for (const std::string& line : log.lines)
            if (line.starts_with("message") || line.starts_with("finding")) lines.push_back(line);
        return lines;
    };
    Tape whole = agreed(parameters), pieces = agreed(parameters);
    whole.server(octets);
    for (const char octet : octets) pieces.server({&octet, 1});
    const Lines lines = lines_of(whole);
    CHECK(lines == lines_of(pieces));
    return lines;
}

std::string message(std::string_view wire_and_length, std::string_view text) {
    return "message #0 server text frames=1 " + std::string(wire_and_length) + " compressed '" +
           std::string(text) + "'";
}

std::string compress(DeflateStream& deflate, std::string_view text) {
    return zip(as_text(deflate.compress(as_bytes(text))));
}

/// One that cannot be compressed, by its number.
std::string noise(std::size_t octets, std::uint32_t number) {
    std::string text;
    for (std::uint32_t state = number * 2 + 1; text.size() < octets; state = state * 1664525 + 1013904223)
        text += static_cast<char>('!' + (state >> 24) % 90);
    return text;
}

}  // namespace

TEST_CASE("engine/inflating: the examples of RFC 7692 section 7.2.3") {
    CHECK(told(zip(kHello)) == Lines{message("wire=7 length=5", "Hello")});
    CHECK(told(frame(Opcode::text, "\xf2\x48\xcd"sv, kCompressedBegin) +
               frame(Opcode::continuation, "\xc9\xc9\x07\x00"sv)) ==
          Lines{"message #0 server text frames=2 wire=7 length=5 compressed 'Hello'"});
    CHECK(told(zip(kHello) + zip(kHelloAgain)) ==
          Lines{message("wire=7 length=5", "Hello"), message("wire=5", "Hello")});
    CHECK(told(zip("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"sv)) ==
          Lines{message("wire=11 length=5", "Hello")});
    CHECK(told(zip(kFinalHello)) == Lines{message("wire=8 length=5", "Hello")});
    CHECK(told(zip("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"sv)) ==
          Lines{message("wire=13 length=5", "Hello")});
    CHECK(told(zip("\x00"sv)) == Lines{message("wire=1 length=0", "")});
}

TEST_CASE("engine/inflating: control frames between fragments, and messages that are not compressed") {
    CHECK(told(zip(kHello) + frame(Opcode::text, "\xf2\x00"sv, kCompressedBegin) +
               frame(Opcode::ping, "ping") + frame(Opcode::continuation, "\x11\x00\x00"sv)) ==
          Lines{message("wire=7 length=5", "Hello"),
                "message #0 server text frames=2 wire=5 compressed 'Hello'"});
    CHECK(told(zip(kHello) + frame(Opcode::text, "plain") + zip(kHelloAgain)) ==
          Lines{message("wire=7 length=5", "Hello"), "message #0 server text frames=1 wire=5 'plain'",
                message("wire=5", "Hello")});
}

TEST_CASE("engine/inflating: what is behind a block with BFINAL may refer to what is before it") {
    CHECK(told(zip(kFinalHello) + zip(kHello)) ==
          Lines{message("wire=8 length=5", "Hello"), message("wire=7 length=5", "Hello")});
    CHECK(told(zip(kFinalHello) + zip(kHelloAgain)) ==
          Lines{message("wire=8 length=5", "Hello"), message("wire=5", "Hello")});
    // Without the octet 0x00 that section 7.2.3.4 has the sender append.
    CHECK(told(zip(kFinalHello.substr(0, 7))) == Lines{message("wire=7 length=5", "Hello")});
}

TEST_CASE("engine/inflating: each direction has its own window and terms") {
    Tape tape = agreed("; server_no_context_takeover");
    tape.client(masked(Opcode::text, kHello, kCompressed)).server(zip(kHello));
    tape.client(masked(Opcode::text, kHelloAgain, kCompressed)).server(zip(kHello));
    tape.server(zip(kHelloAgain)).server(zip(kHello));
    const EventLog log = run(tape, judging());
    CHECK(log.of("message #0 client").back() == "message #0 client text frames=1 wire=5 compressed 'Hello'");
    CHECK(log.of("message #0 server") == Lines{message("wire=7 length=5", "Hello"),
                                               message("wire=7 length=5", "Hello"),
                                               "message #0 server text frames=1 wire=5 length=? compressed",
                                               message("wire=7 length=5", "Hello")});
    CHECK(log.of("finding") == Lines{"finding #0 server message.inflate"});
    CHECK(log.summary.findings.at("message.inflate") == 1);
}

TEST_CASE("engine/inflating: senders in turns, and several messages of one") {
    DeflateStream server, client;
    Tape tape = agreed();
    std::vector<std::string> texts;
    std::minstd_rand random(1);
    for (std::uint32_t i = 0; i < 300; ++i) {
        // What refers 25 messages back is sent after others of the same sender, and of the other one.
        const bool is_server = random() % 3 != 0;
        texts.push_back(noise(600, i) + noise(600, i < 25 ? i : i - 25));
        DeflateStream& deflate = is_server ? server : client;
        const std::string octets = frame(Opcode::text, as_text(deflate.compress(as_bytes(texts.back()))),
                                         {.rsv = 4, .masked = !is_server});
        tape.send(is_server ? Direction::server : Direction::client, octets);
    }
    struct Texts final : model::Sink {
        std::vector<std::string> told;
        [[nodiscard]] model::Demand demand() const override {
            return {.message_payload = model::Demand::kAll};
        }
        void on_message(const model::Message& message) override {
            told.emplace_back(as_text(message.payload.value_or(Bytes{})));
        }
    } inflated;
    engine::InflateStreams streams;
    engine::Inflating inflating(streams, 1 << 20, inflated);
    engine::Engine engine({}, inflating, {});
    play(tape.packets(), engine);
    engine.finish();
    CHECK(inflated.told == texts);
}

TEST_CASE("engine/inflating: windows of every size") {
    for (int bits = 9; bits <= 15; ++bits) {
        CAPTURE(bits);
        DeflateStream deflate(bits, Z_BEST_COMPRESSION);
        Tape tape = agreed("; server_max_window_bits=" + std::to_string(bits));
        std::string all;
        for (std::uint32_t i = 0; i < 60; ++i) {
            const std::string text = noise(700, i % 7) + noise(i * 10 + 1, i);
            all += text;
            tape.server(compress(deflate, text));
        }
        struct Texts final : model::Sink {
            std::string all;
            std::uint64_t findings = 0;
            [[nodiscard]] model::Demand demand() const override {
                return {.message_payload = model::Demand::kAll};
            }
            void on_message(const model::Message& message) override {
                REQUIRE(message.payload);
                all += as_text(*message.payload);
                CHECK(message.too_far == 0);
            }
        } texts;
        engine::InflateStreams streams;
        engine::Inflating inflating(streams, 1 << 20, texts);
        engine::Engine engine({}, inflating, {});
        play(tape.packets(), engine);
        engine.finish();
        CHECK(texts.all == all);
    }
}

TEST_CASE("engine/inflating: a reference beyond the window that was agreed is a finding, within it none") {
    for (const int bits : {9, 10, 12}) {
        CAPTURE(bits);
        DeflateStream deflate(bits + 1, Z_BEST_COMPRESSION);
        const std::size_t away = std::size_t{1} << bits;
        const std::string within = noise(away - 300, 1), beyond = noise(away + 100, 2);
        std::string octets = compress(deflate, within);
        octets += compress(deflate, within.substr(0, 200));
        octets += compress(deflate, beyond + beyond.substr(0, 200));
        const std::string parameters = "; server_max_window_bits=" + std::to_string(bits);
        const Lines lines = told(octets, parameters);
        REQUIRE(lines.size() == 4);
        CHECK(lines[3] == "finding #0 server message.window");
        CHECK(told(octets, "; server_max_window_bits=" + std::to_string(bits + 1)).size() == 3);
    }
}

TEST_CASE(
    "engine/inflating: after a message that does not inflate, context takeover makes later ones unknown") {
    const std::string_view broken = "\x07\xff\xff"sv;
    const std::string octets = zip(kHello) + zip(broken) + zip(kHello) + frame(Opcode::text, "plain");
    CHECK(told(octets) == Lines{message("wire=7 length=5", "Hello"),
                                "message #0 server text frames=1 wire=3 length=? compressed",
                                "finding #0 server message.inflate",
                                "message #0 server text frames=1 wire=7 length=? compressed",
                                "message #0 server text frames=1 wire=5 'plain'"});
    const Lines without = told(octets, "; server_no_context_takeover");
    CHECK(without[3] == message("wire=7 length=5", "Hello"));
    // A message that ends within a block.
    CHECK(told(zip(kHello.substr(0, 5))) ==
          Lines{"message #0 server text frames=1 wire=5 length=? compressed",
                "finding #0 server message.inflate"});
}

TEST_CASE("engine/inflating: what was lost is not guessed") {
    for (const bool takeover : {true, false}) {
        CAPTURE(takeover);
        Tape tape = agreed(takeover ? "" : "; server_no_context_takeover");
        const std::string cut = zip(kHello);
        tape.server(zip(kHello)).server(cut.substr(0, 4)).lose(Direction::server, 2).server(cut.substr(6));
        tape.settle().server(zip(kHello)).client(masked(Opcode::text, kHello, kCompressed));
        const EventLog log = run(tape, judging());
        CHECK(log.of("message #0 server") ==
              Lines{message("wire=7 length=5", "Hello"),
                    "message #0 server text frames=1 wire=7 length=? compressed incomplete 'H'",
                    takeover ? "message #0 server text frames=1 wire=7 length=? compressed"
                             : message("wire=7 length=5", "Hello")});
        CHECK(log.of("message #0 client").size() == 1);
        CHECK(log.of("finding").empty());
    }
}

TEST_CASE("engine/inflating: a message that another one ends is missing in the context") {
    for (const bool messages : {true, false}) {
        CAPTURE(messages);
        Tape tape = agreed();
        tape.server(frame(Opcode::text, kHello.substr(0, 4), kCompressedBegin)).server(zip(kHello));
        RunOptions options = judging();
        options.demand.messages = messages;
        const EventLog log = run(tape, options);
        CHECK(log.of("message").back() == "message #0 server text frames=1 wire=7 length=? compressed");
        CHECK(log.of("finding").empty());
    }
}

TEST_CASE("engine/inflating: --max-message limits what is kept, and the length is counted to the end") {
    DeflateStream deflate;
    const std::string text(3'000'000, 'a');
    const std::string first = compress(deflate, text), second = compress(deflate, "after it");
    constexpr std::size_t kLongHeader = 4, kShortHeader = 2;
    CHECK(told(first + second, "", judging(5)) ==
          Lines{"message #0 server text frames=1 wire=" + std::to_string(first.size() - kLongHeader) +
                    " length=3000000 compressed truncated 'aaaaa'",
                "message #0 server text frames=1 wire=" + std::to_string(second.size() - kShortHeader) +
                    " length=8 compressed truncated 'after'"});
}

TEST_CASE("engine/inflating: an empty payload is no compressed message") {
    // RFC 7692 section 7.2.3.6: an empty one takes an octet.
    CHECK(told(zip("")) == Lines{"message #0 server text frames=1 wire=0 length=? compressed",
                                 "finding #0 server message.inflate"});
}

TEST_CASE("engine/inflating: where no payload is wanted nothing is inflated") {
    RunOptions options;
    options.demand = {};
    CHECK(told(zip(kHello), "", options) ==
          Lines{"message #0 server text frames=1 wire=7 length=? compressed"});
}

TEST_CASE("engine/inflating: windows count as memory from the first message on, until the connection ends") {
    // Each connection takes some hundred octets and, with a window, 32 KiB more: the silent ones are ended.
    RunOptions options = judging();
    options.engine.max_memory = 200'000;
    Tape tape;
    for (std::uint16_t port = 40000; port < 40020; ++port) {
        Tape connection(port);
        connection.open().client(upgrade_request());
        connection.server(upgrade_response("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        tape.append(connection.server(zip(kHello)));
    }
    const EventLog log = run(tape, options);
    CHECK(log.of("end").size() == 20);
    CHECK(log.of("message").size() == 20);
    const auto timeouts = std::count_if(log.lines.begin(), log.lines.end(), [](const std::string& line) {
        return line.find("timeout") != std::string::npos;
    });
    CHECK(timeouts >= 14);
}

TEST_CASE("engine/inflating: each message is inflated once, wherever a tape of events is full") {
    DeflateStream deflate;
    Tape conversation = agreed();
    for (const std::string_view text : {"once upon a time", "a time, once more", "once upon a tape"})
        conversation.server(compress(deflate, text) + frame(Opcode::ping, "?"));
    const Lines expected = run(conversation, judging()).lines;
    REQUIRE(expected.size() > 9);
    for (std::size_t capacity = 0; capacity < 5000; capacity += 8) {
        EventLog log(judging().demand);
        rules::MessageJudge message_judge(log);
        engine::InflateStreams streams;
        engine::Inflating inflating(streams, judging().engine.max_message, message_judge);
        model::Recorder recorder(inflating.demand());
        model::Tape events(capacity);
        const auto empty = [&]() -> model::Sink& {
            events.replay(inflating);
            events.clear();
            return inflating;
        };
        recorder.record_on(events, empty);
        rules::Judge judge(recorder);
        engine::Engine engine(judging().engine, judge, {});
        play(conversation.packets(), engine);
        empty();
        recorder.pass_on_to(inflating);
        engine.finish();
        CAPTURE(capacity);
        CHECK(log.lines == expected);
    }
}
