#include <doctest/doctest.h>

#include <string>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

// How much payload DirectionDecoder keeps: what the sink demands, up to --max-message.

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

/// The frames and messages among what is told of `octets`, in one segment and in segments of one octet.
Lines told_of(std::string_view octets, const RunOptions& options) {
    Tape whole = upgraded(), pieces = upgraded();
    whole.client(octets);
    for (const char octet : octets) pieces.client({&octet, 1});
    Lines lines = run(whole, options).lines;
    CHECK(lines == run(pieces, options).lines);
    lines.erase(lines.begin());
    lines.pop_back();
    return lines;
}

RunOptions demanding(std::uint64_t of_frame, std::uint64_t of_message, std::uint64_t max_message = 1000) {
    RunOptions options;
    options.demand = {of_frame, of_message};
    options.engine.max_message = max_message;
    return options;
}

constexpr std::uint64_t kEverything = model::Demand::kAll;

std::string three_fragments() {
    return masked(Opcode::text, "01234567", kNotFinal) + masked(Opcode::continuation, "89abcdef", kNotFinal) +
           masked(Opcode::continuation, "ghijklmn");
}

}  // namespace

TEST_CASE("engine/demand: payload of a message of one frame") {
    const std::string octets = masked(Opcode::text, "0123456789");
    struct Case {
        std::string_view name;
        RunOptions options;
        std::string frame, message;
    };
    const Case cases[] = {
        {"none", demanding(0, 0), "", ""},
        {"of frames", demanding(3, 0), " '012'", ""},
        {"of messages", demanding(0, 4), "", " truncated '0123'"},
        {"more of frames", demanding(6, 2), " '012345'", " truncated '01'"},
        {"more of messages", demanding(2, 6), " '01'", " truncated '012345'"},
        {"just all", demanding(10, 10), " '0123456789'", " '0123456789'"},
        {"everything", demanding(kEverything, kEverything), " '0123456789'", " '0123456789'"},
        {"--max-message", demanding(kEverything, kEverything, 5), " '01234'", " truncated '01234'"},
        {"--max-message of nothing", demanding(kEverything, kEverything, 0), "", ""},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        CHECK(told_of(octets, c.options) == Lines{"frame #0 client text 10 masked ends" + c.frame,
                                                  "message #0 client text frames=1 wire=10" + c.message});
    }
}

