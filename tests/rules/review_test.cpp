#include "wsdissect/rules/review.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string_view>
#include <vector>

#include "tests/print/sample.hpp"
#include "wsdissect/rules/catalogue.hpp"

using namespace wsdissect;
using namespace wsdissect::rules;
using model::EndedBy;
using model::Reaction;
using print::sample::kConnection;
using print::sample::packet;
using websocket::Opcode;

namespace {

/// Remembers what it was told.
class Log final : public model::Sink {
  public:
    [[nodiscard]] model::Demand demand() const override { return {.message_findings = true}; }
    void on_finding(const model::Finding& finding) override { rules.push_back(finding.rule->id); }
    void on_connection_end(const model::ConnectionEnd& end) override { reactions.push_back(end.reaction); }
    void on_summary(const model::Summary& told) override { summary = told; }

    std::vector<std::string_view> rules;
    std::vector<std::optional<Reaction>> reactions;
    model::Summary summary;
};

constexpr model::Rule kUtf8 = {"message.utf8", model::Severity::error, "RFC 6455 section 8.1", ""};
constexpr model::Rule kRsv = {"frame.rsv", model::Severity::error, "RFC 6455 section 5.2", ""};
constexpr model::Rule kAccept = {"handshake.accept-mismatch", model::Severity::error,
                                 "RFC 6455 section 4.2.2", ""};
constexpr model::Rule kCloseCode = {"close.code", model::Severity::error, "RFC 6455 section 7.4", ""};
constexpr model::Rule kHost = {"handshake.host", model::Severity::error, "RFC 6455 section 4.1", ""};

constexpr model::Rule kEarly = {"handshake.early-data", model::Severity::error, "RFC 6455 section 4.1", ""};

constexpr Direction kClient = Direction::client;
constexpr Direction kServer = Direction::server;
constexpr std::int64_t kSecond = 1'000'000;  // In microseconds.

model::Finding finding(const model::Rule& rule, Direction offender) {
    return {.connection = &kConnection,
            .packet = packet(10, 0),
            .direction = offender,
            .rule = &rule,
            .message = "broken"};
}

model::Control close(Direction sender, std::optional<std::uint16_t> code, std::uint64_t number,
                     std::int64_t microseconds = 0) {
    model::Control made = print::sample::control(Opcode::close, "");
    made.direction = sender;
    made.packet = packet(number, microseconds);
    made.close_code = code;
    return made;
}

model::Control late_pong(Direction sender) {
    model::Control made = print::sample::control(Opcode::pong, "");
    made.direction = sender;
    made.packet = packet(12, 2 * kSecond);
    return made;
}

model::ConnectionEnd end_by(std::optional<EndedBy> ended_by, std::optional<Direction> tcp_first = {},
                            std::int64_t microseconds = 0) {
    model::ConnectionEnd end = print::sample::connection_end();
    end.packet = packet(20, microseconds);
    end.ended_by = ended_by;
    end.tcp_first = tcp_first;
    end.close_first.reset();
    end.totals = {};
    return end;
}

model::Control pong_at_once(Direction sender) {
    model::Control made = late_pong(sender);
    made.packet = packet(12, kSecond / 2);
    return made;
}

/// The capture lacks some of what `sender` sent.
model::ConnectionEnd lacking(model::ConnectionEnd end, Direction sender) {
    end.totals[index_of(sender)].whole = false;
    return end;
}

/// The client sent a frame, but no response was captured.
model::ConnectionEnd without_response(model::ConnectionEnd end) {
    end.handshake = model::Verdict::incomplete;
    end.totals[index_of(kClient)].frames = 1;
    return end;
}

/// By the server's FIN, behind a Close that came before what broke the rule.
model::ConnectionEnd closed_by(Direction sender) {
    model::ConnectionEnd end = end_by(EndedBy::fin, kServer);
    end.close_first = sender;
    return end;
}

struct Case {
    std::string_view what;
    const model::Rule& rule;
    Direction offender;
    std::vector<model::Control> closes;
    model::ConnectionEnd end;
    std::optional<Reaction> expected;
};

std::optional<Reaction> reaction_in(const Case& each) {
    const Selection all;
    Log log;
    Review review(all, log);
    review.on_finding(finding(each.rule, each.offender));
    for (const model::Control& control : each.closes) review.on_control(control);
    review.on_connection_end(each.end);
    return log.reactions.at(0);
}

}  // namespace

