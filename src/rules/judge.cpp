#include "wsdissect/rules/judge.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "rules/close_rules.hpp"
#include "rules/frame_rules.hpp"
#include "rules/handshake_rules.hpp"
#include "rules/key_memory.hpp"
#include "rules/ping_book.hpp"

namespace wsdissect::rules {

namespace {

/// A Close that comes so soon behind a frame that breaks a rule reaches a peer that fails the connection for
/// that. Later, the peer has gone on.
constexpr std::int64_t kRightBefore = kNanosecondsPerSecond;

/// RFC 6455 section 4.1: "The nonce MUST be selected randomly for each connection."
void check_key_reuse(const model::Handshake& handshake, KeyMemory& keys, Violations& violations) {
    if (!handshake.request || handshake.request->key_count != 1) return;
    const model::HandshakeRequest& request = *handshake.request;
    if (request.http2) return;  // nobody processes it there
    const auto earlier = keys.note(*handshake.connection, *request.key, request.packet.number);
    if (!earlier) return;
    add(violations, "handshake.key-reused", Direction::client,
        "Sec-WebSocket-Key " + quoted(*request.key) + " was sent before, on connection " +
            std::to_string(*earlier));
}

}  // namespace

/// What outlives an event.
struct Judge::Memory {
    KeyMemory keys;
    std::size_t pings_remembered = 0;  ///< By these:
    /// Of open connections that had some. By where these lie, which is theirs alone until they end: most
    /// control frames are of connections without Pings, whose numbers need not be fetched for that.
    std::unordered_map<const model::ConnectionInfo*, PingBook> pings;
    struct Offenders {
        std::array<std::optional<Timestamp>, 2> sent_wrong_frame = {};  ///< By its sender: the latest,
        /// and that right before its Close, or as that.
        std::array<bool, 2> before_close = {};
    };
    std::unordered_map<const model::ConnectionInfo*, Offenders> offenders;  ///< Of open connections.

