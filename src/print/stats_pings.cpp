#include "print/stats_pings.hpp"

#include <algorithm>

#include "base/fingerprint.hpp"

namespace wsdissect::print {
namespace {

/// Whether the capture holds the connection's end, and all that who was to answer `pinger` sent: else a Pong
/// may be among what it lacks.
bool holds_all_answers(const model::ConnectionEnd& end, Direction pinger) noexcept {
    using model::EndedBy;
    const model::DirectionTotals& answers = end.totals[index_of(opposite(pinger))];
    const bool ended =
        end.ended_by == EndedBy::close || end.ended_by == EndedBy::fin || end.ended_by == EndedBy::rst;
    return ended && answers.seen && answers.whole;
}

}  // namespace

void PingRoundTrips::on_control(const model::Control& control) {
    if (control.opcode == websocket::Opcode::ping) on_ping(control);
    if (control.opcode == websocket::Opcode::pong) on_pong(control);
}

void PingRoundTrips::on_connection_end(const model::ConnectionEnd& ended) {
    if (waiting_.empty()) return;
    auto sender = waiting_.lower_bound({ended.connection->number, Direction::client});
    while (sender != waiting_.end() && sender->first.connection == ended.connection->number) {
        const Direction pinger = sender->first.direction;
        if (holds_all_answers(ended, pinger))
            totals_[index_of(pinger)].unanswered += unanswered_of(sender->second);
        sender = waiting_.erase(sender);
    }
}

std::uint64_t PingRoundTrips::unanswered_of(const Waiting& waiting) noexcept {
    const auto wait = std::ranges::count_if(waiting.pings, [](const Ping& each) { return !each.superseded; });
    return static_cast<std::uint64_t>(wait) + waiting.given_up;
}

void PingRoundTrips::on_ping(const model::Control& ping) {
    ++totals_[index_of(ping.direction)].pings;
    if (!ping.is_whole()) return;  // no telling what would answer it
    Waiting& waiting = waiting_[{ping.connection->number, ping.direction}];
    waiting.pings.push_back({.time = ping.packet.time, .fingerprint = fingerprint_of(ping.payload)});
    if (waiting.pings.size() > kMostWaiting) give_up_oldest(waiting);
    if (waiting_.size() > kMostSenders) waiting_.erase(waiting_.begin());
}

void PingRoundTrips::give_up_oldest(Waiting& waiting) {
    const Ping& oldest = waiting.pings.front();
    if (!oldest.superseded) ++waiting.given_up;
    for (Ping& each : waiting.pings) each.had_twin |= each.fingerprint == oldest.fingerprint;
    waiting.pings.erase(waiting.pings.begin());
}

void PingRoundTrips::on_pong(const model::Control& pong) {
    const Direction pinger = opposite(pong.direction);
    const auto found = waiting_.find({pong.connection->number, pinger});
    if (found == waiting_.end()) return;
    if (!pong.is_whole()) {  // it may answer any of them
        waiting_.erase(found);
        return;
    }
    Waiting& waiting = found->second;
    std::vector<Ping>& pings = waiting.pings;
    waiting.given_up = 0;  // it may answer one of these, or a later one
    const auto is_alike = [fingerprint = fingerprint_of(pong.payload)](const Ping& each) {
        return each.fingerprint == fingerprint;
    };
    const auto first = std::find_if(pings.begin(), pings.end(), is_alike);
    if (first != pings.end()) {
        const auto behind_last = std::find_if(pings.rbegin(), pings.rend(), is_alike).base();
        const bool is_only_one = std::next(first) == behind_last && !first->had_twin;
        PingTotals& totals = totals_[index_of(pinger)];
        ++totals.answered;
        if (is_only_one) totals.round_trips.add(nanoseconds_between(first->time, pong.packet.time));
        std::for_each(pings.begin(), behind_last, [](Ping& each) { each.superseded = true; });
        pings.erase(first);
    }
    if (pings.empty()) waiting_.erase(found);
}

}  // namespace wsdissect::print
