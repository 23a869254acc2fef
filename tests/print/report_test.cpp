#include "src/print/report.hpp"

#include <doctest/doctest.h>

#include "sample.hpp"
#include "wsdissect/print/reports.hpp"

using namespace wsdissect;
using namespace wsdissect::print;
using websocket::Opcode;

namespace {

model::Control at(std::uint64_t number, model::Control control) {
    control.packet.number = number;
    return control;
}
model::Control ping(std::uint64_t number, std::string_view payload) {
    return at(number, sample::control(Opcode::ping, payload));
}
model::Control pong(std::uint64_t number, std::string_view payload) {
    return at(number, sample::control(Opcode::pong, payload));
}

std::optional<std::uint64_t> first_of(const WaitingPings& pings) {
    const auto first = pings.first();
    return first ? std::optional(first->number) : std::nullopt;
}

}  // namespace

TEST_CASE("print/report: a Pong answers its Ping and those before it") {
    WaitingPings pings;
    CHECK(first_of(pings) == std::nullopt);
    pings.on_ping(ping(1, "a"));
    pings.on_ping(ping(2, "b"));
    pings.on_ping(ping(3, "c"));
    CHECK(first_of(pings) == 1);
    pings.on_pong(pong(4, "b"));
    CHECK(first_of(pings) == 3);
    pings.on_pong(pong(5, "nobody's"));  // a one-way heartbeat
    CHECK(first_of(pings) == 3);
    pings.on_pong(pong(6, "c"));
    CHECK(first_of(pings) == std::nullopt);
}

TEST_CASE("print/report: of many Pings the first one is remembered") {
    WaitingPings pings;
    for (std::uint64_t number = 1; number <= 50; ++number)
        pings.on_ping(ping(number, std::to_string(number)));
    CHECK(first_of(pings) == 1);
    pings.on_pong(pong(60, "49"));
    CHECK(first_of(pings) == 50);
}

TEST_CASE("print/report: what was not captured whole answers nothing for sure") {
    WaitingPings pings;
    model::Control cut = ping(1, "a");
    cut.payload_length = 5;
    pings.on_ping(cut);
    CHECK(first_of(pings) == std::nullopt);
    pings.on_ping(ping(2, "b"));
    cut = pong(3, "x");
    cut.payload_length = 5;
    pings.on_pong(cut);
    CHECK(first_of(pings) == std::nullopt);
}

TEST_CASE("print/report: of long header fields the front is kept") {
    using Field = HandshakeTexts::Field;
    HandshakeTexts texts;
    const std::string longer(1000, 'x');
    texts.keep(Field::method, "GET");
    texts.keep(Field::target, longer);
    texts.keep(Field::subprotocols, std::nullopt);
    texts.keep(Field::accept_expected, "");
    CHECK(texts.get(Field::method) == "GET");
    CHECK(texts.get(Field::target) == std::string(256, 'x') + "...");
    CHECK(texts.get(Field::subprotocols) == std::nullopt);
    CHECK(texts.get(Field::accept_expected) == "");
    CHECK(texts.memory() == 3 + 256 + 3);
}

TEST_CASE("print/report: findings of one rule and side are one group, and memory does not grow with them") {
    Reports reports(kMostKept);
    for (std::uint64_t number = 0; number < 1000; ++number) {
        model::Finding finding = sample::finding();
        finding.packet.number = 10 + number;
        reports.on_finding(finding);
    }
    model::Finding other = sample::finding();
    other.direction = Direction::server;
    reports.on_finding(other);
    const ConnectionReport& report = reports.take(sample::connection_end());
    REQUIRE(report.findings.size() == 2);
    CHECK(report.findings[0].count == 1000);
    CHECK(report.findings[0].packet.number == 10);
    CHECK(report.findings[0].later == std::vector<std::uint64_t>{11, 12, 13, 14, 15});
    CHECK(report.findings[1].offender == Direction::server);
    CHECK(reports.rules().of(model::Severity::error) == 1001);
    CHECK(reports.take(sample::connection_end()).findings.empty());
}

TEST_CASE("print/report: what finds no room is only counted, and there is room again after the end") {
    Reports reports(2500);
    model::ConnectionInfo connections[9];
    for (std::size_t number = 0; number < 9; ++number) {
        connections[number].number = number;
        model::Handshake handshake = sample::handshake();
        handshake.connection = &connections[number];
        reports.on_handshake(handshake);
        model::Finding finding = sample::finding();
        finding.connection = &connections[number];
        reports.on_finding(finding);
        finding.direction = Direction::server;
        reports.on_finding(finding);
        model::Control waiting = ping(9, "a");
        waiting.connection = &connections[number];
        reports.on_control(waiting);
    }
    model::ConnectionEnd end = sample::connection_end();
    std::string kept;
    for (const auto& connection : connections) {
        end.connection = &connection;
        const ConnectionReport& report = reports.take(end);
        CHECK(report.findings.size() + report.unkept.errors == 2);
        CHECK(report.handshake.told);
        kept += static_cast<char>('0' + (report.handshake.texts_kept ? 1 : 0) +
                                  2 * static_cast<int>(report.findings.size()) + (report.pings ? 8 : 0));
    }
    CHECK(kept == "==5000000");  // the third has no Pings, those behind it nothing
    CHECK(reports.rules().of(model::Severity::error) == 18);
    for (const auto& connection : connections) {  // one after the other there is room for all
        model::Finding finding = sample::finding();
        finding.connection = end.connection = &connection;
        reports.on_finding(finding);
        CHECK(reports.take(end).findings.size() == 1);
    }
}

TEST_CASE("print/report: rules are sorted by severity, then by how often") {
    constexpr model::Rule kRare = {"a.rare", model::Severity::error, "", ""};
    constexpr model::Rule kOften = {"b.often", model::Severity::error, "", ""};
    constexpr model::Rule kNote = {"c.note", model::Severity::note, "", ""};
    RuleCounts counts;
    for (int i = 0; i < 9; ++i) counts.add(kNote);
    counts.add(kRare);
    counts.add(kOften);
    counts.add(kOften);
    std::vector<std::string_view> ids;
    for (const auto& row : counts.sorted()) ids.push_back(row.rule->id);
    CHECK(ids == std::vector<std::string_view>{"b.often", "a.rare", "c.note"});
}
