#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "sample.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using model::Sink;
using websocket::Opcode;

namespace {

std::string tree(const std::function<void(Sink&)>& events, const PrintOptions& options = {}) {
    return sample::printed(make_tree_printer, options, events);
}

}  // namespace

TEST_CASE("print/tree: the documented example") {
    model::Frame binary = sample::frame(Opcode::binary, 4082);
    binary.direction = Direction::server;
    binary.header.fin = false;
    const std::string got = tree([&](Sink& sink) {
        sink.on_handshake(sample::handshake());
        sink.on_frame(binary);
    });
    CHECK(got ==
          R"(Packet 6, 2025-06-13 08:00:00.000731, 192.168.120.33:8080 -> 192.168.120.10:51514, connection 0
WebSocket handshake: valid
    Request: GET / HTTP/1.1 (packet 4)
    Host: 192.168.120.33:8080
    Sec-WebSocket-Version: 13
    Sec-WebSocket-Key: tRbfQhJzXEBmQlEIjVyIDA==
    Response: HTTP/1.1 101 Switching Protocols (packet 6)
    Sec-WebSocket-Accept: a2TlOCxzgJ30SiwCycOC4A8CHCE= [correct]

Packet 8, 2025-06-13 08:00:00.004212, 192.168.120.33:8080 -> 192.168.120.10:51514, connection 0
WebSocket
    0... .... = Fin: False
    .000 .... = Reserved: 0x0
    .... 0010 = Opcode: Binary (2)
    0... .... = Mask: False
    .111 1110 = Payload length: 126 Extended Payload Length (16 bits)
    Extended Payload length (16 bits): 4082
    Payload
)");
}

TEST_CASE("print/tree: a finding does not stand under a block that it does not speak of") {
    const std::string got = tree([&](Sink& sink) {
        sink.on_frame(sample::frame(Opcode::binary, 0));
        sink.on_left_out();  // a frame in the same packet
        sink.on_finding(sample::finding());
    });
    CHECK(got.find("\n\nPacket 8, ") != std::string::npos);
}

TEST_CASE("print/tree: findings stand under the block that they speak of") {
    const std::string got = tree([&](Sink& sink) {
        sink.on_frame(sample::frame(Opcode::binary, 0));
        sink.on_finding(sample::finding());
        sink.on_gap({&sample::kConnection, sample::packet(9), Direction::client, 1448, true});
        sink.on_gap({&sample::kConnection, sample::packet(10), Direction::server, 1, false});
    });
    CHECK(got ==
          R"(Packet 8, 2025-06-13 08:00:00.004212, 192.168.120.10:51514 -> 192.168.120.33:8080, connection 0
WebSocket
    1... .... = Fin: True
    .000 .... = Reserved: 0x0
    .... 0010 = Opcode: Binary (2)
    0... .... = Mask: False
    .000 0000 = Payload length: 0
    [Expert Info (Error/Protocol): client frame is not masked (frame.client-unmasked, RFC 6455 section 5.1)]

Packet 9, 2025-06-13 08:00:00.000000, 192.168.120.10:51514 -> 192.168.120.33:8080, connection 0
Gap: 1448 bytes of the client's stream not captured, decoding goes on

Packet 10, 2025-06-13 08:00:00.000000, 192.168.120.33:8080 -> 192.168.120.10:51514, connection 0
Gap: 1 byte of the server's stream not captured, no certain frame follows in this direction
)");
}

TEST_CASE("print/tree: a finding whose record is not the last block has a headline of its own") {
    const std::string block =
        R"(Packet 8, 2025-06-13 08:00:00.004212, 192.168.120.10:51514 -> 192.168.120.33:8080, connection 0
WebSocket
    [Expert Info (Error/Protocol): client frame is not masked (frame.client-unmasked, RFC 6455 section 5.1)]
)";
    const auto tell = [](Sink& sink) {
        sink.on_frame(sample::frame(Opcode::binary, 0));
        sink.on_finding(sample::finding());
    };
    CHECK(tree(tell, sample::only("finding")) == block);

    const std::string after_gap = tree([](Sink& sink) {
        sink.on_gap({&sample::kConnection, sample::packet(7), Direction::client, 1, true});
        sink.on_finding(sample::finding());
        sink.on_finding(sample::finding("again"));
    });
    CHECK(after_gap.ends_with(
        "decoding goes on\n\n" + block +
        "    [Expert Info (Error/Protocol): again (frame.client-unmasked, RFC 6455 section 5.1)]\n"));
}

TEST_CASE("print/tree: a finding on the request stands under the handshake's block") {
    model::Finding finding = sample::finding();
    finding.packet = sample::packet(4, 400);
    const std::string got = tree([&](Sink& sink) {
        sink.on_handshake(sample::handshake());
        sink.on_finding(finding);
    });
    CHECK(got.find("[correct]\n    [Expert Info (Error/Protocol): client") != std::string::npos);
}

TEST_CASE("print/tree: a connection's end, in words") {
    const std::string got = tree([](Sink& sink) { sink.on_connection_end(sample::connection_end()); });
    CHECK(got ==
          R"(Packet 15, 2025-06-13 08:00:01.009500, 192.168.120.10:51514 -> 192.168.120.33:8080, connection 0
WebSocket connection ended: by close
    Duration: 1.009100 s
    Handshake: valid
    Close: client first, Normal Closure (1000), reason: bye
    TCP: server first
    Client sent: 5 frames, 3 messages, 48 bytes of payload, 398 bytes in all
    Server sent: 1 frame, 1 message, 1 byte of payload, 1448 bytes in all, 20 bytes lost
)");
}

