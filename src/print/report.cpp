#include "print/report.hpp"

#include <algorithm>
#include <iterator>

#include "base/fingerprint.hpp"

namespace wsdissect::print {

using websocket::Opcode;

namespace {

constexpr std::string_view kDots = "...";

/// The front of `text`, and dots where something is left out.
void append_front(std::string& to, std::string_view text, std::size_t most) {
    to += text.substr(0, most);
    if (text.size() > most) to += kDots;
}

}  // namespace

void HandshakeTexts::keep(Field field, const std::optional<std::string_view>& text) {
    if (!text) return;
    const std::size_t begin = texts_.size();
    append_front(texts_, *text, kMost);
    const auto index = static_cast<std::size_t>(field);
    begins_[index] = static_cast<std::uint16_t>(begin);
    lengths_[index] = static_cast<std::uint16_t>(texts_.size() - begin);
}

std::optional<std::string_view> HandshakeTexts::get(Field field) const noexcept {
    const auto index = static_cast<std::size_t>(field);
    if (begins_[index] == kAbsent) return std::nullopt;
    return std::string_view(texts_).substr(begins_[index], lengths_[index]);
}

namespace {

void keep_texts(HandshakeTexts& texts, const model::Handshake& handshake) {
    using Field = HandshakeTexts::Field;
    if (const auto& request = handshake.request) {
        texts.keep(Field::method, request->method);
        texts.keep(Field::target, request->target);
        texts.keep(Field::key, request->key);
        texts.keep(Field::subprotocols, request->subprotocols);
        texts.keep(Field::extensions_offered, request->extensions);
    }
    if (const auto& response = handshake.response) {
        texts.keep(Field::reason, response->reason);
        texts.keep(Field::accept, response->accept);
        texts.keep(Field::subprotocol, response->subprotocol);
        texts.keep(Field::extensions, response->extensions);
    }
    texts.keep(Field::accept_expected, handshake.accept_expected);
}

}  // namespace

const std::size_t WaitingPings::kMemory = kMost * sizeof(Ping);

void WaitingPings::on_ping(const model::Control& ping) {
    if (!ping.is_whole()) return;  // no telling what would answer it
    if (pings_.size() == kMost) {
        if (!before_) before_ = pings_.front().packet;
        pings_.erase(pings_.begin());
    }
    pings_.push_back({ping.packet, fingerprint_of(ping.payload)});
}

void WaitingPings::on_pong(const model::Control& pong) {
    if (!pong.is_whole()) return forget();  // it may answer any of them
    const std::uint64_t fingerprint = fingerprint_of(pong.payload);
    const auto answered = std::find_if(pings_.rbegin(), pings_.rend(),
                                       [&](const Ping& ping) { return ping.fingerprint == fingerprint; });
    if (answered == pings_.rend()) return;
    pings_.erase(pings_.begin(), answered.base());
    before_.reset();
}

std::optional<PacketStamp> WaitingPings::first() const noexcept {
    if (before_) return before_;
    return pings_.empty() ? std::nullopt : std::optional(pings_.front().packet);
}

std::vector<RuleCounts::Count> RuleCounts::sorted() const {
    std::vector<Count> rows;
    for (const auto& [id, count] : counts_) rows.push_back(count);
    std::stable_sort(rows.begin(), rows.end(), [](const Count& a, const Count& b) {
        if (a.rule->severity != b.rule->severity) return a.rule->severity > b.rule->severity;
        return a.count > b.count;
    });
    return rows;
}

std::uint64_t RuleCounts::of(model::Severity severity) const noexcept {
    std::uint64_t sum = 0;
    for (const auto& [id, count] : counts_) sum += count.rule->severity == severity ? count.count : 0;
    return sum;
}

void Reports::on_handshake(const model::Handshake& handshake) {
    ConnectionReport& report = of(*handshake.connection);
    ReportedHandshake& kept = report.handshake;
    kept.told = true;
    kept.verdict = handshake.verdict;
    kept.accept_valid = handshake.accept_valid;
    kept.http2 = handshake.connection->http2;
    kept.unanswered = handshake.unanswered;
    if (handshake.request) kept.request_packet = handshake.request->packet.number;
    if (handshake.response) {
        kept.response_packet = handshake.response->packet.number;
        kept.status = handshake.response->status;
        kept.opens = handshake.response->opens();
        kept.proves_accept = kept.opens && !handshake.response->http2;
    }
    kept.texts_kept = has_room();
    if (!kept.texts_kept) return;
    keep_texts(kept.texts, handshake);
    count(report, kept.texts.memory());
}

void Reports::on_control(const model::Control& control) {
    if (control.opcode == Opcode::close) return;  // the connection's end has it
    ConnectionReport& report = of(*control.connection);
    const std::size_t sender = index_of(control.direction);
    if (control.opcode == Opcode::ping) {
        if (!report.pings) {
            if (!has_room()) return;
            report.pings = std::make_unique<std::array<WaitingPings, 2>>();
            count(report, 2 * (sizeof(WaitingPings) + WaitingPings::kMemory));
        }
        return (*report.pings)[sender].on_ping(control);
    }
    if (report.pings) (*report.pings)[1 - sender].on_pong(control);
}

void Reports::on_finding(const model::Finding& finding) {
    rules_.add(*finding.rule);
    ConnectionReport& report = of(*finding.connection);
    auto& groups = report.findings;
    const auto known = std::find_if(groups.begin(), groups.end(), [&](const FindingGroup& group) {
        return group.rule == finding.rule && group.offender == finding.direction;
    });
    if (known == groups.end()) return add_group(report, finding);
    ++known->count;
    if (known->later.size() < FindingGroup::kMostLater) known->later.push_back(finding.packet.number);
}

void Reports::add_group(ConnectionReport& report, const model::Finding& finding) {
    if (!has_room()) {
        ++(finding.rule->severity == model::Severity::error ? report.unkept.errors : report.unkept.others);
        return;
    }
    FindingGroup& group = report.findings.emplace_back();
    group.rule = finding.rule;
    group.offender = finding.direction;
    group.packet = finding.packet;
    append_front(group.message, finding.message, FindingGroup::kMostMessage);
    constexpr std::size_t kOfLater = FindingGroup::kMostLater * sizeof(std::uint64_t);
    count(report, sizeof(FindingGroup) + group.message.size() + kOfLater);
}

const ConnectionReport& Reports::take(const model::ConnectionEnd& end) {
    const ConnectionReport& report = open_.take(end.connection->number);
    kept_ -= report.memory;
    return report;
}

}  // namespace wsdissect::print
