#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "sample.hpp"
#include "wsdissect/print/reports.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::EndedBy;
using websocket::Opcode;

namespace {

std::string printed(const std::function<void(model::Sink&)>& events, const ReportOptions& options = {}) {
    TextBuffer text;
    const auto printer = make_report_text_printer(text, options);
    printer->on_start({.first_packet = sample::kStart, .files = {}});
    events(*printer);
    return std::string(text.text());
}

model::SentClose sent_close(std::uint64_t packet, std::optional<std::uint16_t> code = 1000) {
    return {.packet = sample::packet(packet), .code = code};
}

/// The last lines of the block of a connection that ended so.
std::string end_lines(const model::ConnectionEnd& end, const std::vector<model::Control>& controls = {}) {
    const std::string block = printed([&](model::Sink& sink) {
        for (const model::Control& control : controls) sink.on_control(control);
        sink.on_connection_end(end);
    });
    const std::size_t begin = block.find("  End: ");
    return begin == std::string::npos ? std::string() : block.substr(begin);
}

model::ConnectionEnd ended(std::optional<EndedBy> ended_by, std::optional<Direction> tcp_first = {}) {
    model::ConnectionEnd end = sample::connection_end();
    end.start.reset();
    end.ended_by = ended_by;
    end.tcp_first = tcp_first;
    end.close_first.reset();
    end.close_code.reset();
    end.close_reason.reset();
    return end;
}

std::string handshake_lines(const model::Handshake& handshake) {
    const std::string block = printed([&](model::Sink& sink) {
        sink.on_handshake(handshake);
        sink.on_connection_end(ended(EndedBy::rejected));
    });
    const std::size_t begin = block.find('\n') + 1;
    return block.substr(begin, block.size() - 1 - begin);
}

}  // namespace

TEST_CASE("print/report_text: with several files a block names the one that has its connection's end") {
    const std::vector<std::string> files = {"first.pcap", "second\x1b.pcap"};
    for (const std::size_t count : {std::size_t{1}, std::size_t{2}}) {
        TextBuffer text;
        const auto printer = make_report_text_printer(text);
        printer->on_start({.first_packet = sample::kStart, .files = std::span(files).first(count)});
        model::ConnectionEnd end = sample::connection_end();
        end.packet.file = static_cast<std::uint32_t>(count - 1);
        printer->on_connection_end(end);
        const std::string_view headline = text.text().substr(0, text.text().find('\n'));
        CHECK(headline.ends_with("second\\u{1b}.pcap") == (count == 2));
        CHECK(headline.find("first") == headline.npos);
    }
}

TEST_CASE("print/report_text: where all is well a block is short") {
    const std::string text = printed([](model::Sink& sink) {
        sink.on_handshake(sample::handshake());
        model::ConnectionEnd end = sample::connection_end();
        end.ends[index_of(Direction::client)].close = sent_close(8);
        end.ends[index_of(Direction::server)].close = sent_close(12);
        end.ends[index_of(Direction::server)].close->answers = true;
        sink.on_connection_end(end);
        model::Summary summary = sample::summary();
        summary.findings.clear();
        sink.on_summary(summary);
    });
    CHECK(text ==
          "Connection 0, 192.168.120.10:51514 -> 192.168.120.33:8080, GET /, 2025-06-13 08:00:00.000400 UTC\n"
          "  Handshake: valid, a2TlOCxzgJ30SiwCycOC4A8CHCE= is right for the key tRbfQhJzXEBmQlEIjVyIDA== "
          "(packets 4 and 6)\n"
          "  End: the client sent Close first, 1000 Normal Closure \"bye\" (packet 8); the server answered "
          "likewise (packet 12);\n"
          "       the server ended TCP first (FIN), after 1.009100 s\n"
          "\n"
          "Summary: 1 connection, handshakes: 1 valid, 2 rejected; 0 errors, 0 warnings, 0 notes\n");
}

