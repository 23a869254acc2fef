#include "wsdissect/rules/judge.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/rules/sample.hpp"
#include "wsdissect/rules/catalogue.hpp"

using namespace wsdissect;

namespace {

struct Recorder final : model::Sink {
    std::vector<std::string> told;
    std::optional<model::Verdict> end_verdict;
    model::Summary summary;
    std::uint64_t finding_packet = 0;
    bool wants_no_more = false;
    bool wants_findings = false;

    [[nodiscard]] model::Demand demand() const override {
        return {.frame_payload = 3, .message_payload = 4, .findings = wants_findings};
    }
    [[nodiscard]] bool done() const override { return wants_no_more; }
    void on_start(const model::CaptureStart&) override { told.emplace_back("start"); }
    void on_handshake(const model::Handshake& handshake) override {
        told.push_back("handshake " + std::string(name_of(handshake.verdict)));
    }
    void on_frame(const model::Frame&) override { told.emplace_back("frame"); }
    void on_message(const model::Message&) override { told.emplace_back("message"); }
    void on_control(const model::Control&) override { told.emplace_back("control"); }
    void on_finding(const model::Finding& finding) override {
        told.push_back("finding " + std::string(finding.rule->id));
        finding_packet = finding.packet.number;
    }
    void on_gap(const model::Gap&) override { told.emplace_back("gap"); }
    void on_connection_end(const model::ConnectionEnd& end) override {
        told.emplace_back("end");
        end_verdict = end.handshake;
    }
    void on_summary(const model::Summary& given) override {
        told.emplace_back("summary");
        summary = given;
    }
};
using Told = std::vector<std::string>;

struct Judging {
    Recorder recorder;
    rules::Judge judge{recorder};
    model::ConnectionInfo connection;

