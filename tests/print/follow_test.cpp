#include "wsdissect/print/follow.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::Sink;
using websocket::Opcode;

namespace {

std::string chat(const std::function<void(Sink&)>& events, const PrintOptions& options = {}) {
    TextBuffer text;
    const auto printer = make_follow_printer(text, 0, options);
    printer->on_start({.first_packet = sample::kStart, .files = {}});
    events(*printer);
    return std::string(text.text());
}

/// What comes behind the head.
std::string talk(const std::function<void(Sink&)>& events, const PrintOptions& options = {}) {
    const std::string got = chat(events, options);
    const std::size_t head = got.find("\n\n");
    return head == got.npos ? std::string() : got.substr(head + 2);
}

/// A message, told as the engine does: with the frame that ends it, and then by itself.
void say(Sink& sink, model::Message message, Direction direction = Direction::client,
         std::int64_t microseconds = 4212) {
    message.direction = direction;
    message.packet = sample::packet(message.packet.number, microseconds);
    model::Frame frame = sample::frame(message.opcode, message.wire_length);
    frame.direction = direction;
    frame.packet = message.packet;
    frame.ends_message = &message;
    sink.on_frame(frame);
    sink.on_message(message);
}

void say(Sink& sink, const model::Control& control) {
    model::Frame frame = sample::frame(control.opcode, control.payload_length);
    frame.captured_length = control.payload.size();
    frame.direction = control.direction;
    frame.packet = control.packet;
    frame.header.masking_key = {0x12, 0x34, 0x56, 0x78};
    frame.control = &control;
    sink.on_frame(frame);
    sink.on_control(control);
}

std::string said(const model::Message& message, const PrintOptions& options = {}) {
    return talk([&](Sink& sink) { say(sink, message); }, options);
}

std::string said(const model::Control& control, const PrintOptions& options = {}) {
    return talk([&](Sink& sink) { say(sink, control); }, options);
}

model::Message text(std::string_view content) { return sample::message(Opcode::text, content); }

}  // namespace

TEST_CASE("print/follow: a conversation from its head to its end") {
    const std::string got = chat([](Sink& sink) {
        model::Handshake handshake = sample::handshake();
        handshake.request->target = "/chat";
        handshake.request->subprotocols = "chat, superchat";
        handshake.response->subprotocol = "chat";
        sink.on_handshake(handshake);
        say(sink, text("hello"));
        say(sink, text("welcome"), Direction::server, 1'004'000);
        say(sink, sample::close_bye());
        model::ConnectionEnd end = sample::connection_end();
        end.ends[index_of(Direction::client)].close =
            model::SentClose{.packet = sample::packet(8), .code = 1000};
        sink.on_connection_end(end);
    });
    CHECK(
        got ==
        R"(Connection 0, 192.168.120.10:51514 -> 192.168.120.33:8080, GET /chat, 1970-01-01 00:00:00.000000 UTC
  Handshake: valid, a2TlOCxzgJ30SiwCycOC4A8CHCE= is right for the key tRbfQhJzXEBmQlEIjVyIDA== (packets 4 and 6)
  Subprotocol: chat (offered: chat, superchat)

  0.004212  client > hello
  1.004000  server < welcome
  0.004212  client   Close, 1000 Normal Closure: bye

  End: the client sent Close first, 1000 Normal Closure "bye" (packet 8); the server answered;
       the server ended TCP first (FIN), after 1.009100 s
)");
}

TEST_CASE("print/follow: other connections are passed over") {
    model::ConnectionInfo other = sample::kConnection;
    other.number = 1;
    const std::string got = chat([&](Sink& sink) {
        model::Handshake handshake = sample::handshake();
        model::Frame frame = sample::frame(Opcode::continuation, 3);
        model::Message message = text("secret");
        model::Control control = sample::close_bye();
        model::Finding finding = sample::finding();
        model::ConnectionEnd end = sample::connection_end();
        handshake.connection = frame.connection = message.connection = control.connection =
            finding.connection = end.connection = &other;
        sink.on_handshake(handshake);
        sink.on_frame(frame);
        sink.on_message(message);
        sink.on_control(control);
        sink.on_finding(finding);
        sink.on_gap({&other, sample::packet(1), Direction::client, 1, true});
        sink.on_connection_end(end);
        sink.on_summary(sample::summary());
    });
    CHECK(got.empty());
}

TEST_CASE("print/follow: how many connections there are is known where the one that is sought is not there") {
    TextBuffer text;
    const auto printer = make_follow_printer(text, 0);
    CHECK(!printer->not_found_among());
    model::Summary summary = sample::summary();
    summary.connections = 3;
    printer->on_summary(summary);
    CHECK(printer->not_found_among() == 3);
    const auto finder = make_follow_printer(text, 0);
    finder->on_connection_end(sample::connection_end());
    finder->on_summary(summary);
    CHECK(!finder->not_found_among());
}