    /// Null: the connection had neither Ping nor Pong.
    [[nodiscard]] PingBook* find(const model::ConnectionInfo& connection) {
        if (pings.empty()) return nullptr;
        const auto found = pings.find(&connection);
        return found == pings.end() ? nullptr : &found->second;
    }
};

Judge::Judge(model::Sink& next, EndFindings end_findings)
    : next_(next), wanted_(next.demand()), end_findings_(end_findings) {
    if (wanted_.findings) memory_ = std::make_unique<Memory>();
}
Judge::~Judge() = default;

model::Demand Judge::demand() const {
    model::Demand demand = wanted_;
    demand.controls |= demand.findings;
    return demand;
}

void Judge::on_handshake(const model::Handshake& handshake) {
    Violations violations = handshake.doubtful ? Violations() : check_handshake(handshake);
    if (memory_) check_key_reuse(handshake, memory_->keys, violations);
    if (violations.empty()) {
        ++handshakes_[static_cast<std::size_t>(handshake.verdict)];
        next_.on_handshake(handshake);
        return;
    }
    const bool broken = std::any_of(violations.begin(), violations.end(), [](const Violation& violation) {
        return violation.rule->severity == model::Severity::error;
    });
    model::Handshake judged = handshake;
    if (broken && judged.verdict == model::Verdict::valid) {
        judged.verdict = model::Verdict::invalid;
        invalid_.insert(judged.connection->number);
    }
    ++handshakes_[static_cast<std::size_t>(judged.verdict)];
    next_.on_handshake(judged);
    tell_all(handshake.connection, handshake.packet, violations);
}

void Judge::on_frame(const model::Frame& frame) {
    if (wanted_.frames) next_.on_frame(frame);
    if (!frame.suspect || !memory_) return;
    tell_all(frame.connection, frame.packet, check_frame(frame), frame.in_flight);
    if (frame.header.opcode == websocket::Opcode::pong) return;  // what it answers is told next
    if (PingBook* const book = memory_->find(*frame.connection))
        tell_all(frame.connection, frame.packet, book->on_frame(frame));
}

void Judge::on_control(const model::Control& control) {
    if (wanted_.controls) next_.on_control(control);
    if (!memory_ || control.doubtful) return;
    const auto tell = [&](const Violations& violations) {
        tell_all(control.connection, control.packet, violations);
    };
    if (control.opcode == websocket::Opcode::close) {
        tell(check_close(control));
        note_close(control);
        if (PingBook* const book = memory_->find(*control.connection)) tell(book->on_close(control));
        return;
    }
    PingBook& book = memory_->pings.try_emplace(control.connection, memory_->pings_remembered).first->second;
    if (control.opcode == websocket::Opcode::pong) return tell(book.on_pong(control));
    book.on_ping(control);
}

void Judge::note_close(const model::Control& close) {
    const auto found = memory_->offenders.find(close.connection);
    if (found == memory_->offenders.end()) return;
    const std::size_t sender = index_of(close.direction);
    const auto& wrong = found->second.sent_wrong_frame[sender];
    found->second.before_close[sender] |=
        wrong && nanoseconds_between(*wrong, close.packet.time) <= kRightBefore;
}

void Judge::on_acknowledged(const model::Acknowledged& acknowledged) {
    PingBook* const book = memory_ ? memory_->find(*acknowledged.connection) : nullptr;
    if (book != nullptr) book->on_acknowledged(acknowledged);
}

void Judge::on_connection_end(const model::ConnectionEnd& end) {
    const bool is_invalid = !invalid_.empty() && invalid_.erase(end.connection->number) > 0;
    if (!is_invalid) return judge_end(end);
    model::ConnectionEnd judged = end;
    judged.handshake = model::Verdict::invalid;
    judge_end(judged);
}

void Judge::judge_end(const model::ConnectionEnd& end) {
    if (memory_ && end_findings_ == EndFindings::first) tell_end(end);
    next_.on_connection_end(end);
    if (memory_ && end_findings_ == EndFindings::last) tell_end(end);
}

void Judge::tell_end(const model::ConnectionEnd& end) {
    Violations violations = check_end(end);
    excuse(*end.connection, violations);
    tell_all(end.connection, end.packet, violations);
    PingBook* const book = memory_->find(*end.connection);
    if (book == nullptr) return;
    tell_all(end.connection, end.packet, book->on_end(end));
    memory_->pings.erase(end.connection);
}

/// RFC 6455 section 7.1.7: who fails a connection "MUST NOT continue to attempt to process data (including a
/// responding Close frame)" from its peer.
void Judge::excuse(const model::ConnectionInfo& connection, Violations& violations) {
    const auto offenders = memory_->offenders.extract(&connection);
    if (!offenders) return;
    std::erase_if(violations, [&](const Violation& violation) {
        return violation.rule->id == "close.unanswered" &&
               offenders.mapped().before_close[index_of(opposite(violation.offender))];
    });
}

void Judge::on_summary(const model::Summary& summary) {
    model::Summary judged = summary;
    judged.handshakes = handshakes_;
    judged.findings = findings_;
    next_.on_summary(judged);
}

void Judge::tell_all(const model::ConnectionInfo* connection, const PacketStamp& packet,
                     const Violations& violations, std::int64_t in_flight) {
    for (const Violation& violation : violations)
        tell({.connection = connection,
              .packet = packet,
              .direction = violation.offender,
              .rule = violation.rule,
              .message = violation.message,
              .in_flight = in_flight});
}

void Judge::tell(const model::Finding& finding) {
    ++findings_[finding.rule->id];
    const std::string_view rule = finding.rule->id;
    const bool is_wrong_frame = finding.rule->severity == model::Severity::error &&
                                (rule.starts_with("frame.") || rule.starts_with("close."));
    if (is_wrong_frame && memory_)
        memory_->offenders[finding.connection].sent_wrong_frame[index_of(finding.direction)] =
            finding.packet.time;
    next_.on_finding(finding);
}

}  // namespace wsdissect::rules