TEST_CASE("print/report_text: a mark stands under the first difference of a wrong accept value") {
    struct Case {
        std::string_view accept, marked;
    };
    const Case cases[] = {
        {"a2TlOCxzgJ30SiwCycOC4A8CHCX=", "                          ^\n"},
        {"A2TLOCXZGJ30SIWCYCOC4A8CHCE=", "^  (only the case of letters differs)\n"},
        {"tRbfQhJzXEBmQlEIjVyIDA==", "^  (this is the key itself)\n"},
        {"a2TlOCxzgJ30SiwCycOC4A8CHCE", "                           ^  (its end is missing)\n"},
        {"a2TlOCxzgJ30SiwCycOC4A8CHCE=, x", "                            ^  (there is more behind it)\n"},
        {"\x1b[2J", "^\n"},
    };
    const std::string indent(29, ' ');
    for (const Case& each : cases) {
        model::Handshake handshake = sample::handshake();
        handshake.response->accept = each.accept;
        handshake.accept_valid = false;
        handshake.verdict = model::Verdict::invalid;
        const std::string lines = handshake_lines(handshake);
        CAPTURE(lines);
        CHECK(
            lines.starts_with("  Handshake: INVALID (packets 4 and 6)\n"
                              "      Sec-WebSocket-Key:     tRbfQhJzXEBmQlEIjVyIDA==\n"
                              "      Sec-WebSocket-Accept:  "));
        CHECK(lines.ends_with("\n      the key calls for:     a2TlOCxzgJ30SiwCycOC4A8CHCE=\n" + indent +
                              std::string(each.marked)));
        CHECK(lines.find('\x1b') == std::string::npos);
    }
}

TEST_CASE("print/report_text: what was offered and what was agreed") {
    model::Handshake handshake = sample::handshake();
    handshake.request->subprotocols = "chat, superchat";
    handshake.response->subprotocol = "chat";
    handshake.response->extensions = "permessage-deflate";
    const std::string lines = handshake_lines(handshake);
    CHECK(
        lines.ends_with("  Subprotocol: chat (offered: chat, superchat)\n"
                        "  Extensions: permessage-deflate (none was offered)\n"));
    handshake.response->subprotocol.reset();
    handshake.request->extensions = "permessage-deflate";
    CHECK(
        handshake_lines(handshake).ends_with("  Subprotocol: none (offered: chat, superchat)\n"
                                             "  Extensions: permessage-deflate\n"));
}

TEST_CASE("print/report_text: handshakes that failed otherwise, or were not captured") {
    model::Handshake handshake = sample::handshake();
    handshake.verdict = model::Verdict::rejected;
    handshake.response->status = 401;
    handshake.response->reason = "Unauthorized";
    handshake.response->accept.reset();
    handshake.accept_valid.reset();
    CHECK(handshake_lines(handshake) == "  Handshake: rejected with 401 Unauthorized (packets 4 and 6)\n");
    handshake.verdict = model::Verdict::incomplete;
    handshake.response.reset();
    CHECK(handshake_lines(handshake) == "  Handshake: incomplete, no answer was captured (packet 4)\n");
    handshake = sample::handshake();
    handshake.response->accept.reset();
    handshake.accept_valid.reset();
    handshake.verdict = model::Verdict::invalid;
    CHECK(handshake_lines(handshake) ==
          "  Handshake: INVALID (packets 4 and 6)\n"
          "      Sec-WebSocket-Key:     tRbfQhJzXEBmQlEIjVyIDA==\n"
          "      Sec-WebSocket-Accept:  [missing]\n"
          "      the key calls for:     a2TlOCxzgJ30SiwCycOC4A8CHCE=\n");
}

TEST_CASE(
    "print/report_text: a finding says who, where, what and what to do; others of its kind only where") {
    const std::string text = printed([](model::Sink& sink) {
        for (const std::uint64_t number : {8U, 9U, 11U}) {
            model::Finding finding = sample::finding("frame is \x1b[31mnot masked");
            finding.packet.number = number;
            sink.on_finding(finding);
        }
        model::ConnectionEnd end = ended(EndedBy::capture_end);
        end.reaction = model::Reaction::went_on;
        sink.on_connection_end(end);
        sink.on_summary(sample::summary());
    });
    CHECK(
        text.find("  Error of the client in packet 8 at 0.004212 s: frame.client-unmasked, RFC 6455 section "
                  "5.1\n"
                  "      frame is \\u{1b}[31mnot masked\n"
                  "      -> Mask every frame that a client sends, with a new random key each.\n"
                  "      Again 2 times, in packets 9, 11\n"
                  "  Reaction: the server went on as if frame.client-unmasked had not happened\n") !=
        std::string::npos);
    CHECK(
        text.ends_with("; 3 errors, 0 warnings, 0 notes\n"
                       "\n"
                       "Findings                    severity   count   reference\n"
                       "    frame.client-unmasked   error          3   RFC 6455 section 5.1\n"));
}