TEST_CASE("print/tree: of a connection's end only what is known") {
    model::ConnectionEnd end = sample::connection_end();
    end.start = end.packet.time;
    ++end.start->nanoseconds;  // the capture's clock went back
    end.close_code.reset();
    end.close_reason.reset();
    end.totals[1].seen = false;
    const auto tell = [&](Sink& sink) { sink.on_connection_end(end); };
    CHECK(
        tree(tell).ends_with("WebSocket connection ended: by close\n"
                             "    Handshake: valid\n"
                             "    Close: client first, no status\n"
                             "    TCP: server first\n"
                             "    Client sent: 5 frames, 3 messages, 48 bytes of payload, 398 bytes in all\n"
                             "    Server sent: not captured\n"));
    end.close_code_lost = true;
    CHECK(tree(tell).find("    Close: client first, status not captured\n") != std::string::npos);
}

TEST_CASE("print/tree: the summary comes only when it is asked for") {
    const auto tell = [](Sink& sink) { sink.on_summary(sample::summary()); };
    CHECK(tree(tell).empty());
    CHECK(tree(tell, sample::only("summary")) == R"(Summary
    Packets: 15
    Bytes: 1820
    TCP streams: 2
    Connections: 1
    Handshakes: 1 valid, 2 rejected
    Frames: 3 text, 2 reserved
    Messages: 4
    Payload bytes: 49
    Findings: 2 frame.client-unmasked
    Gaps: 0
    Lost bytes: 0
    Malformed packets: 0
)");
}

TEST_CASE("print/tree: messages and control frames have blocks of their own only when asked for") {
    const model::Control close = sample::close_bye();
    model::Message message = sample::message(Opcode::text, "hello");
    message.frames = 2;
    message.compressed = true;
    message.wire_length = 11;
    const auto tell = [&](Sink& sink) {
        sink.on_message(message);
        sink.on_control(close);
    };
    CHECK(tree(tell).empty());
    const std::string headline =
        "Packet 8, 2025-06-13 08:00:00.004212, 192.168.120.10:51514 -> 192.168.120.33:8080, connection 0\n";
    CHECK(
        tree(tell, sample::only("message,control")) ==
        headline +
            "WebSocket message: Text, 2 frames, 11 bytes compressed, 5 bytes inflated\n    Text: hello\n\n" +
            headline +
            "WebSocket control: Close, 5 bytes\n    Close\n        Status code: Normal Closure (1000)\n"
            "        Reason: bye\n");
}

TEST_CASE("print/tree: the headline has the capture's resolution, and the file where there are several") {
    const auto headline = [](std::uint8_t digits, std::vector<std::string> files) {
        TextBuffer text;
        const auto printer = make_tree_printer(text, {});
        printer->on_start({.first_packet = sample::kStart, .files = files});
        model::Gap gap{&sample::kConnection, sample::packet(8, 4212), Direction::client, 1, true};
        gap.packet.time_digits = digits;
        gap.packet.file = 1;
        printer->on_gap(gap);
        return std::string(text.text().substr(0, text.text().find('\n')));
    };
    const std::string ends = ", 192.168.120.10:51514 -> 192.168.120.33:8080, connection 0";
    CHECK(headline(0, {}) == "Packet 8, 2025-06-13 08:00:00" + ends);
    CHECK(headline(3, {"a.pcap"}) == "Packet 8, 2025-06-13 08:00:00.004" + ends);
    CHECK(headline(9, {"a.pcap", "b\n.pcap"}) ==
          "Packet 8, 2025-06-13 08:00:00.004212000" + ends + ", file b\\n.pcap");
}

TEST_CASE("print/tree: colours come only when wanted, and change nothing but colours") {
    const auto tell = [](Sink& sink) {
        sink.on_handshake(sample::handshake());
        sink.on_frame(sample::frame(Opcode::binary, 0));
        sink.on_finding(sample::finding());
    };
    const std::string plain = tree(tell);
    CHECK(plain.find('\x1b') == std::string::npos);
    std::string colored = tree(tell, {.color = true});
    CHECK(colored.find("WebSocket handshake: \x1b[32mvalid\x1b[0m\n") != std::string::npos);
    CHECK(colored.find("    \x1b[31m[Expert Info") != std::string::npos);
    for (std::size_t at = 0; (at = colored.find('\x1b')) != std::string::npos;) {
        colored.erase(at, colored.find('m', at) + 1 - at);
    }
    CHECK(colored == plain);
}

TEST_CASE("print/tree: payload is demanded only where it is shown") {
    TextBuffer text;
    const auto demand = [&](const PrintOptions& options) {
        return make_tree_printer(text, options)->demand();
    };
    CHECK(demand({}).message_payload == model::Demand::kAll);
    CHECK(demand({}).frame_payload == 256);
    CHECK(demand({.hex_dump = true}).frame_payload == model::Demand::kAll);
    CHECK(demand({.hex_dump = true, .max_payload = 9}).frame_payload == 9);
    CHECK(demand({.payload = false, .hex_dump = true}).frame_payload == 0);
    CHECK(demand({.payload = false}).message_payload == 0);
    CHECK(demand(sample::only("handshake,finding")).message_payload == 0);
    CHECK(demand(sample::only("message")).message_payload == model::Demand::kAll);
    CHECK(demand(sample::only("message")).frame_payload == 0);
}
