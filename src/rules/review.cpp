#include "wsdissect/rules/review.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "wsdissect/rules/catalogue.hpp"

namespace wsdissect::rules {

using model::Reaction;

namespace {

/// Codes that say what is wrong better than 1002 does, or as well, by the front of rule identifiers.
struct Fitting {
    std::string_view rules;
    std::uint16_t code;
};
constexpr std::array kFitting = {
    Fitting{"message.", 1007},              // RFC 6455 section 7.4.1: "data within a message that was not
    Fitting{"close.reason-utf8", 1007},     // consistent with the type of the message"
    Fitting{"frame.length-msb", 1009},      // "a message that is too big for it to process"
    Fitting{"frame.control-length", 1009},  //
    Fitting{"handshake.extension", 1010},   // "expected the server to negotiate one or more extension"
    Fitting{"handshake.deflate", 1010},     //
};
constexpr std::uint16_t kProtocolError = 1002;
/// "a generic status code that can be returned when there is no other more suitable status code"
constexpr std::uint16_t kPolicyViolation = 1008;

/// An end of TCP that comes so soon is taken for an answer: what ends a connection later may be anything.
/// What is sent later than this was sent by who had received what breaks the rule.
constexpr std::int64_t kSoon = kNanosecondsPerSecond;

/// Of the client, to an answer that breaks a rule: it must not send frames (RFC 6455 section 4.1).
std::optional<Reaction> of_client_to_handshake(const Offence& offence, const model::ConnectionEnd& end) {
    const bool sent_only_close = offence.peer_closed && end.totals[index_of(Direction::client)].frames == 1;
    if (sent_only_close && offence.peer_code && is_fitting(*offence.peer_code, *offence.rule))
        return Reaction::failed;
    const model::DirectionTotals& sent = end.totals[index_of(Direction::client)];
    if (sent.frames > 0) return Reaction::went_on;
    return end.tcp_first == Direction::client && sent.whole ? std::optional(Reaction::failed) : std::nullopt;
}

/// Where the request is not right it has to answer with an error's status (RFC 6455 section 4.2.2).
std::optional<Reaction> of_server_to_handshake(const model::HandshakeResponse& response) {
    constexpr int kFirstError = 400;
    if (response.opens()) return Reaction::went_on;
    return response.status >= kFirstError ? std::optional(Reaction::failed) : std::nullopt;
}

/// What the peer's own Close says. To answer a Close, all that came before it has to be read. Any other that
/// comes soon may have been on its way already; and another error's code is neither to go on, nor to fail the
/// connection with the fitting code.
std::optional<Reaction> of_peer_by_close(const Offence& offence) {
    const auto& code = offence.peer_code;
    const bool echoes = offence.offender_closed && offence.offender_code == code;
    if (code && !echoes && is_fitting(*code, *offence.rule)) return Reaction::failed;
    if (offence.offender_closed) return Reaction::went_on;
    constexpr std::uint16_t kNormal = 1000, kGoingAway = 1001;
    const bool as_always = !code || *code == kNormal || *code == kGoingAway;
    return as_always && !offence.peer_closed_soon ? std::optional(Reaction::went_on) : std::nullopt;
}

/// Of what the peer may have seen before it was told: its own Close with the fitting code, the first one.
std::optional<Reaction> of_peer_before(const Offence& offence, const model::ConnectionEnd& end) {
    const bool failed = end.close_first == opposite(offence.offender) && end.close_code &&
                        is_fitting(*end.close_code, *offence.rule);
    return failed ? std::optional(Reaction::failed) : std::nullopt;
}

/// Whether the client sent frames, so had a response, that was not captured: what the server sent then is not
/// decoded.
bool lacks_response(const model::ConnectionEnd& end) noexcept {
    const auto& [client, server] = end.totals;
    return end.handshake == model::Verdict::incomplete && client.frames + server.frames > 0;
}

/// RFC 6455 section 7.1.7 lets an endpoint leave the Close out.
std::optional<Reaction> of_peer_by_tcp(const Offence& offence, const model::ConnectionEnd& end) {
    const Direction peer = opposite(offence.offender);
    const bool closed_before = end.ended_by == model::EndedBy::close || end.close_first == peer;
    const bool all_known = end.ended_by && end.totals[index_of(peer)].whole && !lacks_response(end);
    const bool ended_tcp = end.tcp_first == peer && all_known;  // else it may have gone on
    const bool soon = nanoseconds_between(offence.packet.time, end.packet.time) <= kSoon;
    if (!closed_before && ended_tcp && soon) return Reaction::failed;
    return std::nullopt;
}

bool is_of_handshake(const model::Rule& rule) noexcept { return rule.id.starts_with("handshake."); }

/// What the response may answer: not what is told of the client's first frames.
bool is_of_request(const model::Rule& rule) noexcept {
    return is_of_handshake(rule) && rule.id != "handshake.early-data";
}

/// Whether one direction is all that the capture has of a connection.
bool lacks_direction(const model::ConnectionEnd& end) noexcept {
    return !end.totals[0].seen || !end.totals[1].seen;
}

/// At the end of one that was refused more of the flow may be on its way, which is not the connection's.
bool lost_bytes(const model::ConnectionEnd& end) noexcept {
    const bool goes_on = end.ended_by == model::EndedBy::rejected;
    return std::ranges::any_of(end.totals, [goes_on](const model::DirectionTotals& sent) {
        return sent.lost_bytes > 0 || (sent.seen && !sent.whole && !goes_on);
    });
}

/// What a control frame behind the offence shows. The first Close of the peer is the last that counts.
void note_control(Offence& offence, const model::Control& control) {
    if (offence.peer_closed || control.packet.number < offence.packet.number) return;
    const bool by_offender = control.direction == offence.offender;
    const bool soon = nanoseconds_between(offence.packet.time, control.packet.time) <= kSoon;
    if (control.opcode != websocket::Opcode::close) {
        offence.peer_went_on |= !by_offender && !soon;
    } else if (by_offender) {
        offence.offender_closed = true;
        offence.offender_close = control.packet.number;
        offence.offender_code = control.close_code;
    } else {
        const bool was_later = offence.offender_close > control.packet.number;
        if (was_later) {  // this one waited behind a hole, and is told late
            offence.offender_closed = false;
            offence.offender_code.reset();
        }
        offence.peer_closed = true;
        offence.peer_closed_soon = soon;
        offence.peer_code = control.close_code;
    }
}

/// A handshake that nothing answered is incomplete, too, and all of it was judged.
bool lacks_handshake(const model::ConnectionEnd& end) noexcept {
    return !end.handshake || lacks_response(end);
}

bool is_left_compressed(const model::Message& message) noexcept {
    return message.opaque || (message.compressed && message.inflation == model::Inflation::none);
}

}  // namespace

bool is_fitting(std::uint16_t code, const model::Rule& rule) noexcept {
    if (code == kProtocolError || code == kPolicyViolation) return true;
    return std::any_of(kFitting.begin(), kFitting.end(), [&](const Fitting& each) {
        return each.code == code && rule.id.starts_with(each.rules);
    });
}

std::optional<Reaction> reaction_to(const Offence& offence, const model::ConnectionEnd& end) noexcept {
    if (is_of_handshake(*offence.rule) && offence.offender == Direction::server)
        return of_client_to_handshake(offence, end);
    if (offence.answered) return offence.by_answer;
    if (offence.peer_went_on) return Reaction::went_on;
    if (offence.peer_closed) return of_peer_by_close(offence);
    if (offence.in_flight > 0)
        if (const auto reaction = of_peer_before(offence, end)) return reaction;
    return offence.in_flight <= kSoon ? of_peer_by_tcp(offence, end) : std::nullopt;
}

model::Demand Review::demand() const {
    model::Demand demand = demand_;
    demand.controls = true;  // Closes are reactions
    return demand;
}

void Review::on_handshake(const model::Handshake& handshake) {
    answered_ = handshake.response ? handshake.connection : nullptr;
    if (handshake.response) answer_ = of_server_to_handshake(*handshake.response);
    next_.on_handshake(handshake);
}

void Review::on_message(const model::Message& message) {
    if (demand_.message_findings && is_left_compressed(message))
        not_inflated_.insert(message.connection->number);
    next_.on_message(message);
}

void Review::on_control(const model::Control& control) {
    if (demand_.controls) next_.on_control(control);
    if (offences_.empty()) return;
    const auto found = offences_.find(control.connection->number);
    if (found != offences_.end()) note_control(found->second, control);
}

void Review::on_finding(const model::Finding& finding) {
    if (!selection_.has(*finding.rule)) return;
    if (finding.rule->severity == model::Severity::error) {
        told_error_ = true;
        const std::uint64_t connection = finding.connection->number;
        Offence offence{.rule = finding.rule, .offender = finding.direction, .packet = finding.packet};
        offence.answered = answered_ == finding.connection && is_of_request(*finding.rule);
        offence.by_answer = answer_;
        offence.offender_closed = finding.rule->id.starts_with("close.");  // it was told of before
        offence.in_flight = finding.in_flight;
        offences_.try_emplace(connection, offence);
    }
    next_.on_finding(finding);
}

std::optional<Reaction> Review::decide(const model::ConnectionEnd& end) {
    if (offences_.empty()) return std::nullopt;
    const auto offence = offences_.extract(end.connection->number);
    return offence ? reaction_to(offence.mapped(), end) : std::nullopt;
}

/// Decided here or elsewhere.
std::optional<Reaction> Review::reaction_at(const model::ConnectionEnd& end) {
    const auto decided = decide(end);
    const bool repeats = repeated_ && next_repeated_ < repeated_->size();
    const auto told = repeats ? (*repeated_)[next_repeated_++] : decided;
    if (kept_) kept_->push_back(told);
    return told;
}

void Review::note_doubts(const model::ConnectionEnd& end) {
    const std::array<bool, 4> reasons = {
        lost_bytes(end), lacks_handshake(end), lacks_direction(end),
        !not_inflated_.empty() && not_inflated_.erase(end.connection->number) > 0};
    bool any = false;
    for (std::size_t reason = 0; reason < reasons.size(); ++reason) {
        doubts_.by_reason[reason] += reasons[reason] ? 1 : 0;
        any |= reasons[reason];
    }
    doubts_.connections += any ? 1 : 0;
}

void Review::on_connection_end(const model::ConnectionEnd& end) {
    note_doubts(end);
    const auto reaction = reaction_at(end);
    if (!reaction) return next_.on_connection_end(end);
    model::ConnectionEnd told = end;
    told.reaction = reaction;
    next_.on_connection_end(told);
}

void Review::on_summary(const model::Summary& summary) {
    model::Summary told = summary;
    std::erase_if(told.findings, [&](const auto& each) {
        const model::Rule* const rule = find_rule(each.first);
        return rule != nullptr && !selection_.has(*rule);
    });
    told.doubts = doubts_;
    next_.on_summary(told);
}

}  // namespace wsdissect::rules
