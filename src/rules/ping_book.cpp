#include "rules/ping_book.hpp"

#include <algorithm>
#include <utility>

#include "base/fingerprint.hpp"

namespace wsdissect::rules {

namespace {

std::string words_for(Direction pinger, std::uint64_t packet) {
    return "the " + std::string(name_of(pinger)) + "'s Ping of packet " + std::to_string(packet);
}

}  // namespace

PingBook::~PingBook() {
    for (const Side& each : sides_) remembered_ -= each.pings.size() + each.answered.size();
}

void PingBook::on_ping(const model::Control& ping) {
    Side& pinger = side(ping.direction);
    const std::uint64_t serial = pinger.sent++;
    const bool is_full = pinger.pings.size() == kMost;
    const bool has_room = is_full || remembered_ < kMostOfAll;
    if (!ping.is_whole() || is_full || !has_room) pinger.forgot = true;
    if (!ping.is_whole() || !has_room) return;
    if (is_full) {
        pinger.pings.erase(pinger.pings.begin());
    } else {
        ++remembered_;
    }
    pinger.pings.push_back({fingerprint_of(ping.payload), ping.packet.number, serial});
}

void PingBook::on_acknowledged(const model::Acknowledged& acknowledged) {
    Side& pinger = side(acknowledged.direction);
    pinger.received += acknowledged.pings;
    for (Ping& ping : pinger.pings)
        if (ping.serial < pinger.received && !ping.acknowledged) ping.acknowledged = acknowledged.packet.time;
}

void PingBook::note_answered(Side& pinger, std::uint64_t fingerprint) {
    auto& answered = pinger.answered;
    if (std::find(answered.begin(), answered.end(), fingerprint) != answered.end()) return;
    if (answered.size() == kMost) return;
    if (remembered_ == kMostOfAll) {
        pinger.forgot = true;
        return;
    }
    answered.push_back(fingerprint);
    ++remembered_;
}

/// Whether no Ping had this payload. One that had may be answered once more, to no purpose.
bool PingBook::is_strange(const Side& pinger, std::uint64_t fingerprint) noexcept {
    const auto& answered = pinger.answered;
    const bool all_known = !pinger.forgot && answered.size() < kMost;
    return all_known && std::find(answered.begin(), answered.end(), fingerprint) == answered.end();
}

Violations PingBook::on_pong(const model::Control& pong) {
    const Direction sender = pong.direction;
    Side& pinger = side(opposite(sender));
    auto& pings = pinger.pings;
    const std::uint64_t fingerprint = fingerprint_of(pong.payload);
    const auto answered = std::find_if(pings.rbegin(), pings.rend(),
                                       [&](const Ping& ping) { return ping.fingerprint == fingerprint; });
    const bool answers = pong.is_whole() && answered != pings.rend();
    Violations violations;
    if (answers || !pong.is_whole() || !pong.heard_all) {
        // It answers this one and all before it, or perhaps any.
        const auto behind = answers ? answered.base() : pings.end();
        std::for_each(pings.begin(), behind, [](Ping& ping) { ping.settled = true; });
        if (answers) {
            pings.erase(std::next(answered).base());
            --remembered_;
            note_answered(pinger, fingerprint);
        }
    } else {
        if (!pinger.forgot)
            add(violations, "pong.unsolicited", sender,
                "the Pong answers no Ping (a heartbeat of its own is allowed)");
        if (is_strange(pinger, fingerprint)) note_stranger(side(sender), pinger);
    }
    side(sender).last_frame = pong.packet.time;
    for (Violation& violation : go_on(sender, pong.all_known, pong.packet.time))
        violations.push_back(std::move(violation));
    return violations;
}

/// Who has a heartbeat of its own, as shows while no Ping waits, does not mean a Ping by it.
void PingBook::note_stranger(Side& ponger, Side& pinger) {
    const bool waits =
        std::any_of(pinger.pings.begin(), pinger.pings.end(), [](const Ping& ping) { return !ping.settled; });
    ponger.has_heartbeat |= !waits;
    if (ponger.has_heartbeat) return;
    for (Ping& ping : pinger.pings)
        if (ping.acknowledged) ++ping.strangers;
}

/// While it sends a frame, nobody can send a Pong: one that comes in several packets begins behind the one
/// before it, and it is not known when.
Violations PingBook::on_frame(const model::Frame& frame) {
    const bool in_one_packet = frame.first_packet == frame.packet.number;
    const auto before = std::exchange(side(frame.direction).last_frame, frame.packet.time);
    return go_on(frame.direction, frame.setting.all_known, in_one_packet ? frame.packet.time : before);
}

/// RFC 6455 section 5.5.2: "Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in response,
/// unless it already received a Close frame."
Violations PingBook::go_on(Direction sender, bool all_known, std::optional<Timestamp> begun) {
    Violations violations;
    if (closed_ || !all_known || !begun) return violations;
    const Direction pinger = opposite(sender);
    for (Ping& ping : side(pinger).pings) {
        const bool waited = ping.acknowledged &&
                            nanoseconds_between(*ping.acknowledged, *begun) >= kPatience && !ping.settled;
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
    if (close.all_known) tell_misanswered(opposite(close.direction), violations);
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
