#pragma once
// Events made by hand, and what the printers make of them. The connection is that of the documented examples.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "wsdissect/model/events.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print::sample {

using Make = std::unique_ptr<Printer> (*)(TextBuffer&, const PrintOptions&);

/// 2025-06-13 08:00:00 UTC, the time of packet 1.
inline constexpr Timestamp kStart{1'749'801'600'000'000'000};

inline const model::ConnectionInfo kConnection = {
    .number = 0,
    .client_text = "192.168.120.10:51514",
    .server_text = "192.168.120.33:8080",
    .client = {},
    .server = {},
    .start = {},
};

inline PacketStamp packet(std::uint64_t number, std::int64_t microseconds = 0) {
    return {.number = number, .time = {kStart.nanoseconds + microseconds * 1000}};
}

/// A whole, unmasked frame of the client in packet 8 with a payload of `payload_length` octets.
inline model::Frame frame(websocket::Opcode opcode, std::uint64_t payload_length) {
    model::Frame made;
    made.connection = &kConnection;
    made.packet = packet(8, 4212);
    made.first_packet = 8;
    made.header.fin = true;
    made.header.opcode = opcode;
    made.header.length_bits = payload_length < 126 ? 7 : payload_length < 65536 ? 16 : 64;
    made.header.payload_length = payload_length;
    made.captured_length = payload_length;
    return made;
}

/// A whole message of one frame.
inline model::Message message(websocket::Opcode opcode, std::string_view payload) {
    model::Message made;
    made.connection = &kConnection;
    made.packet = packet(8, 4212);
    made.first_packet = 8;
    made.opcode = opcode;
    made.frames = 1;
    made.wire_length = payload.size();
    made.length = payload.size();
    made.complete = true;
    made.payload = as_bytes(payload);
    return made;
}

inline model::Control control(websocket::Opcode opcode, std::string_view payload) {
    model::Control made;
    made.connection = &kConnection;
    made.packet = packet(8, 4212);
    made.opcode = opcode;
    made.payload = as_bytes(payload);
    made.payload_length = payload.size();
    return made;
}

/// A Close with status 1000 and the reason `bye`.
inline model::Control close_bye() {
    model::Control made = control(websocket::Opcode::close,
                                  "\x03\xE8"
                                  "bye");
    made.close_code = 1000;
    made.close_reason = "bye";
    return made;
}

/// The handshake of the documented example.
inline model::Handshake handshake() {
    model::Handshake made;
    made.connection = &kConnection;
    made.packet = packet(6, 731);
    made.request.emplace();
    made.request->packet = packet(4, 400);
    made.request->method = "GET";
    made.request->target = "/";
    made.request->http_version = "HTTP/1.1";
    made.request->host = "192.168.120.33:8080";
    made.request->version = "13";
    made.request->key = "tRbfQhJzXEBmQlEIjVyIDA==";
    made.response.emplace();
    made.response->packet = packet(6, 731);
    made.response->http_version = "HTTP/1.1";
    made.response->status = 101;
    made.response->reason = "Switching Protocols";
    made.response->accept = "a2TlOCxzgJ30SiwCycOC4A8CHCE=";
    made.accept_expected = "a2TlOCxzgJ30SiwCycOC4A8CHCE=";
    made.accept_valid = true;
    made.verdict = model::Verdict::valid;
    return made;
}

inline constexpr model::Rule kUnmasked = {.id = "frame.client-unmasked",
                                          .severity = model::Severity::error,
                                          .reference = "RFC 6455 section 5.1",
                                          .text = "A frame from the client without mask."};

inline model::Finding finding(std::string_view words = "client frame is not masked") {
    return {.connection = &kConnection, .packet = packet(8, 4212), .rule = &kUnmasked, .message = words};
}

inline model::ConnectionEnd connection_end() {
    model::ConnectionEnd made;
    made.connection = &kConnection;
    made.packet = packet(15, 1'009'500);
    made.start = packet(4, 400).time;
    made.ended_by = model::EndedBy::close;
    made.close_first = Direction::client;
    made.tcp_first = Direction::server;
    made.close_code = 1000;
    made.close_reason = "bye";
    made.handshake = model::Verdict::valid;
    made.totals[0] = {.bytes = 398, .frames = 5, .messages = 3, .payload_bytes = 48};
    made.totals[1] = {.bytes = 1448, .frames = 1, .messages = 1, .payload_bytes = 1, .lost_bytes = 20};
    return made;
}

inline model::Summary summary() {
    model::Summary made;
    made.packets = 15;
    made.bytes = 1820;
    made.tcp_streams = 2;
    made.connections = 1;
    made.handshakes = {1, 0, 2, 0};
    made.frames[1] = 3;
    made.frames[3] = 1;
    made.frames[11] = 1;
    made.messages = 4;
    made.payload_bytes = 49;
    made.findings = {{"frame.client-unmasked", 2}};
    return made;
}

/// What a printer writes while `events` are told to it.
inline std::string printed(Make make, const PrintOptions& options,
                           const std::function<void(model::Sink&)>& events) {
    TextBuffer text;
    const auto printer = make(text, options);
    printer->on_start({.first_packet = kStart, .files = {}});
    events(*printer);
    return std::string(text.text());
}

inline PrintOptions only(std::string_view kinds) { return {.only = RecordKinds::parse(kinds).value()}; }

}  // namespace wsdissect::print::sample
