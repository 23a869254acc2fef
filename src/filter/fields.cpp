#include "wsdissect/filter/fields.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "filter/getters.hpp"
#include "filter/names.hpp"
#include "wsdissect/base/likeness.hpp"

namespace wsdissect::filter {

namespace {

using enum FieldType;
constexpr Scope kRecord = Scope::record, kConnection = Scope::connection, kHandshake = Scope::handshake;

constexpr auto kFields = std::to_array<Field>({
    {"frame.number", number, kRecord, get_packet_number, "number of the record's packet, from 1"},
    {"frame.time_epoch", time, kRecord, get_time, "time of that packet, in seconds since 1970"},
    {"ip.src", ipv4, kRecord, get_ip_source, "IPv4 address of the record's sender"},
    {"ip.dst", ipv4, kRecord, get_ip_destination, "IPv4 address of the other side"},
    {"ip.addr", ipv4, kConnection, get_ip_addresses, "IPv4 addresses of both sides"},
    {"ipv6.src", ipv6, kRecord, get_ipv6_source, "IPv6 address of the record's sender"},
    {"ipv6.dst", ipv6, kRecord, get_ipv6_destination, "IPv6 address of the other side"},
    {"ipv6.addr", ipv6, kConnection, get_ipv6_addresses, "IPv6 addresses of both sides"},
    {"tcp.srcport", number, kRecord, get_source_port, "TCP port of the record's sender"},
    {"tcp.dstport", number, kRecord, get_destination_port, "TCP port of the other side"},
    {"tcp.port", number, kConnection, get_ports, "TCP ports of both sides"},
    {"tcp.stream", number, kConnection, get_tcp_stream,
     "number of the TCP connection, from 0, among all of the capture"},
    {"http.host", text, kHandshake, get_host, "Host of the handshake", Need::handshake_text},
    {"http.request.uri", text, kHandshake, get_uri, "request target of the handshake", Need::handshake_text},
    {"http.response.code", number, kHandshake, get_status, "status of the handshake's final response"},
    {"http.sec_websocket_key", text, kHandshake, get_key, "Sec-WebSocket-Key"},
    {"http.sec_websocket_accept", text, kHandshake, get_accept, "Sec-WebSocket-Accept"},
    {"http.sec_websocket_protocol", text, kHandshake, get_subprotocols,
     "Sec-WebSocket-Protocol of the request, and of the response"},
    {"http.sec_websocket_extensions", text, kHandshake, get_extensions,
     "Sec-WebSocket-Extensions of the request, and of the response"},
    {"http.sec_websocket_version", text, kHandshake, get_version, "Sec-WebSocket-Version of the request"},
    {"websocket", presence, kRecord, get_presence, "a frame, a message or a control frame"},
    {"websocket.fin", boolean, kRecord, get_fin, "FIN bit of a frame"},
    {"websocket.rsv", number, kRecord, get_rsv, "reserved bits of a frame, 0 to 7"},
    {"websocket.pmc", boolean, kRecord, get_pmc, "RSV1 of a frame, where permessage-deflate was agreed"},
    {"websocket.opcode", number, kRecord, get_opcode, "opcode of a frame, of a message, of a control frame",
     Need::nothing, opcode_of, "Continuation, Text, Binary, Close, Ping, Pong"},
    {"websocket.mask", boolean, kRecord, get_mask, "MASK bit of a frame"},
    {"websocket.payload_length", number, kRecord, get_length_field,
     "the 7 bits of a frame's length: below 126 its length, 126 and 127 where a longer form follows"},
    {"websocket.payload_length_ext_16", number, kRecord, get_length_16, "a frame's length in 16 bits"},
    {"websocket.payload_length_ext_64", number, kRecord, get_length_64, "a frame's length in 64 bits"},
    {"websocket.masking_key", octets, kRecord, get_masking_key, "masking key of a frame"},
    {"websocket.payload.text", text, kRecord, get_payload_text,
     "text of a message that has some, also of the one that a frame ends", Need::message_text},
    {"websocket.payload.close.status_code", number, kRecord, get_close_code, "status code of a Close",
     Need::nothing, close_code_of, "such as Normal Closure, Going Away, Protocol error"},
    {"websocket.payload.close.reason", text, kRecord, get_close_reason, "reason of a Close"},
    {"websocket.payload.ping", octets, kRecord, get_ping, "payload of a Ping that has some",
     Need::control_payload},
    {"websocket.payload.pong", octets, kRecord, get_pong, "payload of a Pong that has some",
     Need::control_payload},
    {"websocket.length", number, kRecord, get_length, "payload length of a frame, whatever form it has"},
    {"websocket.direction", choice, kRecord, get_direction, "the record's sender", Need::nothing,
     direction_of, "client, server", name_of_direction},
    {"websocket.connection", number, kConnection, get_connection,
     "number of the WebSocket connection, from 0"},
    {"websocket.handshake.verdict", choice, kHandshake, get_verdict, "verdict on the handshake",
     Need::nothing, verdict_of, "valid, invalid, rejected, incomplete", name_of_verdict},
    {"websocket.handshake.accept_valid", boolean, kHandshake, get_accept_valid,
     "whether Sec-WebSocket-Accept is what the key calls for"},
    {"websocket.message.text", text, kRecord, get_message_text, "the same, also where it is empty",
     Need::message_text},
    {"websocket.message.length", number, kRecord, get_message_length,
     "length of a message after inflation, also of the one that a frame ends", Need::message_length},
    {"websocket.rule", text, kRecord, get_rule, "rule that a finding says was broken", Need::findings},
    {"websocket.severity", choice, kRecord, get_severity, "severity of a finding", Need::findings,
     severity_of, "note, warning, error", name_of_severity},
});

}  // namespace

std::span<const Field> fields() noexcept { return kFields; }

const Field* find_field(std::string_view name) noexcept {
    const auto* const found = std::ranges::find(kFields, name, &Field::name);
    return found == kFields.end() ? nullptr : found;
}

bool is_of_any_record(const Field& field) noexcept {
    const auto is_in = [&](std::string_view protocol) { return field.name.starts_with(protocol); };
    return is_in("frame.") || is_in("ip.") || is_in("ipv6.") || is_in("tcp.") ||
           field.get == get_connection || field.get == get_direction;
}

std::string_view field_like(std::string_view name) {
    std::vector<std::string_view> names;
    for (const Field& field : kFields) {
        const bool is_front = field.name.starts_with(name) && field.name.substr(name.size()).starts_with('.');
        if (is_front) return field.name;
        names.push_back(field.name);
    }
    return most_like(name, names);
}

}  // namespace wsdissect::filter