    void end(model::Verdict verdict) {
        model::ConnectionEnd event;
        event.connection = &connection;
        event.handshake = verdict;
        judge.on_connection_end(event);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Judging, "rules/judge: a right handshake stays valid, at the end too") {
    judge.on_handshake(test::right_handshake(connection));
    end(model::Verdict::valid);
    CHECK(recorder.told == Told{"handshake valid", "end"});
    CHECK(recorder.end_verdict == model::Verdict::valid);
}

TEST_CASE_FIXTURE(Judging,
                  "rules/judge: a broken one is invalid, at the end too, and its finding follows it") {
    judge.on_handshake(test::wrong_handshake(connection));
    CHECK(recorder.finding_packet == 5);
    judge.on_frame({});
    end(model::Verdict::valid);
    CHECK(recorder.told == Told{"handshake invalid", "finding handshake.accept-mismatch", "frame", "end"});
    CHECK(recorder.end_verdict == model::Verdict::invalid);
}

TEST_CASE("rules/judge: findings about the end follow it, or come first for who has blocks") {
    model::ConnectionInfo connection;
    model::ConnectionEnd end;
    end.connection = &connection;
    end.ends[0].unfinished = true;
    for (const auto order : {rules::EndFindings::last, rules::EndFindings::first}) {
        Recorder recorder;
        recorder.wants_findings = true;
        rules::Judge(recorder, order).on_connection_end(end);
        CHECK(recorder.told == (order == rules::EndFindings::last
                                    ? Told{"end", "finding message.unfinished"}
                                    : Told{"finding message.unfinished", "end"}));
    }
}

TEST_CASE_FIXTURE(Judging, "rules/judge: verdicts belong to their connections") {
    model::ConnectionInfo other;
    other.number = 1;
    judge.on_handshake(test::wrong_handshake(connection));
    judge.on_handshake(test::right_handshake(other));
    model::ConnectionEnd event;
    event.connection = &other;
    event.handshake = model::Verdict::valid;
    judge.on_connection_end(event);
    CHECK(recorder.end_verdict == model::Verdict::valid);
    end(model::Verdict::valid);
    CHECK(recorder.end_verdict == model::Verdict::invalid);
}

TEST_CASE_FIXTURE(Judging, "rules/judge: only what was valid can become invalid") {
    auto incomplete = test::bare_handshake(connection);
    incomplete.request.reset();
    incomplete.verdict = model::Verdict::incomplete;
    judge.on_handshake(incomplete);
    end(model::Verdict::incomplete);
    auto rejected = test::bare_handshake(connection);
    rejected.response->status = 403;
    rejected.verdict = model::Verdict::rejected;
    judge.on_handshake(rejected);
    end(model::Verdict::rejected);
    CHECK(recorder.told == Told{"handshake incomplete", "finding handshake.accept-missing", "end",
                                "handshake rejected", "end"});
    CHECK(recorder.end_verdict == model::Verdict::rejected);
}

TEST_CASE_FIXTURE(Judging, "rules/judge: the summary counts verdicts and findings") {
    for (std::uint64_t number = 0; number < 3; ++number) {
        connection.number = number;
        judge.on_handshake(test::wrong_handshake(connection));
        end(model::Verdict::valid);
    }
    connection.number = 3;
    judge.on_handshake(test::bare_handshake(connection));
    connection.number = 4;
    judge.on_handshake(test::right_handshake(connection));
    model::Summary summary;
    summary.packets = 9;
    judge.on_summary(summary);
    CHECK(recorder.summary.packets == 9);
    CHECK(recorder.summary.handshakes == std::array<std::uint64_t, 4>{1, 4, 0, 0});
    CHECK(recorder.summary.findings ==
          std::map<std::string_view, std::uint64_t>{{"handshake.accept-mismatch", 3},
                                                    {"handshake.accept-missing", 1}});
}

TEST_CASE_FIXTURE(Judging, "rules/judge: everything else goes through as it is") {
    judge.on_start({});
    judge.on_frame({});
    judge.on_message({});
    judge.on_control({});
    judge.on_gap({});
    judge.on_finding({.connection = &connection,
                      .packet = {},
                      .rule = rules::find_rule("handshake.accept-missing"),
                      .message = ""});
    judge.on_summary({});
    CHECK(recorder.told ==
          Told{"start", "frame", "message", "control", "gap", "finding handshake.accept-missing", "summary"});
    CHECK(recorder.summary.findings.at("handshake.accept-missing") == 1);
    CHECK(judge.demand().frame_payload == 3);
    CHECK(judge.demand().message_payload == 4);
    CHECK_FALSE(judge.done());
    recorder.wants_no_more = true;
    CHECK(judge.done());
}

namespace {

/// With a recorder that wants findings, too.
struct Finding {
    Finding() { recorder.wants_findings = true; }
    Recorder recorder;
    model::ConnectionInfo first, second;