TEST_CASE("print/report_text: how a connection ended") {
    model::ConnectionEnd unanswered = ended(EndedBy::fin, Direction::server);
    unanswered.close_first = Direction::client;
    unanswered.close_code = 4242;
    CHECK(end_lines(unanswered) ==
          "  End: the client sent Close first, 4242; the server sent none;\n"
          "       the server ended TCP first (FIN)\n\n");
    model::ConnectionEnd reset = ended(EndedBy::rst, Direction::server);
    reset.reset_by = Direction::server;
    CHECK(end_lines(reset) ==
          "  End: no Close from either side, which applications see as code 1006;\n"
          "       the server reset TCP (RST, packet 15)\n\n");
    reset.reset_by = Direction::client;
    CHECK(end_lines(reset) ==
          "  End: no Close from either side, which applications see as code 1006;\n"
          "       the server ended TCP first (FIN), the client reset it (RST, packet 15)\n\n");
    CHECK(end_lines(ended(EndedBy::capture_end)) == "  End: open when the capture ends\n\n");
    CHECK(end_lines(ended(EndedBy::timeout)) ==
          "  End: not seen: it was silent for long, or memory was needed\n\n");
    CHECK(end_lines(ended(std::nullopt)) == "  End: not known: what was not captured may hold a Close\n\n");
    CHECK(end_lines(ended(EndedBy::rejected)).empty());
    const auto lasting = [](std::optional<EndedBy> by, std::optional<Direction> tcp_first = {}) {
        model::ConnectionEnd end = ended(by, tcp_first);
        end.start = Timestamp{end.packet.time.nanoseconds - 2'500'000};
        return end_lines(end);
    };
    CHECK(lasting(EndedBy::timeout) ==
          "  End: not seen after 0.002500 s: it was silent for long, or memory was needed\n\n");
    CHECK(lasting(std::nullopt) ==
          "  End: not known after 0.002500 s: what was not captured may hold a Close\n\n");
    CHECK(lasting(EndedBy::capture_end, Direction::server) ==
          "  End: open when the capture ends, after 0.002500 s, though the server has ended its side of "
          "TCP\n\n");
}

TEST_CASE("print/report_text: an unanswered Ping may tell why a connection ended without Close") {
    model::Control ping = sample::control(Opcode::ping, "alive?");
    ping.direction = Direction::server;
    model::ConnectionEnd end = ended(EndedBy::rst, Direction::server);
    end.reset_by = Direction::server;
    end.packet.time.nanoseconds = ping.packet.time.nanoseconds + 30'200'000'000;
    const std::string_view waited =
        "       The server's Ping in packet 8 had no Pong in the 30.200000 s until then\n";
    CHECK(end_lines(end, {ping}).find(waited) != std::string::npos);
    model::Control pong = sample::control(Opcode::pong, "alive?");
    CHECK(end_lines(end, {ping, pong}).find("Ping") == std::string::npos);
    end.totals[index_of(Direction::client)].whole = false;  // it may have been lost
    CHECK(end_lines(end, {ping}).find("Ping") == std::string::npos);
    end.totals[index_of(Direction::client)].whole = true;
    end.close_first = Direction::server;  // it waited, and gave up
    CHECK(end_lines(end, {ping}).find(waited) != std::string::npos);
    end.close_first = Direction::client;
    CHECK(end_lines(end, {ping}).find("Ping") == std::string::npos);
    end.close_first = Direction::server;
    end.packet.time.nanoseconds = ping.packet.time.nanoseconds + 4'000'000'000;  // nobody waits for that
    CHECK(end_lines(end, {ping}).find("Ping") == std::string::npos);
}

TEST_CASE("print/report_text: Closes that crossed, and one whose code was not captured") {
    model::ConnectionEnd end = ended(EndedBy::close);
    auto& client = end.ends[index_of(Direction::client)].close = sent_close(8, {});
    auto& server = end.ends[index_of(Direction::server)].close = sent_close(12);
    client->code_lost = true;
    end.close_first = Direction::client;
    end.close_code_lost = true;
    CHECK(
        end_lines(end) ==
        "  End: the client sent Close first, with a status code that was not captured (packet 8); the server "
        "sent one, too, 1000 Normal Closure (packet 12);\n"
        "       TCP was not seen to end\n\n");
    server->answers = true;
    server->code.reset();
    server->code_lost = true;
    CHECK(end_lines(end).find("server answered with a status code that was not captured") !=
          std::string::npos);
}