TEST_CASE("print/follow: a handshake that was not captured, and one that was refused") {
    const auto head = [](const std::function<void(Sink&)>& events) {
        const std::string got = chat(events);
        return got.substr(0, got.find("\n\n"));
    };
    CHECK(head([](Sink& sink) { say(sink, text("hello")); }) ==
          "Connection 0, 192.168.120.10:51514 -> 192.168.120.33:8080\n  Handshake: not captured");
    model::Handshake refused = sample::handshake();
    refused.verdict = model::Verdict::rejected;
    refused.response->status = 403;
    refused.response->reason = "Forbidden\x1b[31m";
    model::ConnectionEnd end = sample::connection_end();
    end.ended_by = model::EndedBy::rejected;
    const std::string got = chat([&](Sink& sink) {
        sink.on_handshake(refused);
        sink.on_connection_end(end);
    });
    CHECK(got.ends_with("\n  Handshake: rejected with 403 Forbidden\\u{1b}[31m (packets 4 and 6)\n"));
}

TEST_CASE("print/follow: with several files the head names the one that the connection begins in") {
    const std::vector<std::string> files = {"first.pcap", "second\x1b.pcap"};
    TextBuffer text;
    const auto printer = make_follow_printer(text, 0);
    printer->on_start({.first_packet = sample::kStart, .files = files});
    model::Handshake handshake = sample::handshake();
    handshake.packet.file = 1;
    printer->on_handshake(handshake);
    CHECK(text.text().find(" UTC, second\\u{1b}.pcap\n") != text.text().npos);
}

TEST_CASE("print/follow: line feeds begin lines under the first one, and all else is escaped") {
    CHECK(said(text("{\n  \"a\": 1\n}")) ==
          "  0.004212  client > {\n"
          "                       \"a\": 1\n"
          "                     }\n");
    CHECK(said(text("a\r\n\n\tb\n")) ==
          "  0.004212  client > a\\r\n"
          "\n"
          "                     \\tb\n"
          "\n");
    CHECK(said(text("\x1b[2J \u202e \xff back\\slash")) ==
          "  0.004212  client > \\u{1b}[2J \\u{202e} \\xff back\\\\slash\n");
}