TEST_CASE("rules/review: how the peer reacted to an error") {
    const auto by_close = end_by(EndedBy::close, kServer);
    const Case cases[] = {
        {"fails with the fitting code",
         kRsv,
         kClient,
         {close(kServer, 1002, 12)},
         by_close,
         Reaction::failed},
        {"1007 fits text", kUtf8, kServer, {close(kClient, 1007, 12)}, by_close, Reaction::failed},
        {"1007 does not fit bits", kRsv, kClient, {close(kServer, 1007, 12)}, by_close, std::nullopt},
        {"answers a Close as always",
         kRsv,
         kClient,
         {close(kClient, 1000, 12), close(kServer, 1000, 14)},
         by_close,
         Reaction::went_on},
        {"repeats the code that it was sent",
         kRsv,
         kClient,
         {close(kClient, 1002, 12), close(kServer, 1002, 14)},
         by_close,
         Reaction::went_on},
        {"answers a wrong Close as if it were none",
         kCloseCode,
         kClient,
         {close(kServer, 1005, 12)},
         by_close,
         Reaction::went_on},
        {"answers a wrong Close with what fits",
         kCloseCode,
         kClient,
         {close(kServer, 1002, 12)},
         by_close,
         Reaction::failed},
        {"closes much later, as always",
         kRsv,
         kClient,
         {close(kServer, 1000, 12, 2 * kSecond)},
         by_close,
         Reaction::went_on},
        {"closes at once, as always: perhaps it was on its way",
         kRsv,
         kClient,
         {close(kServer, 1000, 12)},
         by_close,
         std::nullopt},
        {"closes much later, without a code",
         kRsv,
         kClient,
         {close(kServer, std::nullopt, 12, 2 * kSecond)},
         by_close,
         Reaction::went_on},
        {"goes away much later",
         kRsv,
         kClient,
         {close(kServer, 1001, 12, 2 * kSecond)},
         by_close,
         Reaction::went_on},
        {"closes much later for another error",
         kRsv,
         kClient,
         {close(kServer, 1011, 12, 2 * kSecond)},
         by_close,
         std::nullopt},
        {"fails by policy", kRsv, kClient, {close(kServer, 1008, 12)}, by_close, Reaction::failed},
        {"its first Close counts",
         kRsv,
         kClient,
         {close(kServer, 1002, 12), close(kServer, 1000, 13, 2 * kSecond)},
         by_close,
         Reaction::failed},
        {"answers Pings at once: perhaps the Pong was on its way",
         kRsv,
         kClient,
         {pong_at_once(kServer)},
         end_by(EndedBy::capture_end),
         std::nullopt},
        {"answers Pings much later",
         kRsv,
         kClient,
         {late_pong(kServer), close(kServer, 1002, 15, 3 * kSecond)},
         by_close,
         Reaction::went_on},
        {"the offender's own Pongs say nothing",
         kRsv,
         kClient,
         {late_pong(kClient), close(kServer, 1002, 15, 3 * kSecond)},
         by_close,
         Reaction::failed},
        {"nor does a Close at once that follows these",
         kRsv,
         kClient,
         {late_pong(kClient), close(kServer, 1000, 13)},
         by_close,
         std::nullopt},
        {"1009 does not fit text", kUtf8, kServer, {close(kClient, 1009, 12)}, by_close, std::nullopt},
        {"its Close came before", kRsv, kClient, {close(kServer, 1002, 9)}, by_close, std::nullopt},
        {"had sent its Close before it ended TCP", kRsv, kClient, {}, closed_by(kServer), std::nullopt},
        {"leaves the Close out though the offender had sent one",
         kRsv,
         kClient,
         {},
         closed_by(kClient),
         Reaction::failed},
        {"leaves the Close out", kRsv, kClient, {}, end_by(EndedBy::rst, kServer), Reaction::failed},
        {"ends TCP much later", kRsv, kClient, {}, end_by(EndedBy::fin, kServer, 2 * kSecond), std::nullopt},
        {"the offender ends TCP", kRsv, kClient, {}, end_by(EndedBy::fin, kClient), std::nullopt},
        {"the capture ends", kRsv, kClient, {}, end_by(EndedBy::capture_end), std::nullopt},
        {"what was lost may hold its Close", kRsv, kClient, {}, end_by(std::nullopt, kServer), std::nullopt},
        {"closes before the offender, whose Close is told first",
         kRsv,
         kClient,
         {close(kClient, 1000, 14), close(kServer, 1000, 12)},
         by_close,
         std::nullopt},
        {"what was lost may show that it went on",
         kRsv,
         kClient,
         {},
         lacking(end_by(EndedBy::capture_end, kServer), kServer),
         std::nullopt},
        {"the response was lost, and what it says about the rest",
         kRsv,
         kClient,
         {},
         without_response(end_by(EndedBy::fin, kServer)),
         std::nullopt},
        {"what the offender sent may be lost",
         kRsv,
         kClient,
         {},
         lacking(end_by(EndedBy::fin, kServer), kClient),
         Reaction::failed},
    };
    for (const Case& each : cases) {
        CAPTURE(each.what);
        CHECK(reaction_in(each) == each.expected);
    }
}

