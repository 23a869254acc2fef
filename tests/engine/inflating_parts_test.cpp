// Compressed messages that are too long to be held until they are whole.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/inflating.hpp"
#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"
#include "tests/support/deflate_stream.hpp"
#include "wsdissect/rules/message_judge.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

/// Messages and what is found in them.
struct Messages final : model::Sink {
    struct Told {
        std::string text;  ///< `-` where there is none.
        std::uint64_t wire_length = 0, frames = 0;
        std::optional<std::uint64_t> length;
        bool complete = false, truncated = false;
    };
    std::vector<Told> told;
    std::vector<std::string> findings;
    std::uint64_t most = model::Demand::kAll;

    [[nodiscard]] model::Demand demand() const override {
        return {.message_payload = most, .message_findings = true};
    }
    void on_message(const model::Message& message) override {
        told.push_back({message.payload ? std::string(as_text(*message.payload)) : "-", message.wire_length,
                        message.frames, message.length, message.complete, message.truncated});
    }
    void on_finding(const model::Finding& finding) override { findings.emplace_back(finding.rule->id); }
};

Messages told_of(const Tape& tape, const engine::Options& options = {}) {
    Messages messages;
    rules::MessageJudge judge(messages);
    engine::InflateStreams streams;
    engine::Inflating inflating(streams, options.max_message, judge);
    engine::Engine engine(options, inflating, {});
    play(tape.packets(), engine);
    engine.finish();
    return messages;
}

Tape agreed(std::string_view parameters = "") {
    return upgraded("Sec-WebSocket-Extensions: permessage-deflate" + std::string(parameters) + "\r\n");
}

/// `wire` as the payload of one message of so many frames.
std::string in_frames(std::string_view wire, std::size_t frames) {
    std::string octets;
    for (std::size_t i = 0; i < frames; ++i) {
        const bool last = i + 1 == frames;
        const std::size_t length = last ? wire.size() : wire.size() / (frames - i);
        const auto opcode = i == 0 ? Opcode::text : Opcode::continuation;
        octets += frame(opcode, wire.substr(0, length), {.fin = last, .rsv = std::uint8_t(i == 0 ? 4 : 0)});
        wire.remove_prefix(std::min(length, wire.size()));
    }
    return octets;
}

Tape& in_segments(Tape& tape, std::string_view octets) {
    constexpr std::size_t kSegment = 30'000;
    for (; octets.size() > kSegment; octets.remove_prefix(kSegment)) tape.server(octets.substr(0, kSegment));
    return tape.server(octets);
}

std::string compressed(DeflateStream& deflate, std::string_view text) {
    return std::string(as_text(deflate.compress(as_bytes(text))));
}

/// Text that takes four fifths of its length when it is compressed.
std::string noise(std::size_t octets, std::uint32_t seed) {
    std::string text;
    for (std::uint32_t state = seed * 2 + 1; text.size() < octets; state = state * 1664525 + 1013904223)
        text += static_cast<char>('!' + (state >> 24) % 90);
    return text;
}

constexpr std::size_t kLong = 1'200'000;

}  // namespace

TEST_CASE("engine/inflating: a long message is inflated in parts, and later ones may refer to it") {
    const std::string text = noise(kLong, 1), last = text.substr(text.size() - 300);
    for (const bool takeover : {true, false})
        for (const std::size_t frames : {std::size_t{1}, std::size_t{3}, std::size_t{40}}) {
            CAPTURE(takeover);
            CAPTURE(frames);
            DeflateStream deflate;
            const std::string wire = compressed(deflate, text);
            if (!takeover) deflate.restart();
            Tape tape = agreed(takeover ? "" : "; server_no_context_takeover");
            in_segments(tape, in_frames(wire, frames) + in_frames(compressed(deflate, last), 1));
            const Messages messages = told_of(tape);
            REQUIRE(messages.told.size() == 2);
            const auto& first = messages.told[0];
            CHECK((first.text == text));
            CHECK(first.length == kLong);
            CHECK(first.wire_length == wire.size());
            CHECK(first.frames == frames);
            CHECK(first.complete);
            CHECK_FALSE(first.truncated);
            CHECK(messages.told[1].text == last);
            CHECK(messages.findings.empty());
        }
}

