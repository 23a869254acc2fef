#include "tests/bench/tcp_connection.hpp"

#include <algorithm>

#include "wsdissect/base/segment.hpp"

namespace wsdissect::bench {
namespace {

constexpr std::uint32_t kMtu = 1500;
constexpr std::uint32_t kTimestampOption = 12;  ///< Octets, with its padding.
constexpr int kSegmentsAcknowledgedAtOnce = 2;
constexpr std::uint16_t kUnscaledWindow = 64240;
constexpr std::uint16_t kScaledWindow = 502;  ///< In units of 128 octets.

std::uint32_t ip_and_tcp_headers(const Endpoint& endpoint) {
    return endpoint.address.family == AddressFamily::ipv4 ? 40 : 60;
}

}  // namespace

TcpConnection::TcpConnection(const Endpoint& client, const Endpoint& server, Random& random) {
    for (Side& side : sides_) {
        side.next_sequence = static_cast<std::uint32_t>(random.next());
        side.clock_offset = static_cast<std::uint32_t>(random.next());
    }
    sides_[index_of(Direction::client)].endpoint = client;
    sides_[index_of(Direction::server)].endpoint = server;
}

void TcpConnection::open(PacketWriter& packets) {
    send_segment(Direction::client, TcpFlags::kSyn, {}, Fate::safe, packets);
    send_segment(Direction::server, TcpFlags::kSyn | TcpFlags::kAck, {}, Fate::safe, packets);
    send_segment(Direction::client, TcpFlags::kAck, {}, Fate::safe, packets);
}

std::size_t TcpConnection::send(Direction sender, Bytes octets, PacketWriter& packets) {
    return send_burst(sender, octets, Fate::impaired, Answer::acknowledged, packets);
}

std::size_t TcpConnection::send_safely(Direction sender, Bytes octets, PacketWriter& packets) {
    return send_burst(sender, octets, Fate::safe, Answer::acknowledged, packets);
}

std::size_t TcpConnection::send_unanswered(Direction sender, Bytes octets, PacketWriter& packets) {
    return send_burst(sender, octets, Fate::safe, Answer::none, packets);
}

void TcpConnection::close(Direction first, PacketWriter& packets) {
    send_segment(first, TcpFlags::kFin | TcpFlags::kAck, {}, Fate::safe, packets);
    send_segment(opposite(first), TcpFlags::kFin | TcpFlags::kAck, {}, Fate::safe, packets);
    send_segment(first, TcpFlags::kAck, {}, Fate::safe, packets);
}

std::size_t TcpConnection::send_burst(Direction sender, Bytes octets, Fate fate, Answer answer,
                                      PacketWriter& packets) {
    std::size_t sent = 0;
    for (int i = 0; i < kSegmentsAcknowledgedAtOnce && sent < octets.size(); ++i) {
        const Bytes payload = octets.subspan(sent, std::min(max_payload(), octets.size() - sent));
        sent += payload.size();
        const std::uint8_t push = sent == octets.size() ? kPush : 0;
        send_segment(sender, static_cast<std::uint8_t>(TcpFlags::kAck | push), payload, fate, packets);
    }
    if (answer == Answer::acknowledged)
        send_segment(opposite(sender), TcpFlags::kAck, {}, Fate::safe, packets);
    return sent;
}

void TcpConnection::send_segment(Direction sender, std::uint8_t flags, Bytes payload, Fate fate,
                                 PacketWriter& packets) {
    Side& from = sides_[index_of(sender)];
    const Side& to = sides_[index_of(opposite(sender))];
    const TcpFlags control{flags};
    from.last_timestamp = packets.now_in_milliseconds() + from.clock_offset;

    Header options;
    if (control.syn()) {
        options.be32(0x02040000 + kMtu - ip_and_tcp_headers(from.endpoint));  // maximum segment size
        options.be32(0x04020101);                                             // SACK permitted
        options.be32(0x01030307);                                             // window scale
    }
    options.be32(0x0101080a);  // RFC 7323 section 3.2
    options.be32(from.last_timestamp);
    options.be32(control.ack() ? to.last_timestamp : 0);

    const TcpSegment segment{.source = from.endpoint,
                             .destination = to.endpoint,
                             .sequence = from.next_sequence,
                             .acknowledgment = control.ack() ? to.next_sequence : 0,
                             .flags = flags,
                             .window = control.syn() ? kUnscaledWindow : kScaledWindow,
                             .options = options.octets(),
                             .payload = payload};
    from.next_sequence +=
        static_cast<std::uint32_t>(payload.size()) + (control.syn() || control.fin() ? 1 : 0);
    fate == Fate::safe ? packets.tcp(segment) : packets.impaired_tcp(segment);
}

std::size_t TcpConnection::max_payload() const noexcept {
    return kMtu - ip_and_tcp_headers(sides_.front().endpoint) - kTimestampOption;
}

}  // namespace wsdissect::bench