TEST_CASE("print/follow: a text is shown whole, and its lines stand under each other late in a capture") {
    const std::string line(100'000, 'x');
    CHECK(talk([&](Sink& sink) { say(sink, text(line + "\ny"), Direction::server, 3'600'000'000); }) ==
          "3600.000000  server < " + line + "\n                      y\n");
}

TEST_CASE("print/follow: texts that are empty, incomplete, truncated or not known are described") {
    CHECK(said(text("")) == "  0.004212  client   Text, 0 bytes\n");
    CHECK(said(text("hello"), {.payload = false}) == "  0.004212  client   Text, 5 bytes\n");

    model::Message cut = text("two\nlines\xe2\x82");
    cut.complete = false;
    cut.wire_length = 30;
    cut.length.reset();
    const std::string got = talk([&](Sink& sink) { sink.on_message(cut); });
    CHECK(got ==
          "  0.004212  client   Text, 30 bytes, incomplete, 11 bytes shown\n"
          "                   > two\n"
          "                     lines\n");

    CHECK(said(text("hello"), {.max_payload = 2}) ==
          "  0.004212  client   Text, 5 bytes, truncated, 2 bytes shown\n"
          "                   > he\n");

    model::Message compressed = text("");
    compressed.compressed = true;
    compressed.wire_length = 20;
    compressed.length.reset();
    compressed.payload.reset();
    CHECK(said(compressed) == "  0.004212  client   Text, 20 bytes, compressed\n");
    compressed.compressed = false;
    compressed.opaque = true;
    CHECK(said(compressed) == "  0.004212  client   Text, 20 bytes, may be compressed\n");
}

TEST_CASE("print/follow: of binary messages the front is dumped, with a hex dump of all payload all of it") {
    const std::string octets(33, 'A');
    const model::Message binary = sample::message(Opcode::binary, octets);
    const std::string first = "  0.004212  client   Binary, 33 bytes\n";
    const std::string dumped =
        "                     0000  41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41   AAAAAAAAAAAAAAAA\n"
        "                     0010  41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41   AAAAAAAAAAAAAAAA\n";
    CHECK(said(binary) == first + dumped + "                     … 1 byte more\n");
    CHECK(said(sample::message(Opcode::binary, std::string_view(octets).substr(1))) ==
          "  0.004212  client   Binary, 32 bytes\n" + dumped);
    CHECK(said(binary, {.payload = false}) == first);
    const std::string whole = said(binary, {.hex_dump = true});
    CHECK(whole.starts_with(first + dumped + "                     0020  41  "));
    CHECK(said(text("a\nb"), {.hex_dump = true}) ==
          "  0.004212  client > a\n"
          "                     b\n"
          "                     0000  61 0a 62                                          a.b\n");
}

TEST_CASE("print/follow: control frames are a line each, in the words of `line`") {
    CHECK(said(sample::control(Opcode::ping, "still\nthere?")) ==
          "  0.004212  client   Ping, 12 bytes: 7374696c6c0a74686572653f\n");
    CHECK(said(sample::control(Opcode::ping, "there?"), {.payload = false}) ==
          "  0.004212  client   Ping, 6 bytes\n");
    model::Control pong = sample::control(Opcode::pong, "abc");
    pong.direction = Direction::server;
    pong.payload_length = 7;
    CHECK(said(pong) == "  0.004212  server   Pong, 3 of 7 bytes: abc\n");
    CHECK(said(sample::control(Opcode::close, "")) == "  0.004212  client   Close, no status\n");
    CHECK(said(sample::control(Opcode::ping, "a"), {.hex_dump = true}) ==
          "  0.004212  client   Ping, 1 byte: a\n"
          "                     0000  61                                                a\n");
}

TEST_CASE("print/follow: of other frames those have a line that no message tells of") {
    const auto rows = [](const model::Frame& frame) {
        return talk([&](Sink& sink) { sink.on_frame(frame); });
    };
    CHECK(rows(sample::frame(static_cast<Opcode>(3), 5)) ==
          "  0.004212  client   Unknown opcode 3, 5 bytes\n");
    CHECK(rows(sample::frame(Opcode::continuation, 5)) ==
          "  0.004212  client   Continuation, final, 5 bytes\n");
    model::Frame part = sample::frame(Opcode::text, 5);
    part.header.fin = false;
    CHECK(rows(part).empty());
    model::Frame cut = sample::frame(Opcode::text, 5);
    cut.captured_length = 3;
    CHECK(rows(cut).empty());
    cut.header.opcode = Opcode::continuation;
    CHECK(rows(cut).empty());
}

TEST_CASE("print/follow: findings stand under what they speak of, or are a line of their own") {
    model::Finding late = sample::finding();
    late.packet = sample::packet(12, 9000);
    late.direction = Direction::server;
    const std::string got = chat([&](Sink& sink) {
        sink.on_handshake(sample::handshake());
        model::Finding of_handshake = sample::finding("wrong\x1b");
        of_handshake.packet = sample::packet(6);
        sink.on_finding(of_handshake);
        say(sink, text("a\nb"));
        sink.on_finding(sample::finding());
        sink.on_finding(late);
        model::Frame unfinished = sample::frame(Opcode::text, 5);
        unfinished.header.fin = false;
        sink.on_frame(unfinished);
        sink.on_finding(sample::finding());
        model::ConnectionEnd end = sample::connection_end();
        end.reaction = model::Reaction::went_on;
        sink.on_connection_end(end);
        model::Finding at_end = sample::finding();
        at_end.packet = end.packet;
        sink.on_finding(at_end);
    });
    const std::string words = "! error frame.client-unmasked: client frame is not masked\n";
    CHECK(got.find("(packets 4 and 6)\n  ! error frame.client-unmasked: wrong\\u{1b}\n\n") != got.npos);
    CHECK(
        got.find("\n\n  0.004212  client > a\n                     b\n                   " + words +
                 "  0.009000  server " + words + "  0.004212  client " + words +
                 "\n  Reaction: the server went on as if frame.client-unmasked had not happened\n  End: ") !=
        got.npos);
    CHECK(got.ends_with(" s\n  " + words));
}

TEST_CASE("print/follow: gaps are a line") {
    CHECK(talk([](Sink& sink) {
              sink.on_gap({&sample::kConnection, sample::packet(1), Direction::server, 1460, true});
          }) == "  0.000000  server   gap, 1460 bytes not captured, decoding goes on\n");
}

TEST_CASE("print/follow: colours are there where they are wanted, and nothing else differs") {
    const auto events = [](Sink& sink) {
        sink.on_handshake(sample::handshake());
        say(sink, text("a\nb"));
        say(sink, text("c"), Direction::server);
        sink.on_finding(sample::finding());
    };
    std::string got = chat(events, {.color = true});
    CHECK(got.find("  \x1b[1mclient\x1b[0m > a\n                     b\n") != got.npos);
    CHECK(got.find("  server < c\n                   \x1b[31m! error ") != got.npos);
    for (std::size_t at = got.find('\x1b'); at != got.npos; at = got.find('\x1b'))
        got.erase(at, got.find('m', at) - at + 1);
    CHECK(got == chat(events));
}