TEST_CASE("engine/demand: payload of a message in fragments") {
    struct Case {
        std::string_view name;
        RunOptions options;
        std::array<std::string, 3> frames;
        std::string message;
    };
    const Case cases[] = {
        {"none", demanding(0, 0), {}, ""},
        {"of frames", demanding(4, 0), {" '0123'", " '89ab'", " 'ghij'"}, ""},
        {"of messages", demanding(0, 10), {}, " truncated '0123456789'"},
        {"of both: what frames show does not leak into the message",
         demanding(4, 10),
         {" '0123'", " '89ab'", " 'ghij'"},
         " truncated '0123456789'"},
        {"frames whole, message in part",
         demanding(kEverything, 10),
         {" '01234567'", " '89abcdef'", " 'ghijklmn'"},
         " truncated '0123456789'"},
        {"frames in part, message whole",
         demanding(1, kEverything),
         {" '0'", " '8'", " 'g'"},
         " '0123456789abcdefghijklmn'"},
        {"--max-message",
         demanding(kEverything, kEverything, 9),
         {" '01234567'", " '89abcdef'", " 'ghijklmn'"},
         " truncated '012345678'"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        CHECK(told_of(three_fragments(), c.options) ==
              Lines{"frame #0 client text 8 not-final masked" + c.frames[0],
                    "frame #0 client continuation 8 not-final masked" + c.frames[1],
                    "frame #0 client continuation 8 masked ends" + c.frames[2],
                    "message #0 client text frames=3 wire=24" + c.message});
    }
}

TEST_CASE("engine/demand: control frames come whole, whatever is demanded") {
    const std::string body = close_body(1000, std::string(123, 'r'));
    Tape tape = upgraded();
    tape.client(masked(Opcode::ping, "ping")).client(masked(Opcode::close, body));
    const EventLog log = run(tape, demanding(0, 0, 1));
    CHECK(log.of("control").at(0) == "control #0 client ping 'ping'");
    CHECK(log.of("control").at(1).starts_with("control #0 client close code=1000 reason=rrr"));
    CHECK(log.of("frame").at(0) == "frame #0 client ping 4 masked 'ping'");
}

TEST_CASE("engine/demand: a larger message is counted to its end") {
    Tape tape = upgraded();
    const std::string octets = frame(Opcode::binary, pattern(5000));
    for (std::size_t at = 0; at < octets.size(); at += 700) tape.server(octets.substr(at, 700));
    const EventLog log = run(tape.server(frame(Opcode::ping, "")), demanding(0, kEverything, 7));
    CHECK(log.of("message") == Lines{"message #0 server binary frames=1 wire=5000 truncated "
                                     "'\\u{0}\\u{1}\\u{2}\\u{3}\\u{4}\\u{5}\\u{6}'"});
    CHECK(log.of("frame").size() == 2);
    CHECK(log.summary.payload_bytes == 5000);
}

TEST_CASE("engine/demand: when memory runs out a message shows its front, not its front and its end") {
    RunOptions options;
    options.demand = {0, kEverything};
    options.engine.max_memory = 20'000;
    Tape tape = upgraded();
    const std::string octets = frame(Opcode::binary, pattern(30'000));
    for (std::size_t at = 0; at < octets.size(); at += 1000)
        tape.server(octets.substr(at, at + 1000 < octets.size() ? 1000 : std::string::npos));
    for (int i = 0; i < 10; ++i) tape.server(frame(Opcode::text, "after"));
    struct Front final : model::Sink {
        bool is_front = true;
        std::vector<std::size_t> sizes;
        [[nodiscard]] model::Demand demand() const override { return {0, kEverything}; }
        void on_message(const model::Message& message) override {
            sizes.push_back(message.payload->size());
            if (message.opcode == Opcode::binary)
                is_front = message.truncated && as_text(*message.payload) == pattern(message.payload->size());
        }
    } sink;
    engine::Engine engine(options.engine, sink, {});
    play(tape.packets(), engine);
    engine.finish();
    CHECK(sink.is_front);
    REQUIRE(sink.sizes.size() == 11);
    CHECK(sink.sizes.front() > 5000);
    CHECK(sink.sizes.front() < 20'000);
    CHECK(sink.sizes.back() == 5);
}

TEST_CASE("engine/demand: records that nobody wants are counted and not told") {
    Tape tape = upgraded();
    tape.client(masked(Opcode::text, "whole")).client(masked(Opcode::text, "in ", kNotFinal));
    tape.client(masked(Opcode::ping, "p")).client(masked(Opcode::continuation, "pieces"));
    const std::string cut = frame(Opcode::binary, pattern(100));
    tape.server(cut.substr(0, 40)).server(cut.substr(40)).client(masked(Opcode::text, "begun", kNotFinal));
    const model::Summary counted = run(tape).summary;
    const struct {
        std::string_view name;
        bool frames, messages, controls;
    } cases[] = {{"none", false, false, false},
                 {"frames", true, false, false},
                 {"messages", false, true, false},
                 {"controls", false, false, true}};
    for (const auto& c : cases) {
        CAPTURE(c.name);
        RunOptions options = demanding(kEverything, kEverything);
        options.demand.frames = c.frames;
        options.demand.messages = c.messages;
        options.demand.controls = c.controls;
        const EventLog log = run(tape, options);
        CHECK(log.of("frame").size() == (c.frames ? 6 : 0));
        CHECK(log.of("message").size() == (c.messages ? 4 : 0));
        CHECK(log.of("control").size() == (c.controls ? 1 : 0));
        CHECK(log.of("end").size() == 1);
        CHECK(log.of("end") == run(tape).of("end"));
        CHECK(log.summary.frames == counted.frames);
        CHECK(log.summary.messages == counted.messages);
        CHECK(log.summary.message_lengths == counted.message_lengths);
        CHECK(log.summary.payload_bytes == counted.payload_bytes);
    }
    CHECK(counted.messages == 4);
    CHECK(counted.message_lengths[0][3] == 2);  // 5 octets: "whole", and "begun"
    CHECK(counted.message_lengths[0][4] == 1);  // 9 octets in two frames
    CHECK(counted.message_lengths[1][7] == 1);  // 100 octets
}

TEST_CASE("engine/demand: whether text is valid is told where it is wanted, of whole messages") {
    struct Validity final : model::Sink {
        explicit Validity(bool wants) : wanted(wants) {}
        bool wanted;
        std::vector<std::optional<bool>> told;
        [[nodiscard]] model::Demand demand() const override {
            return {.message_payload = 20, .valid_utf8 = wanted};
        }
        void on_message(const model::Message& message) override { told.push_back(message.valid_utf8); }
    };
    Tape tape = upgraded();
    tape.client(masked(Opcode::text, "caf\xC3\xA9")).server(frame(Opcode::text, "caf\xC3"));
    tape.client(masked(Opcode::text, "in \xC3", kNotFinal)).client(masked(Opcode::continuation, "\xA9"));
    tape.client(masked(Opcode::binary, "\xC3\xA9")).client(masked(Opcode::text, "longer than what is told"));
    tape.client(masked(Opcode::text, "unfinished", kNotFinal));
    for (const bool wanted : {false, true}) {
        Validity validity(wanted);
        engine::Engine engine({}, validity, {});
        play(tape.packets(), engine);
        engine.finish();
        using Told = std::vector<std::optional<bool>>;
        const Told all = {true, false, true, std::nullopt, std::nullopt, std::nullopt};
        CHECK(validity.told == (wanted ? all : Told(6)));
    }
}

TEST_CASE("engine/demand: where only rules ask, whole messages that break none are not told") {
    Tape tape = upgraded();
    const std::string long_text(300, 'x');
    tape.client(masked(Opcode::text, "good")).server(frame(Opcode::text, "good"));
    tape.client(masked(Opcode::text, "caf\xC3\xA9")).server(frame(Opcode::text, "caf\xC3\xA9"));
    tape.client(masked(Opcode::text, long_text)).client(masked(Opcode::binary, "\xC3"));
    tape.client(masked(Opcode::text, "\xFF 1")).server(frame(Opcode::text, "\xFF 2"));
    tape.client(masked(Opcode::text, long_text + "\xFF"));
    tape.client(masked(Opcode::text, "in ", kNotFinal)).client(masked(Opcode::continuation, "pieces"));
    struct Counter final : model::Sink {
        explicit Counter(const model::Demand& some) : wanted(some) {}
        model::Demand wanted;
        std::size_t told = 0;
        [[nodiscard]] model::Demand demand() const override { return wanted; }
        void on_message(const model::Message&) override { ++told; }
    };
    const auto told_of = [&](bool findings, bool valid_utf8) {
        Counter counter(
            {.message_findings = findings, .valid_utf8 = valid_utf8, .frames = false, .messages = false});
        engine::Engine engine({}, counter, {});
        play(tape.packets(), engine);
        engine.finish();
        CHECK(engine.summary().messages == 10);
        return counter.told;
    };
    CHECK(told_of(true, true) == 4);   // those that are not valid, and the one in pieces
    CHECK(told_of(true, false) == 9);  // all but the binary one: whether text is valid is not known yet
    CHECK(told_of(false, true) == 0);
}

TEST_CASE("engine/demand: compressed messages, and those of unknown content, are told where rules ask") {
    for (const std::string_view extension : {"permessage-deflate", "x-unknown"}) {
        CAPTURE(extension);
        Tape tape = upgraded("Sec-WebSocket-Extensions: " + std::string(extension) + "\r\n");
        tape.client(masked(Opcode::text, "good", {.rsv = 4})).client(masked(Opcode::text, "good"));
        RunOptions options;
        options.demand = {.message_findings = true, .valid_utf8 = true, .frames = false, .messages = false};
        CHECK(run(tape, options).of("message").size() == 1);
    }
}

TEST_CASE("engine/demand: the ends' texts are made where they are wanted") {
    struct Texts final : model::Sink {
        explicit Texts(bool wants) : wanted(wants) {}
        bool wanted;
        std::string text;
        [[nodiscard]] model::Demand demand() const override { return {.endpoint_text = wanted}; }
        void on_connection_end(const model::ConnectionEnd& end) override {
            text = std::string(end.connection->client_text) + std::string(end.connection->server_text);
        }
    };
    for (const bool wanted : {false, true}) {
        Texts texts(wanted);
        engine::Engine engine({}, texts, {});
        play(upgraded().packets(), engine);
        engine.finish();
        CHECK(texts.text.empty() != wanted);
    }
}
