#include "print/stats_pings.hpp"

#include <algorithm>

#include "wsdissect/base/fingerprint.hpp"

namespace wsdissect::print {
namespace {

bool is_whole(const model::Control& control) noexcept {
    return control.payload.size() == control.payload_length;
}

/// Whether the capture holds all frames of the connection: else a Pong may be among what it lacks.
bool is_seen_to_its_end(const model::ConnectionEnd& end) noexcept {
    using model::EndedBy;
    return end.ended_by == EndedBy::close || end.ended_by == EndedBy::fin || end.ended_by == EndedBy::rst;
}

}  // namespace

void PingRoundTrips::on_control(const model::Control& control) {
    if (control.opcode == websocket::Opcode::ping) on_ping(control);
    if (control.opcode == websocket::Opcode::pong) on_pong(control);
}

void PingRoundTrips::on_connection_end(const model::ConnectionEnd& ended) {
    if (waiting_.empty()) return;
    const bool all_seen = is_seen_to_its_end(ended);
    auto sender = waiting_.lower_bound({ended.connection->number, Direction::client});
    while (sender != waiting_.end() && sender->first.connection == ended.connection->number) {
        const auto& [pings, given_up] = sender->second;
        if (all_seen) totals_[index_of(sender->first.direction)].unanswered += pings.size() + given_up;
        sender = waiting_.erase(sender);
    }
}

void PingRoundTrips::on_ping(const model::Control& ping) {
    ++totals_[index_of(ping.direction)].pings;
    if (!is_whole(ping)) return;  // no telling what would answer it
    Waiting& waiting = waiting_[{ping.connection->number, ping.direction}];
    if (waiting.pings.size() == kMostWaiting) {
        waiting.pings.erase(waiting.pings.begin());
        ++waiting.given_up;
    }
    waiting.pings.push_back({ping.packet.time, fingerprint_of(ping.payload)});
    if (waiting_.size() > kMostSenders) waiting_.erase(waiting_.begin());
}

void PingRoundTrips::on_pong(const model::Control& pong) {
    const Direction pinger = opposite(pong.direction);
    const auto found = waiting_.find({pong.connection->number, pinger});
    if (found == waiting_.end()) return;
    if (!is_whole(pong)) {  // it may answer any of them
        waiting_.erase(found);
        return;
    }
    Waiting& waiting = found->second;
    const std::uint64_t fingerprint = fingerprint_of(pong.payload);
    const auto ping = std::find_if(waiting.pings.rbegin(), waiting.pings.rend(),
                                   [&](const Ping& each) { return each.fingerprint == fingerprint; });
    if (ping == waiting.pings.rend()) {
        waiting.given_up = 0;  // it may answer one of these
    } else {
        PingTotals& totals = totals_[index_of(pinger)];
        ++totals.answered;
        totals.round_trips.add(nanoseconds_between(ping->time, pong.packet.time));
        waiting.pings.erase(std::next(ping).base());
    }
    if (waiting.pings.empty() && waiting.given_up == 0) waiting_.erase(found);
}

}  // namespace wsdissect::print