    /// The handshakes of two connections from different ports, changed alike.
    template <class Change>
    Told told_of_both(const Change& change) {
        rules::Judge judge(recorder);
        first.client.port = 1024;
        second.client.port = 1025;
        second.number = 1;
        for (const auto* const connection : {&first, &second}) {
            model::Handshake handshake = test::right_handshake(*connection);
            handshake.request->packet.number += 10 * connection->number;
            change(handshake);
            judge.on_handshake(handshake);
        }
        return recorder.told;
    }
    template <class Event>
    Told told(void (rules::Judge::*tell)(const Event&), const Event& event) {
        rules::Judge judge(recorder);
        (judge.*tell)(event);
        return recorder.told;
    }
};

}  // namespace

TEST_CASE_FIXTURE(Finding,
                  "rules/judge: a key that was sent before is a warning, the handshake stays valid") {
    CHECK(told_of_both([](model::Handshake&) {}) ==
          Told{"handshake valid", "handshake valid", "finding handshake.key-reused"});
}

TEST_CASE_FIXTURE(Finding, "rules/judge: of several keys none is the one that was sent before") {
    const Told told = told_of_both([](model::Handshake& handshake) { handshake.request->key_count = 2; });
    CHECK(told ==
          Told{"handshake invalid", "finding handshake.key", "handshake invalid", "finding handshake.key"});
}

TEST_CASE_FIXTURE(Finding, "rules/judge: nor is there one where no request was captured") {
    CHECK(told_of_both([](model::Handshake& handshake) {
              handshake.request.reset();
              handshake.verdict = model::Verdict::incomplete;
          }) == Told{"handshake incomplete", "handshake incomplete"});
}

TEST_CASE_FIXTURE(Finding, "rules/judge: what may be something else is not held against anybody") {
    model::Handshake handshake = test::wrong_handshake(first);
    handshake.doubtful = true;
    CHECK(told(&rules::Judge::on_handshake, handshake) == Told{"handshake valid"});
    recorder.told.clear();
    model::Control close;
    close.connection = &first;
    close.opcode = websocket::Opcode::close;
    close.close_code = 1005;
    CHECK(told(&rules::Judge::on_control, close) == Told{"control", "finding close.code"});
    recorder.told.clear();
    close.doubtful = true;
    CHECK(told(&rules::Judge::on_control, close) == Told{"control"});
}

TEST_CASE_FIXTURE(Finding, "rules/judge: only suspect frames are looked at") {
    model::Frame frame;
    frame.connection = &first;
    frame.header.opcode = websocket::Opcode{3};
    frame.setting.agreed_known = true;
    CHECK(told(&rules::Judge::on_frame, frame) == Told{"frame"});
    recorder.told.clear();
    frame.suspect = true;
    CHECK(told(&rules::Judge::on_frame, frame) == Told{"frame", "finding frame.opcode"});
}

TEST_CASE_FIXTURE(Finding, "rules/judge: without a wish for findings only handshakes are judged") {
    recorder.wants_findings = false;
    CHECK(told_of_both([](model::Handshake&) {}) == Told{"handshake valid", "handshake valid"});
    recorder.told.clear();
    model::Frame frame;
    frame.connection = &first;
    frame.suspect = true;
    frame.header.opcode = websocket::Opcode{3};
    frame.setting.agreed_known = true;
    CHECK(told(&rules::Judge::on_frame, frame) == Told{"frame"});
    model::ConnectionEnd end;
    end.connection = &first;
    end.ends[0].unfinished = true;
    CHECK(told(&rules::Judge::on_connection_end, end) == Told{"frame", "end"});
}

TEST_CASE_FIXTURE(Finding,
                  "rules/judge: Pings are asked for with every frame, and forgotten with their connection") {
    rules::Judge judge(recorder);
    model::Control ping;
    ping.connection = &first;
    ping.opcode = websocket::Opcode::ping;
    judge.on_control(ping);
    judge.on_acknowledged({.connection = &first, .packet = {}, .direction = Direction::client, .pings = 1});
    model::Frame frame;
    frame.connection = &first;
    frame.direction = Direction::server;
    frame.packet.time = {31 * kNanosecondsPerSecond};
    frame.header.opcode = websocket::Opcode::text;
    frame.header.fin = true;
    frame.suspect = true;
    frame.setting.all_known = true;
    model::Frame pong = frame;  // what it answers is told with its control event
    pong.header.opcode = websocket::Opcode::pong;
    judge.on_frame(pong);
    CHECK(recorder.told == Told{"control", "frame"});
    judge.on_frame(frame);
    CHECK(recorder.told == Told{"control", "frame", "frame", "finding ping.unanswered"});
    model::ConnectionEnd end;
    end.connection = &first;
    judge.on_control(ping);
    judge.on_connection_end(end);
    judge.on_acknowledged({.connection = &first, .packet = {}, .direction = Direction::client, .pings = 1});
    recorder.told.clear();
    frame.packet.time = {99 * kNanosecondsPerSecond};
    judge.on_frame(frame);
    CHECK(recorder.told == Told{"frame"});
}
