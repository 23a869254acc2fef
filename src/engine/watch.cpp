#include "engine/watch.hpp"

#include <utility>

namespace wsdissect::engine {

namespace {

bool is_acknowledged(const tcp::HalfFlow& half, SequenceNumber end) noexcept {
    return half.is_acknowledged && distance(end, half.acknowledged) >= 0;
}

}  // namespace

void Watch::on_ping(Direction sender, std::uint64_t fingerprint, tcp::HalfFlow& half) {
    Side& pinger = side(sender);
    Pings& pings = pinger.sent.count == 0 ? pinger.sent : pinger.later;
    ++pings.count;
    pings.place = Place::unknown;
    pinger.fingerprint = fingerprint;
    half.watched = true;
}

void Watch::on_close(Direction sender, tcp::HalfFlow& half) {
    Side& closer = side(sender);
    if (closer.close != Place::none) return;
    closer.close = Place::unknown;
    half.watched = true;
}

/// All that was sent before this packet has been handed on.
void Watch::place(Side& side, const tcp::HalfFlow& half) noexcept {
    for (Pings* const pings : {&side.sent, &side.later}) {
        if (pings->place != Place::unknown) continue;
        pings->end = half.next_sequence();
        pings->place = Place::known;
    }
    if (side.close != Place::unknown) return;
    side.close_end = half.next_sequence();
    side.close = Place::known;
}

void Watch::on_packet(tcp::Flow& flow, tcp::End client, const model::ConnectionInfo& info,
                      const PacketStamp& packet, model::Sink& sink) {
    for (const Direction sender : {Direction::client, Direction::server}) {
        const tcp::End end = sender == Direction::client ? client : tcp::other(client);
        tcp::HalfFlow& half = flow.half(end);
        if (!half.watched) continue;
        Side& waiting = side(sender);
        place(waiting, half);
        if (waiting.close == Place::known && is_acknowledged(half, waiting.close_end)) {
            const tcp::HalfFlow& peer = flow.half(tcp::other(end));
            waiting.close = Place::arrived;
            // A FIN that waits behind a hole may have been sent before.
            waiting.answerable = !peer.ended && peer.pending == 0;
        }
        if (waiting.sent.place == Place::known && is_acknowledged(half, waiting.sent.end)) {
            sink.on_acknowledged(
                {.connection = &info, .packet = packet, .direction = sender, .pings = waiting.sent.count});
            waiting.sent = std::exchange(waiting.later, {});
        }
        half.watched = waiting.sent.count > 0 || waiting.close == Place::known;
    }
}

}  // namespace wsdissect::engine
