#include <doctest/doctest.h>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::Sink;
using websocket::Opcode;

namespace {

constexpr websocket::MaskingKey kKey = {0x12, 0x34, 0x56, 0x78};

std::string lines(const std::function<void(Sink&)>& events, const PrintOptions& options = {}) {
    return sample::printed(make_line_printer, options, events);
}

/// The last column of the only line.
std::string event(const std::function<void(Sink&)>& events, const PrintOptions& options = {}) {
    const std::string line = lines(events, options);
    const std::size_t number = line.find("#0  ");
    REQUIRE(number != std::string::npos);
    return line.substr(number + 4);
}

std::string event(const model::Frame& frame, const PrintOptions& options = {}) {
    return event([&](Sink& sink) { sink.on_frame(frame); }, options);
}

}  // namespace

TEST_CASE("print/line: the documented example") {
    model::Handshake handshake = sample::handshake();
    handshake.deflate_agreed = true;

    model::Frame binary = sample::frame(Opcode::binary, 4082);
    binary.direction = Direction::server;
    binary.header.fin = false;

    const model::Message message = sample::message(Opcode::text, R"({"hello":"world","n":1})");
    model::Frame text = sample::frame(Opcode::text, 25);
    text.packet = sample::packet(11, 5020);
    text.header.masking_key = kKey;
    text.ends_message = &message;

    const model::Control bye = sample::close_bye();
    model::Frame close = sample::frame(Opcode::close, 5);
    close.packet = sample::packet(14, 9377);
    close.header.masking_key = kKey;
    close.control = &bye;

    const std::string got = lines([&](Sink& sink) {
        sink.on_handshake(handshake);
        sink.on_frame(binary);
        sink.on_frame(text);
        sink.on_frame(close);
    });
    CHECK(
        got ==
        R"(     6    0.000731  192.168.120.10:51514 <- 192.168.120.33:8080  #0  101 Switching Protocols, accept correct, permessage-deflate
     8    0.004212  192.168.120.10:51514 <- 192.168.120.33:8080  #0  Binary, not final, 4082 bytes
    11    0.005020  192.168.120.10:51514 -> 192.168.120.33:8080  #0  Text, 25 bytes, masked: {"hello":"world","n":1}
    14    0.009377  192.168.120.10:51514 -> 192.168.120.33:8080  #0  Close, 1000 Normal Closure: bye
)");
}

