#include "tests/tcp/script.hpp"

#include <algorithm>

namespace wsdissect::tcp {

namespace {

Endpoint endpoint_of(const std::array<std::uint8_t, 4>& address, std::uint16_t port) {
    Endpoint endpoint;
    std::copy(address.begin(), address.end(), endpoint.address.octets.begin());
    endpoint.port = port;
    return endpoint;
}

}  // namespace

Segment Sent::segment(const PacketStamp& packet) const& {
    Segment segment;
    segment.set_ends(source, destination);
    segment.key.network = network;
    segment.sequence = sequence;
    segment.acknowledgment = acknowledgment;
    segment.flags = flags;
    segment.payload_length = static_cast<std::uint32_t>(payload.size());
    segment.payload = as_bytes(payload).first(payload.size() - cut);
    segment.packet = packet;
    return segment;
}

Sents operator+(Sents first, const Sents& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

Sent part(Sent sent, std::uint32_t begin, std::uint32_t end) {
    const bool is_last = end == sent.payload.size();
    if (!is_last) sent.flags.octet &= static_cast<std::uint8_t>(~TcpFlags::kFin);
    sent.payload = sent.payload.substr(begin, end - begin);
    sent.sequence = sent.sequence + begin;
    return sent;
}

Script::Script(const Setup& setup) : network_(setup.network) {
    host(Direction::client) = {
        endpoint_of(setup.client, setup.client_port), {setup.client_isn + 1}, {setup.client_isn}};
    host(Direction::server) = {
        endpoint_of(setup.server, kServerPort), {setup.server_isn + 1}, {setup.server_isn}};
}

Sent Script::make(Direction from, SequenceNumber sequence, std::string_view octets,
                  std::uint8_t flags) const {
    Sent sent;
    sent.source = host(from).endpoint;
    sent.destination = host(opposite(from)).endpoint;
    sent.network = network_;
    sent.sequence = sequence;
    if ((flags & TcpFlags::kAck) != 0) sent.acknowledgment = host(opposite(from)).next;
    sent.flags = {flags};
    sent.payload = octets;
    return sent;
}

Sent Script::send(Direction from, std::string_view octets, std::uint8_t flags) {
    Sent sent = make(from, host(from).next, octets, flags);
    const std::uint32_t numbers = (sent.flags.syn() ? 1U : 0U) + (sent.flags.fin() ? 1U : 0U);
    host(from).next = host(from).next + (static_cast<std::uint32_t>(octets.size()) + numbers);
    return sent;
}

Sent Script::syn(std::string_view octets) { return send(Direction::client, octets, TcpFlags::kSyn); }
Sent Script::syn_ack() { return send(Direction::server, {}, TcpFlags::kSyn | TcpFlags::kAck); }

Sents Script::handshake() {
    Sents three{syn(), syn_ack()};
    three.push_back(ack(Direction::client));
    return three;
}

Sent Script::data(Direction from, std::string_view octets) { return send(from, octets, TcpFlags::kAck); }
Sent Script::ack(Direction from) { return send(from, {}, TcpFlags::kAck); }
Sent Script::fin(Direction from, std::string_view octets) {
    return send(from, octets, TcpFlags::kFin | TcpFlags::kAck);
}
Sent Script::rst(Direction from) { return send(from, {}, TcpFlags::kRst); }

Sent Script::at(Direction from, std::uint32_t offset, std::string_view octets, std::uint8_t flags) const {
    return make(from, host(from).first + offset, octets, flags);
}

}  // namespace wsdissect::tcp
