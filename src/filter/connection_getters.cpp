// Of records in general, of connections and of their handshakes.

#include "filter/getters.hpp"

namespace wsdissect::filter {

namespace {

Value value_of(const IpAddress& address) noexcept {
    const std::size_t length = address.family == AddressFamily::ipv4 ? 4 : 16;
    return {.octets = as_text(Bytes(address.octets).first(length))};
}

const Endpoint& endpoint(const model::ConnectionInfo& connection, Direction side) noexcept {
    return side == Direction::client ? connection.client : connection.server;
}

Values address_of(const Record& record, std::optional<Direction> side, AddressFamily family) noexcept {
    if (!side) return {};
    const IpAddress& address = endpoint(*record.connection, *side).address;
    return address.family == family ? Values(value_of(address)) : Values();
}

Values addresses_of(const Record& record, AddressFamily family) noexcept {
    Values both = address_of(record, Direction::client, family);
    for (const Value& other : address_of(record, Direction::server, family)) both.add(other);
    return both;
}

std::optional<Direction> receiver(const Record& record) noexcept {
    return record.sender ? std::optional(opposite(*record.sender)) : std::nullopt;
}

Values port_of(const Record& record, std::optional<Direction> side) noexcept {
    if (!side) return {};
    return Value{.number = endpoint(*record.connection, *side).port};
}

using Text = std::optional<std::string_view>;

Values values_of(const Text& text) noexcept { return text ? Values(Value{.octets = *text}) : Values(); }

const model::HandshakeRequest* request(const Record& record) noexcept {
    return record.handshake != nullptr && record.handshake->request ? &*record.handshake->request : nullptr;
}
const model::HandshakeResponse* response(const Record& record) noexcept {
    return record.handshake != nullptr && record.handshake->response ? &*record.handshake->response : nullptr;
}

Values request_text(const Record& record, Text model::HandshakeRequest::*field) noexcept {
    const model::HandshakeRequest* const half = request(record);
    return half != nullptr ? values_of(half->*field) : Values();
}

Values response_text(const Record& record, Text model::HandshakeResponse::*field) noexcept {
    const model::HandshakeResponse* const half = response(record);
    return half != nullptr ? values_of(half->*field) : Values();
}

Values text_of_both(const Record& record, Text model::HandshakeRequest::*offered,
                    Text model::HandshakeResponse::*chosen) noexcept {
    Values both = request_text(record, offered);
    for (const Value& other : response_text(record, chosen)) both.add(other);
    return both;
}

}  // namespace

Values get_packet_number(const Record& record) { return Value{.number = record.packet->number}; }
Values get_time(const Record& record) { return Value{.number = ordered(record.packet->time)}; }
Values get_tcp_stream(const Record& record) { return Value{.number = record.connection->tcp_stream}; }
Values get_connection(const Record& record) { return Value{.number = record.connection->number}; }
Values get_direction(const Record& record) {
    return record.sender ? Values(Value{.number = index_of(*record.sender)}) : Values();
}

Values get_ip_source(const Record& record) { return address_of(record, record.sender, AddressFamily::ipv4); }
Values get_ip_destination(const Record& record) {
    return address_of(record, receiver(record), AddressFamily::ipv4);
}
Values get_ip_addresses(const Record& record) { return addresses_of(record, AddressFamily::ipv4); }
Values get_ipv6_source(const Record& record) {
    return address_of(record, record.sender, AddressFamily::ipv6);
}
Values get_ipv6_destination(const Record& record) {
    return address_of(record, receiver(record), AddressFamily::ipv6);
}
Values get_ipv6_addresses(const Record& record) { return addresses_of(record, AddressFamily::ipv6); }

Values get_source_port(const Record& record) { return port_of(record, record.sender); }
Values get_destination_port(const Record& record) { return port_of(record, receiver(record)); }
Values get_ports(const Record& record) {
    Values both = Value{.number = record.connection->client.port};
    both.add({.number = record.connection->server.port});
    return both;
}

Values get_host(const Record& record) { return request_text(record, &model::HandshakeRequest::host); }
Values get_uri(const Record& record) {
    const model::HandshakeRequest* const half = request(record);
    return half != nullptr ? Values(Value{.octets = half->target}) : Values();
}
Values get_status(const Record& record) {
    const model::HandshakeResponse* const half = response(record);
    return half != nullptr ? Values(Value{.number = static_cast<std::uint64_t>(half->status)}) : Values();
}
Values get_key(const Record& record) { return request_text(record, &model::HandshakeRequest::key); }
Values get_accept(const Record& record) { return response_text(record, &model::HandshakeResponse::accept); }
Values get_subprotocols(const Record& record) {
    return text_of_both(record, &model::HandshakeRequest::subprotocols,
                        &model::HandshakeResponse::subprotocol);
}
Values get_extensions(const Record& record) {
    return text_of_both(record, &model::HandshakeRequest::extensions, &model::HandshakeResponse::extensions);
}
Values get_version(const Record& record) { return request_text(record, &model::HandshakeRequest::version); }

Values get_verdict(const Record& record) {
    if (record.handshake == nullptr) return {};
    return Value{.number = static_cast<std::uint64_t>(record.handshake->verdict)};
}
Values get_accept_valid(const Record& record) {
    if (record.handshake == nullptr || !record.handshake->accept_valid) return {};
    return Value{.number = *record.handshake->accept_valid ? std::uint64_t{1} : 0};
}

}  // namespace wsdissect::filter