TEST_CASE("rules/review: a client that goes on after a wrong answer sends frames") {
    model::ConnectionEnd sent = end_by(EndedBy::close, kClient);
    sent.totals[index_of(kClient)].frames = 1;
    CHECK(reaction_in({"", kAccept, kServer, {}, sent, {}}) == Reaction::went_on);
    CHECK(reaction_in({"", kAccept, kServer, {close(kClient, 1000, 12)}, sent, {}}) == Reaction::went_on);
    CHECK(reaction_in({"", kAccept, kServer, {close(kClient, 1002, 12)}, sent, {}}) == Reaction::failed);
    CHECK(reaction_in({"", kAccept, kServer, {close(kClient, std::nullopt, 12)}, sent, {}}) ==
          Reaction::went_on);
    sent.totals[index_of(kClient)].frames = 2;  // something before the Close
    CHECK(reaction_in({"", kAccept, kServer, {close(kClient, 1002, 12)}, sent, {}}) == Reaction::went_on);
    CHECK(reaction_in({"", kAccept, kServer, {}, end_by(EndedBy::fin, kClient), {}}) == Reaction::failed);
    CHECK(reaction_in({"", kAccept, kServer, {}, end_by(EndedBy::fin, kServer), {}}) == std::nullopt);
    const auto with_loss = lacking(end_by(EndedBy::capture_end, kClient), kClient);
    CHECK(reaction_in({"", kAccept, kServer, {}, with_loss, {}}) == std::nullopt);
}

TEST_CASE("rules/review: what its receiver may have seen long before it was told") {
    std::int64_t in_flight = 2 * kNanosecondsPerSecond;
    const auto reaction_to_late = [&](const model::ConnectionEnd& end, std::uint64_t pong_at = 0) {
        const Selection all;
        Log log;
        Review review(all, log);
        model::Finding told = finding(kUtf8, kClient);
        told.in_flight = in_flight;
        review.on_finding(told);
        if (pong_at > 0) review.on_control(late_pong(kServer));
        review.on_connection_end(end);
        return log.reactions.at(0);
    };
    model::ConnectionEnd end = end_by(EndedBy::fin, kServer);
    CHECK(reaction_to_late(end) == std::nullopt);  // TCP's end may come long after
    end.close_first = kServer;
    end.close_code = 1007;
    CHECK(reaction_to_late(end) == Reaction::failed);
    end.close_code = 1000;
    CHECK(reaction_to_late(end) == std::nullopt);
    end.close_first = kClient;
    end.close_code = 1007;
    CHECK(reaction_to_late(end) == std::nullopt);
    CHECK(reaction_to_late(end, 12) == Reaction::went_on);
    in_flight = kNanosecondsPerSecond / 2;  // not that long
    end.close_first.reset();
    CHECK(reaction_to_late(end) == Reaction::failed);
    end.close_first = kServer;
    CHECK(reaction_to_late(end) == Reaction::failed);
    end.close_code = 1000;
    CHECK(reaction_to_late(end) == std::nullopt);
}