TEST_CASE("print/report_text: who ended TCP is told also where the rest is not known") {
    model::ConnectionEnd end = ended(std::nullopt, Direction::server);
    CHECK(end_lines(end) ==
          "  End: not known: what was not captured may hold a Close;\n"
          "       the server ended TCP first (FIN)\n\n");
}

TEST_CASE("print/report_text: a clock that was set back tells no duration") {
    model::ConnectionEnd end = sample::connection_end();
    end.packet.time.nanoseconds = end.start->nanoseconds - 1;
    CHECK(end_lines(end).find("after") == std::string::npos);
}

TEST_CASE("print/report_text: the summary names what could not be judged, and why") {
    const std::string text = printed([](model::Sink& sink) {
        model::Summary summary;
        summary.connections = 7;
        summary.doubts = {.connections = 2, .by_reason = {1, 0, 0, 2}};
        sink.on_summary(summary);
    });
    CHECK(text ==
          "Summary: 7 connections, handshakes: none; 0 errors, 0 warnings, 0 notes\n"
          "2 connections could not be judged fully: 1 with bytes that were not captured, 2 with "
          "messages that could not be inflated\n");
}

TEST_CASE("print/report_text: colours are there only where they are wanted") {
    const auto events = [](model::Sink& sink) {
        sink.on_handshake(sample::handshake());
        sink.on_finding(sample::finding());
        sink.on_connection_end(sample::connection_end());
        sink.on_summary(sample::summary());
    };
    std::string colored = printed(events, {.color = true});
    CHECK(colored.find("\x1b[31mError\x1b[0m") != std::string::npos);
    for (const std::string_view code : {"\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[0m"})
        for (std::size_t at = 0; (at = colored.find(code)) != std::string::npos;)
            colored.erase(at, code.size());
    CHECK(colored == printed(events));
}

TEST_CASE("print/report_text: what found no room is counted, in the block and in the summary") {
    const auto events = [](model::Sink& sink) {
        sink.on_handshake(sample::handshake());
        sink.on_finding(sample::finding());
        sink.on_connection_end(sample::connection_end());
        sink.on_summary(sample::summary());
    };
    const std::string text = printed(events, {.most_kept = 0});
    CHECK(text.find(
              "  Handshake: valid (packets 4 and 6), its fields were not kept: open connections took too "
              "much memory\n  1 finding more, not kept: open connections took too much memory\n  End: ") !=
          std::string::npos);
    CHECK(text.find("; 1 error, 0 warnings, 0 notes\n") != std::string::npos);
}

TEST_CASE("print/report_text: connections that are not shown count, in the totals") {
    const std::string text = printed(
        [](model::Sink& sink) {
            for (const std::uint64_t number : {0U, 1U, 2U}) {
                model::ConnectionInfo connection = sample::kConnection;
                connection.number = number;
                model::Finding finding = sample::finding("not masked");
                finding.connection = &connection;
                sink.on_finding(finding);
                model::ConnectionEnd end = sample::connection_end();
                end.connection = &connection;
                sink.on_connection_end(end);
            }
            model::Summary summary = sample::summary();
            summary.connections = 3;
            sink.on_summary(summary);
        },
        {.shows = [](const model::ConnectionInfo& connection) { return connection.number == 1; }});
    CHECK(text.starts_with("Connection 1, "));
    CHECK(text.find("Connection 2") == text.npos);
    CHECK(text.find("\nSummary: 3 connections (1 shown), handshakes: ") != text.npos);
    CHECK(text.find("; 3 errors, ") != text.npos);
}

TEST_CASE("print/report_text: it says where messages were not looked into") {
    const auto print = [](bool content) {
        return printed([](model::Sink& sink) { sink.on_summary(sample::summary()); }, {.content = content});
    };
    CHECK(print(false).find("\nmessages were not looked into (--no-payload)\n") != std::string::npos);
    CHECK(print(true).find("looked into") == std::string::npos);
    TextBuffer text;
    CHECK(make_report_text_printer(text)->demand().message_findings);
    CHECK_FALSE(make_report_text_printer(text, {.content = false})->demand().message_findings);
}
