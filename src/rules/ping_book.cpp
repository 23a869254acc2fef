#include "rules/ping_book.hpp"

#include <algorithm>

#include "wsdissect/base/fingerprint.hpp"

namespace wsdissect::rules {

namespace {

bool is_whole(const model::Control& control) noexcept {
    return control.payload.size() == control.payload_length;
}

std::string words_for(Direction pinger, std::uint64_t packet) {
    return "the " + std::string(name_of(pinger)) + "'s Ping of packet " + std::to_string(packet);
}

}  // namespace

void PingBook::on_ping(const model::Control& ping) {
    Side& pinger = side(ping.direction);
    const std::uint64_t serial = pinger.sent++;
    if (!is_whole(ping) || pinger.pings.size() == kMost) pinger.forgot = true;
    if (!is_whole(ping)) return;
    if (pinger.pings.size() == kMost) pinger.pings.erase(pinger.pings.begin());
    pinger.pings.push_back({fingerprint_of(ping.payload), ping.packet.number, serial});
}

void PingBook::on_acknowledged(const model::Acknowledged& acknowledged) {
    Side& pinger = side(acknowledged.direction);
    pinger.received += acknowledged.pings;
    for (Ping& ping : pinger.pings)
        if (ping.serial < pinger.received && !ping.acknowledged) ping.acknowledged = acknowledged.packet.time;
}

Violations PingBook::on_pong(const model::Control& pong) {
    const Direction sender = pong.direction;
    Side& pinger = side(opposite(sender));
    auto& pings = pinger.pings;
    const std::uint64_t fingerprint = fingerprint_of(pong.payload);
    const auto answered = std::find_if(pings.rbegin(), pings.rend(),
                                       [&](const Ping& ping) { return ping.fingerprint == fingerprint; });
    const bool answers = is_whole(pong) && answered != pings.rend();
    if (answers || !is_whole(pong) || !pong.heard_all) {
        // It answers this one and all before it, or perhaps any.
        const auto behind = answers ? answered.base() : pings.end();
        std::for_each(pings.begin(), behind, [](Ping& ping) { ping.settled = true; });
        if (answers) pings.erase(std::next(answered).base());
        return on_frame(sender, pong.sender_known, pong.packet.time);
    }
    Violations violations;
    if (!pinger.forgot)
        add(violations, "pong.unsolicited", sender,
            "the Pong answers no Ping (a heartbeat of its own is allowed)");
    for (Ping& ping : pings)
        if (ping.acknowledged) ++ping.strangers;
    for (Violation& violation : on_frame(sender, pong.sender_known, pong.packet.time))
        violations.push_back(std::move(violation));
    return violations;
}

/// RFC 6455 section 5.5.2: "Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in response,
/// unless it already received a Close frame."
Violations PingBook::on_frame(Direction sender, bool sender_known, Timestamp time) {
    Violations violations;
    if (closed_ || !sender_known) return violations;
    const Direction pinger = opposite(sender);
    for (Ping& ping : side(pinger).pings) {
        const bool waited =
            ping.acknowledged && nanoseconds_between(*ping.acknowledged, time) >= kPatience && !ping.settled;
        if (!waited) continue;
        ping.settled = true;
        if (ping.strangers > 0) {
            add(violations, "pong.payload", sender,
                words_for(pinger, ping.packet) + " is answered by Pongs with another payload only");
        } else {
            add(violations, "ping.unanswered", sender,
                words_for(pinger, ping.packet) +
                    " was received and not answered, though frames went on for 30 s");
        }
    }
    return violations;
}

/// RFC 6455 section 5.5.3: "A Pong frame sent in response to a Ping frame must have identical "Application
/// data" as found in the message body of the Ping frame being replied to."
void PingBook::tell_misanswered(Direction pinger, Violations& violations) {
    for (Ping& ping : side(pinger).pings) {
        if (ping.settled || ping.strangers == 0) continue;
        ping.settled = true;
        add(violations, "pong.payload", opposite(pinger),
            words_for(pinger, ping.packet) + " is answered by Pongs with another payload only");
    }
}

Violations PingBook::on_close(const model::Control& close) {
    Violations violations;
    if (close.sender_known) tell_misanswered(opposite(close.direction), violations);
    closed_ = true;
    return violations;
}

Violations PingBook::on_end(const model::ConnectionEnd& end) {
    Violations violations;
    for (const Direction pinger : {Direction::client, Direction::server})
        if (end.ends[index_of(opposite(pinger))].known) tell_misanswered(pinger, violations);
    return violations;
}

}  // namespace wsdissect::rules