TEST_CASE("rules/review: a server reacts to a request by its status") {
    const std::pair<int, std::optional<Reaction>> cases[] = {
        {101, Reaction::went_on}, {200, {}}, {302, {}}, {399, {}}, {400, Reaction::failed}};
    for (const auto& [status, expected] : cases) {
        const Selection all;
        Log log;
        Review review(all, log);
        model::Handshake handshake = print::sample::handshake();
        handshake.response->status = status;
        review.on_handshake(handshake);
        review.on_finding(finding(kHost, kClient));
        review.on_connection_end(end_by(EndedBy::rejected));
        CHECK(log.reactions.at(0) == expected);
    }
}

TEST_CASE("rules/review: a status answers only what its own handshake broke") {
    struct Told {
        const model::Rule& rule;
        const model::ConnectionInfo& connection;
        bool answered;
    };
    model::ConnectionInfo other;
    other.number = 1;
    const Told cases[] = {{kHost, kConnection, true},
                          {kHost, other, false},
                          {kRsv, kConnection, false},
                          {kEarly, kConnection, false}};
    for (const Told& each : cases) {
        const Selection all;
        Log log;
        Review review(all, log);
        review.on_handshake(print::sample::handshake());  // of connection 0, by 101
        model::Finding told = finding(each.rule, kClient);
        model::ConnectionEnd end = end_by(EndedBy::rst, kServer);
        told.connection = end.connection = &each.connection;
        review.on_finding(told);
        review.on_connection_end(end);
        CHECK(log.reactions.at(0) == (each.answered ? Reaction::went_on : Reaction::failed));
    }
}

TEST_CASE("rules/review: warnings are no errors, and nobody reacts to them") {
    const Selection all;
    Log log;
    Review review(all, log);
    review.on_finding(finding(*find_rule("close.missing"), kClient));
    review.on_control(close(kServer, 1002, 12));
    review.on_connection_end(end_by(EndedBy::close));
    CHECK(log.rules == std::vector<std::string_view>{"close.missing"});
    CHECK_FALSE(review.told_error());
    CHECK(log.reactions.at(0) == std::nullopt);
}

TEST_CASE("rules/review: what others do after an error is not the peer's reaction") {
    const Selection all;
    Log log;
    Review review(all, log);
    model::ConnectionInfo info = kConnection;
    info.number = 7;
    model::Finding told = finding(kRsv, kClient);
    told.connection = &info;
    review.on_finding(told);
    review.on_control(close(kServer, 1002, 12));  // of connection 0
    review.on_connection_end(end_by(EndedBy::close));
    CHECK(log.reactions.at(0) == std::nullopt);
}

TEST_CASE("rules/review: controls go on only to who demands them") {
    const Selection all;
    for (const bool wanted : {true, false}) {
        struct Counting final : model::Sink {
            bool wanted = false;
            int controls = 0;
            [[nodiscard]] model::Demand demand() const override { return {.controls = wanted}; }
            void on_control(const model::Control&) override { ++controls; }
        } counting;
        counting.wanted = wanted;
        Review review(all, counting);
        CHECK(review.demand().controls);
        review.on_control(close(kServer, 1000, 12));
        CHECK(counting.controls == (wanted ? 1 : 0));
    }
}