TEST_CASE("print/line: columns are as wide as the widest text so far") {
    model::ConnectionInfo wide = sample::kConnection;
    wide.number = 10;
    wide.client_text = "[2001:db8::1]:65535";
    wide.server_text = "[2001:db8::2]:443";
    model::ConnectionInfo narrow = sample::kConnection;
    narrow.number = 2;
    narrow.client_text = "10.0.0.1:1";
    narrow.server_text = "10.0.0.2:2";
    const std::string got = lines([&](Sink& sink) {
        sink.on_gap({&narrow, sample::packet(1), Direction::client, 1, true});
        sink.on_gap({&wide, sample::packet(1'234'567, 3'600'000'000), Direction::server, 2, false});
        sink.on_gap({&narrow, sample::packet(2, -1), Direction::client, 3, true});
    });
    CHECK(
        got ==
        "     1    0.000000  10.0.0.1:1 -> 10.0.0.2:2  #2  gap, 1 byte not captured, decoding goes on\n"
        "1234567  3600.000000  [2001:db8::1]:65535 <- [2001:db8::2]:443  #10  gap, 2 bytes not captured, no "
        "certain frame follows in this direction\n"
        "     2   -0.000001  10.0.0.1:1          -> 10.0.0.2:2         #2   gap, 3 bytes not captured, "
        "decoding goes on\n");
}

TEST_CASE("print/line: nine decimals where the capture has nanoseconds") {
    model::Gap gap{&sample::kConnection, sample::packet(1, 5), Direction::client, 1, true};
    gap.packet.time_digits = 9;
    gap.packet.time.nanoseconds += 7;
    const std::string got = lines([&](Sink& sink) { sink.on_gap(gap); });
    CHECK(got.starts_with("     1    0.000005007  192."));
}

TEST_CASE("print/line: handshakes") {
    const auto words = [](const model::Handshake& handshake) {
        return event([&](Sink& sink) { sink.on_handshake(handshake); });
    };
    model::Handshake handshake = sample::handshake();
    handshake.response->subprotocol = "chat";
    CHECK(words(handshake) == "101 Switching Protocols, accept correct, subprotocol chat\n");
    handshake.accept_valid = false;
    CHECK(words(handshake) == "101 Switching Protocols, accept incorrect, subprotocol chat\n");
    handshake.accept_valid.reset();
    CHECK(words(handshake) == "101 Switching Protocols, accept unverified, subprotocol chat\n");
    handshake.response->accept.reset();
    CHECK(words(handshake) == "101 Switching Protocols, accept missing, subprotocol chat\n");
    handshake.response->status = 403;
    handshake.response->reason =
        "For\x1b"
        "bidden";
    handshake.verdict = model::Verdict::rejected;
    CHECK(words(handshake) == "403 For\\u{1b}bidden, rejected\n");
    handshake.response.reset();
    handshake.request->target = "/chat";
    CHECK(words(handshake) == "GET /chat, no response captured\n");
}

TEST_CASE("print/line: frames") {
    model::Message message = sample::message(Opcode::text, "two parts");
    message.frames = 2;
    message.wire_length = 48;
    model::Frame last = sample::frame(Opcode::continuation, 28);
    last.header.masking_key = kKey;
    last.ends_message = &message;
    CHECK(event(last) == "Continuation, final, 28 bytes, masked, message of 2 frames, 48 bytes: two parts\n");
    CHECK(event(last, {.payload = false}) ==
          "Continuation, final, 28 bytes, masked, message of 2 frames, 48 bytes\n");

    model::Frame middle = sample::frame(Opcode::continuation, 1);
    middle.header.fin = false;
    CHECK(event(middle) == "Continuation, not final, 1 byte\n");

    message = sample::message(Opcode::text, "inflated\n");
    message.compressed = true;
    model::Frame compressed = sample::frame(Opcode::text, 20);
    compressed.header.rsv = 4;
    compressed.header.masking_key = kKey;
    compressed.compressed = true;
    compressed.ends_message = &message;
    CHECK(event(compressed) == "Text, 20 bytes, compressed, masked: inflated\\n\n");
    compressed.header.rsv = 6;
    message.payload.reset();
    CHECK(event(compressed) == "Text, 20 bytes, compressed, masked, rsv 0x6\n");

    model::Frame odd = sample::frame(static_cast<Opcode>(3), 9);
    odd.header.rsv = 2;
    odd.captured_length = 0;
    CHECK(event(odd) == "Unknown opcode 3, 0 of 9 bytes, rsv 0x2\n");
}

TEST_CASE("print/line: control frames") {
    model::Control control = sample::control(Opcode::ping, "Zeek");
    model::Frame frame = sample::frame(Opcode::ping, 4);
    frame.header.masking_key = kKey;
    frame.control = &control;
    CHECK(event(frame) == "Ping, 4 bytes, masked: Zeek\n");
    CHECK(event(frame, {.payload = false}) == "Ping, 4 bytes, masked\n");

    using namespace std::string_view_literals;
    control = sample::control(Opcode::ping, "\x00\x00\x01\xff"sv);
    CHECK(event(frame) == "Ping, 4 bytes, masked: 000001ff\n");

    frame = sample::frame(Opcode::close, 0);
    control = sample::control(Opcode::close, "");
    frame.control = &control;
    CHECK(event(frame) == "Close, no status\n");
    control = sample::control(Opcode::close, "x");
    CHECK(event(frame) == "Close, no status but 1 byte\n");
    control.close_code = 4999;
    CHECK(event(frame) == "Close, 4999\n");
}

TEST_CASE("print/line: a preview has 64 code points") {
    std::string euros;
    for (int i = 0; i < 64; ++i) euros += "€";
    const struct {
        std::string payload, preview;
    } cases[] = {
        {std::string(64, 'x'), std::string(64, 'x')},
        {std::string(65, 'x'), std::string(64, 'x') + "…"},
        {euros, euros},
        {euros + "x", euros + "…"},
        {std::string(30, 'x') + euros, std::string(30, 'x') + euros.substr(0, std::size_t{34} * 3) + "…"},
    };
    for (const auto& c : cases) {
        const model::Message message = sample::message(Opcode::text, c.payload);
        model::Frame frame = sample::frame(Opcode::text, 1);
        frame.ends_message = &message;
        CHECK(event(frame) == "Text, 1 byte: " + c.preview + "\n");
    }
    model::Message cut = sample::message(Opcode::text, "ab\xE2\x82");
    cut.truncated = true;
    model::Frame frame = sample::frame(Opcode::text, 1);
    frame.ends_message = &cut;
    CHECK(event(frame) == "Text, 1 byte: ab…\n");
}

TEST_CASE("print/line: findings, ends, and what has a line only when asked for") {
    CHECK(event([](Sink& sink) { sink.on_finding(sample::finding()); }) ==
          "! error frame.client-unmasked: client frame is not masked\n");
    CHECK(event([](Sink& sink) { sink.on_finding(sample::finding()); }, {.color = true}) ==
          "\x1b[31m! error frame.client-unmasked: client frame is not masked\x1b[0m\n");
    CHECK(event([](Sink& sink) { sink.on_connection_end(sample::connection_end()); }) ==
          "ended by close, first Close from client, TCP ended first by server, after 1.009100 s, client sent "
          "5 frames (48 "
          "bytes), server sent 1 frame (1 byte)\n");

    const model::Message message = sample::message(Opcode::text, "hello");
    const model::Control control = sample::control(Opcode::pong, "ab");
    const auto rest = [&](Sink& sink) {
        sink.on_message(message);
        sink.on_control(control);
        sink.on_summary(sample::summary());
    };
    CHECK(lines(rest).empty());
    CHECK(event(rest, sample::only("message")) == "Text message, 1 frame, 5 bytes: hello\n");
    CHECK(event(rest, sample::only("control")) == "Pong, 2 bytes: ab\n");
    CHECK(
        lines(rest, sample::only("summary")) ==
        "summary: 15 packets, 1820 bytes, 2 TCP streams, 1 connection, 4 messages, 49 payload bytes, 0 gaps, "
        "0 lost bytes, 0 malformed packets, handshakes: 1 valid, 2 rejected; frames: 3 text, 2 reserved; "
        "findings: 2 frame.client-unmasked\n");
}

TEST_CASE("print/line: the summary has wrong checksums, doubts and drops where there are any") {
    model::Summary summary = sample::summary();
    summary.wrong_checksums = 1;
    summary.doubts.connections = 3;
    summary.dropped = {.by_kernel = 4, .by_interface = 5};
    const std::string line = lines([&](Sink& sink) { sink.on_summary(summary); }, sample::only("summary"));
    CHECK(line.find(", 0 malformed packets, 1 wrong checksum, handshakes: ") != std::string::npos);
    CHECK(
        line.ends_with("; findings: 2 frame.client-unmasked; not fully judged: 3 connections; "
                       "dropped by the kernel: 4, by the interface: 5\n"));
}

TEST_CASE("print/line: of a connection's end only what is known") {
    model::ConnectionEnd end = sample::connection_end();
    end.start = end.packet.time;
    ++end.start->nanoseconds;  // the capture's clock went back
    end.totals[1].seen = false;
    CHECK(event([&](Sink& sink) {
              sink.on_connection_end(end);
          }).ends_with("TCP ended first by server, client sent 5 frames (48 bytes), server not captured\n"));
}

TEST_CASE("print/line: no more payload is demanded than previews need") {
    TextBuffer text;
    const auto demand = [&](const PrintOptions& options) {
        return make_line_printer(text, options)->demand();
    };
    CHECK(demand({}).message_payload == 256);
    CHECK(demand({}).frame_payload == 0);
    CHECK(demand({.max_payload = 10}).message_payload == 10);
    CHECK(demand({.payload = false}).message_payload == 0);
    CHECK(demand(sample::only("gap")).message_payload == 0);
}