TEST_CASE("engine/inflating: parts of two senders in turn do not mix") {
    const std::string text = noise(kLong, 1), other = noise(kLong, 2);
    DeflateStream deflate, of_other;
    Tape tape = agreed();
    const std::string server = in_frames(compressed(deflate, text), 1);
    const std::string client =
        masked(Opcode::text, compressed(of_other, other), {.rsv = 4, .masking_key = {1, 2, 3, 4}});
    for (std::size_t at = 0; at < std::max(server.size(), client.size()); at += 30'000) {
        if (at < server.size()) tape.server(std::string_view(server).substr(at, 30'000));
        if (at < client.size()) tape.client(std::string_view(client).substr(at, 30'000));
    }
    const Messages messages = told_of(tape);
    REQUIRE(messages.told.size() == 2);
    std::vector<std::string> texts = {messages.told[0].text, messages.told[1].text};
    if (texts[0] == other) std::swap(texts[0], texts[1]);
    CHECK((texts[0] == text));
    CHECK((texts[1] == other));
}

TEST_CASE("engine/inflating: of a long message --max-message octets are kept, and all of it is judged") {
    std::string text = noise(kLong, 1);
    engine::Options options;
    options.max_message = 5;
    const auto messages_of = [&] {
        DeflateStream deflate;
        Tape tape = agreed();
        return told_of(in_segments(tape, in_frames(compressed(deflate, text), 2)), options);
    };
    const Messages good = messages_of();
    REQUIRE(good.told.size() == 1);
    CHECK(good.told[0].text == text.substr(0, 5));
    CHECK(good.told[0].truncated);
    CHECK(good.told[0].length == kLong);
    CHECK(good.findings.empty());
    text[kLong - 100'000] = '\xff';
    CHECK(messages_of().findings == std::vector<std::string>{"message.utf8"});
}

TEST_CASE("engine/inflating: what a long message's blocks break is found in each of its parts") {
    const std::string far = noise(5000, 2);
    const std::string text = noise(kLong, 1) + far + noise(3000, 3) + far;
    const auto findings = [&](const std::string& wire) {
        Tape tape = agreed("; server_max_window_bits=12");
        return told_of(in_segments(tape, in_frames(wire, 1))).findings;
    };
    DeflateStream within(12, Z_BEST_COMPRESSION), beyond(15, Z_BEST_COMPRESSION);
    const std::string good = compressed(within, text);
    CHECK(findings(good).empty());
    CHECK(findings(compressed(beyond, text)) == std::vector<std::string>{"message.window"});
    // It ends within a block.
    CHECK(findings(good.substr(0, 600'000)) == std::vector<std::string>{"message.inflate"});
}

TEST_CASE("engine/inflating: of a message that is not complete, what stands before is told") {
    const std::string text = noise(kLong, 1);
    DeflateStream deflate;
    const std::string wire = compressed(deflate, text), octets = in_frames(wire, 1);
    for (const std::size_t before : {std::size_t{10'000}, std::size_t{700'000}})
        for (const bool goes_on : {true, false}) {
            CAPTURE(before);
            CAPTURE(goes_on);
            Tape tape = agreed();
            in_segments(tape, octets.substr(0, before));
            if (goes_on) {
                in_segments(tape.lose(Direction::server, 1000), octets.substr(before + 1000));
                in_segments(tape.settle(), in_frames("\xf2\x48\xcd\xc9\xc9\x07", 1));
            }
            const Messages messages = told_of(tape);
            REQUIRE(messages.told.size() == (goes_on ? 2 : 1));
            const auto& cut = messages.told[0];
            CHECK(cut.text.size() > before);  // Four octets on the wire are some five of the text.
            CHECK(cut.text.size() < before * 4 / 3);
            CHECK((cut.text == text.substr(0, cut.text.size())));
            CHECK_FALSE(cut.complete);
            CHECK_FALSE(cut.truncated);
            CHECK_FALSE(cut.length);
            if (goes_on) CHECK(messages.told[1].text == "-");
            CHECK(messages.findings.empty());
        }
}

TEST_CASE("engine/inflating: what parts inflate to is kept as far as there is memory") {
    DeflateStream stored(15, Z_NO_COMPRESSION);
    engine::Options options;
    options.max_message = kLong;
    options.max_memory = 1'000'000;
    Tape tape = agreed();
    in_segments(tape, in_frames(compressed(stored, noise(kLong, 1)), 1));
    const Messages messages = told_of(tape, options);
    REQUIRE(messages.told.size() == 1);
    CHECK(messages.told[0].text.size() == kLong / 4);
    CHECK(messages.told[0].truncated);
    CHECK(messages.told[0].length == kLong);
}

TEST_CASE("engine/inflating: parts do not come where nobody wants content") {
    struct Parts final : model::Sink {
        std::uint64_t parts = 0, messages = 0;
        [[nodiscard]] model::Demand demand() const override { return {}; }
        void on_message(const model::Message&) override { ++messages; }
        void on_message_part(const model::Message&) override { ++parts; }
    } sink;
    DeflateStream deflate;
    Tape tape = agreed();
    in_segments(tape, in_frames(compressed(deflate, noise(kLong, 1)), 1));
    engine::Engine engine({}, sink, {});
    play(tape.packets(), engine);
    engine.finish();
    CHECK(sink.messages == 1);
    CHECK(sink.parts == 0);
}