TEST_CASE("rules/review: only findings that were chosen are told, counted and reacted to") {
    Selection selection;
    selection.without("message.utf8");
    Log log;
    Review review(selection, log);
    review.on_finding(finding(*find_rule("message.utf8"), kClient));
    CHECK_FALSE(review.told_error());
    review.on_control(close(kServer, 1002, 12));
    review.on_connection_end(end_by(EndedBy::close));
    CHECK(log.reactions.at(0) == std::nullopt);
    review.on_finding(finding(*find_rule("message.inflate"), kClient));
    CHECK(review.told_error());
    CHECK(log.rules == std::vector<std::string_view>{"message.inflate"});
    model::Summary summary;
    summary.findings = {{"message.utf8", 1}, {"message.inflate", 1}};
    review.on_summary(summary);
    CHECK(log.summary.findings == std::map<std::string_view, std::uint64_t>{{"message.inflate", 1}});
}

TEST_CASE("rules/review: reactions are the same where another one saw what came before") {
    const Selection all;
    Log first_log, second_log;
    Review first(all, first_log), second(all, second_log);
    first.on_finding(finding(kRsv, kClient));
    first.keep_reactions();
    for (model::Sink* sink : {static_cast<model::Sink*>(&first), static_cast<model::Sink*>(&second)}) {
        if (sink == &second) second.repeat(first.take_reactions());
        sink->on_control(close(kServer, 1002, 12));
        sink->on_connection_end(end_by(EndedBy::close));
    }
    CHECK(first_log.reactions.at(0) == Reaction::failed);
    CHECK(second_log.reactions == first_log.reactions);
}

TEST_CASE("rules/review: connections that could not be judged fully are counted, and why") {
    const Selection all;
    Log log;
    Review review(all, log);
    const auto end_with = [&](auto change) {
        model::ConnectionEnd end = print::sample::connection_end();
        for (auto& totals : end.totals) totals = {.bytes = 100, .frames = 1};
        change(end);
        review.on_connection_end(end);
    };
    end_with([](model::ConnectionEnd&) {});
    end_with([](model::ConnectionEnd& end) { end.handshake = model::Verdict::rejected; });
    end_with([](model::ConnectionEnd& end) { end.totals[1].lost_bytes = 3; });
    end_with([](model::ConnectionEnd& end) { end.handshake.reset(); });
    end_with([](model::ConnectionEnd& end) { end.handshake = model::Verdict::incomplete; });
    end_with([](model::ConnectionEnd& end) {
        end.totals[0] = {.seen = false, .whole = false};
        end.totals[1].lost_bytes = 3;
    });
    end_with([](model::ConnectionEnd& end) {  // a request without answer: there is no more of it
        end.handshake = model::Verdict::incomplete;
        end.totals = {};
        end.totals[0].bytes = 100;
    });
    model::Message message = print::sample::message(Opcode::text, "");
    message.compressed = true;
    for (const model::Inflation inflated : {model::Inflation::done, model::Inflation::broken}) {
        message.inflation = inflated;
        review.on_message(message);
        end_with([](model::ConnectionEnd&) {});
    }
    message.inflation = model::Inflation::none;
    review.on_message(message);
    end_with([](model::ConnectionEnd&) {});
    end_with([](model::ConnectionEnd&) {});
    message.compressed = false;
    review.on_message(message);  // a plain one
    end_with([](model::ConnectionEnd&) {});
    message.opaque = true;  // nobody knows whether it is
    review.on_message(message);
    end_with([](model::ConnectionEnd&) {});
    end_with([](model::ConnectionEnd& end) { end.totals[1] = {.seen = false, .whole = false}; });
    end_with([](model::ConnectionEnd& end) { end.totals[1].whole = false; });  // its end is missing
    end_with([](model::ConnectionEnd& end) {                                   // the flow goes on without it
        end.ended_by = EndedBy::rejected;
        end.totals[1].whole = false;
    });
    end_with([](model::ConnectionEnd& end) { end.totals = {}; });
    end_with([](model::ConnectionEnd& end) {  // nothing was sent on it
        end.totals[0] = {.bytes = 100};
        end.totals[1] = {};
    });
    review.on_summary({});
    CHECK(log.summary.doubts.connections == 8);
    CHECK(log.summary.doubts.by_reason == std::array<std::uint64_t, 4>{3, 2, 2, 2});
}
