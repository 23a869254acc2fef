#include "engine/http2_conversation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/http2_speech.hpp"
#include "tests/engine/speech.hpp"
#include "wsdissect/rules/judge.hpp"

// WebSocket over HTTP/2 (RFC 8441), from packets to events.

using namespace wsdissect;
using namespace wsdissect::test;
using http2::FrameType;
using websocket::Opcode;

namespace {

constexpr Direction kClient = Direction::client, kServer = Direction::server;

/// Both sides have sent their settings, and the server's allow extended CONNECT.
Tape begun() {
    Tape tape;
    tape.open().client(http2_preface()).server(http2_settings(true));
    return tape;
}

/// One stream is open for frames.
Tape opened() { return begun().client(http2_connect(1)).server(http2_accept(1)); }

std::string said(std::uint32_t stream, std::string_view text) {
    return http2_data(stream, masked(Opcode::text, text));
}

constexpr std::string_view kHello = "hello";

/// All that the rules can have against it.
EventLog judged(const Tape& tape) {
    RunOptions options;
    options.demand.findings = options.demand.message_findings = true;
    return run(tape, options);
}

const Lines kOpened = {"handshake #0 valid: CONNECT /chat -> 200, accept unknown"};

/// All that is raised, in order; EventLog leaves rules of handshakes out.
class Findings final : public model::Sink {
  public:
    Lines told;
    void on_finding(const model::Finding& finding) override {
        told.push_back(std::string(name_of(finding.direction)) + " " + std::string(finding.rule->id));
    }
    [[nodiscard]] model::Demand demand() const override { return {.findings = true}; }
};

Lines findings_in(const std::vector<TapePacket>& packets) {
    Findings findings;
    rules::Judge judge(findings);
    engine::Engine engine({}, judge, {});
    play(packets, engine);
    engine.finish();
    return findings.told;
}

}  // namespace

TEST_CASE("engine/http2: a stream is a connection, from its request to END_STREAM on both sides") {
    Tape tape = opened();
    tape.client(said(1, kHello)).server(http2_data(1, frame(Opcode::text, "hi")));
    tape.client(http2_data(1, masked(Opcode::close, close_body(1000)), kEndStream));
    tape.server(http2_data(1, frame(Opcode::close, close_body(1000)), kEndStream));
    const EventLog log = judged(tape);
    CHECK(log.of("handshake") == kOpened);
    CHECK(log.of("message") == Lines{"message #0 client text frames=1 wire=5 'hello'",
                                     "message #0 server text frames=1 wire=2 'hi'"});
    CHECK(log.of("end #0 close close-first=client tcp-first=client code=1000 handshake=valid").size() == 1);
    CHECK(log.of("finding").empty());
    CHECK(log.summary.http2_streams == 0);
}

TEST_CASE("engine/http2: streams do not mix, and what is none of WebSocket is passed over") {
    Tape tape = opened();
    tape.client(http2_headers(3, {{":method", "GET"}, {":path", "/"}}, kEndStream) + http2_connect(5, "/b"));
    tape.server(http2_headers(3, {{":status", "200"}}) + http2_data(3, frame(Opcode::text, "body")) +
                http2_accept(5));
    const std::string one = masked(Opcode::text, "first"), two = masked(Opcode::text, "second");
    tape.client(http2_data(1, one.substr(0, 3)) + http2_data(5, two.substr(0, 1)));
    tape.client(http2_data(5, two.substr(1)) + http2_data(1, one.substr(3)));
    const EventLog log = run(tape);
    CHECK(log.of("message") == Lines{"message #1 client text frames=1 wire=6 'second'",
                                     "message #0 client text frames=1 wire=5 'first'"});
    CHECK(log.summary.connections == 2);
}

TEST_CASE("engine/http2: events do not depend on how octets are cut into segments") {
    const std::string client =
        http2_connect(1) + said(1, kHello) + said(1, "again") + http2_data(1, "", kEndStream);
    const std::string server =
        http2_accept(1) + http2_data(1, frame(Opcode::ping, "p")) + http2_data(1, "", kEndStream);
    const auto told = [](const Tape& tape) {
        EventLog log = run(tape);
        std::ranges::sort(log.lines);  // what one side says does not wait for all of the other's
        return log.lines;
    };
    const Lines expected = told(begun().client(client).server(server).close());
    CHECK(expected.size() == 8);
    for (std::size_t step = 1; step < client.size(); ++step) {
        Tape tape = begun();
        for (std::size_t at = 0; at < client.size(); at += step) tape.client(client.substr(at, step));
        for (std::size_t at = 0; at < server.size(); at += step) tape.server(server.substr(at, step));
        CHECK(told(tape.close()) == expected);
    }
}

TEST_CASE("engine/http2: a preface in two segments is one") {
    for (std::size_t cut = 1; cut < http2::kClientPreface.size(); ++cut) {
        const std::string preface = http2_preface();
        Tape tape;
        tape.open().client(preface.substr(0, cut)).client(preface.substr(cut)).server(http2_settings(true));
        CHECK(run(tape.client(http2_connect(1)).server(http2_accept(1))).of("handshake") == kOpened);
    }
}

TEST_CASE("engine/http2: a response that the capture shows before its request waits for it") {
    Tape tape = begun().client(http2_connect(1)).server(http2_accept(1)).earlier(1);
    tape.client(said(1, kHello));
    const EventLog log = run(tape);
    CHECK(log.of("handshake") == kOpened);
    CHECK(log.of("message").size() == 1);
}

TEST_CASE("engine/http2: what a client sends waits for the response that the capture shows late") {
    Tape tape = opened().client(said(1, kHello)).earlier(1);
    const EventLog log = run(tape);
    CHECK(log.lines.front() == kOpened.front());
    CHECK(log.of("message").size() == 1);
}

TEST_CASE("engine/http2: both sides wait for each other in turn, and both go on") {
    const std::string client =
        http2_connect(1, "/a") + said(1, "one") + http2_connect(3, "/b") + said(3, "two");
    const std::string server = http2_accept(1) + http2_accept(3);
    const EventLog log = run(begun().client(client).server(server));
    CHECK(log.of("handshake").size() == 2);
    CHECK(log.of("message").size() == 2);
}

TEST_CASE("engine/http2: nobody waits for ever") {
    SUBCASE("for a request that was not captured") {
        Tape tape = begun().server(http2_accept(7)).settle().client(http2_connect(9)).server(http2_accept(9));
        CHECK(run(tape).of("handshake").size() == 1);
    }
    SUBCASE("for a response that does not come") {
        Tape tape = begun().client(http2_connect(1)).client(said(1, kHello)).settle().settle();
        tape.client(http2_connect(3, "/b")).server(http2_accept(3));
        const EventLog log = run(tape);
        CHECK(log.of("handshake #1 valid").size() == 1);
        CHECK(log.of("message #0").size() == 1);
        CHECK(log.of("handshake #0 incomplete").size() == 1);
    }
}

TEST_CASE("engine/http2: a refused stream ends there, and others go on") {
    Tape tape = begun().client(http2_connect(1) + http2_connect(3, "/b"));
    tape.server(http2_headers(1, {{":status", "403"}}, kEndStream) + http2_accept(3)).client(said(3, kHello));
    const EventLog log = run(tape);
    CHECK(log.of("handshake #0 rejected: CONNECT /chat -> 403").size() == 1);
    CHECK(log.of("end #0 rejected").size() == 1);
    CHECK(log.of("message #1").size() == 1);
}

TEST_CASE("engine/http2: an interim response is not the answer") {
    Tape tape = begun().client(http2_connect(1));
    tape.server(http2_headers(1, {{":status", "103"}})).server(http2_accept(1));
    CHECK(run(tape).of("handshake") == kOpened);
}

TEST_CASE("engine/http2: RST_STREAM is to a stream what RST is to TCP") {
    SUBCASE("by the server, instead of a response") {
        const EventLog log = run(begun().client(http2_connect(1)).server(http2_reset(1)));
        CHECK(log.of("handshake #0 incomplete").size() == 1);
        CHECK(log.of("end #0 rst tcp-first=server").size() == 1);
    }
    SUBCASE("by the client, of an open one") {
        const EventLog log = judged(opened().client(said(1, kHello)).client(http2_reset(1)));
        CHECK(log.of("end #0 rst tcp-first=client").size() == 1);
        CHECK(log.of("finding #0 client close.missing").size() == 1);
    }
}

TEST_CASE("engine/http2: TCP's end is that of all streams") {
    Tape tape = opened().client(http2_connect(3, "/b")).server(http2_accept(3));
    SUBCASE("by FIN") {
        const EventLog log = run(tape.close());
        CHECK(log.of("end #0 fin tcp-first=client").size() == 1);
        CHECK(log.of("end #1 fin tcp-first=client").size() == 1);
    }
    SUBCASE("by RST") { CHECK(run(tape.rst(kServer)).of("end #1 rst tcp-first=server").size() == 1); }
    SUBCASE("not captured") { CHECK(run(tape).of("end #1 capture-end").size() == 1); }
}

TEST_CASE("engine/http2: octets that are missing within DATA are the stream's loss") {
    const std::string whole = http2_data(1, masked(Opcode::binary, pattern(300)));
    Tape tape = opened().client(whole.substr(0, 100)).lose(kClient, 100).client(whole.substr(200));
    tape.client(said(1, kHello)).settle();
    const EventLog log = run(tape);
    CHECK(log.of("gap") == Lines{"gap #0 client 100 in step"});
    CHECK(log.of("message #0 client text").size() == 1);
    CHECK(log.summary.http2_given_up == 0);
}

TEST_CASE("engine/http2: where frames of HTTP/2 are missing, nothing is known of any stream any more") {
    Tape tape = opened().client(http2_connect(3, "/b")).server(http2_accept(3)).client(said(1, kHello));
    tape.lose(kClient, 40).client(said(1, "not read")).settle().close();
    const EventLog log = judged(tape);
    CHECK(log.of("end #0 unknown").size() == 1);
    CHECK(log.of("end #1 unknown").size() == 1);
    CHECK(log.of("message").size() == 1);
    CHECK(log.of("finding").empty());
    CHECK(log.summary.http2_given_up == 1);
}

TEST_CASE("engine/http2: a server that answers the preface with something else is let go") {
    const EventLog log = run(Tape().open().client(http2_preface()).server(response(405)));
    CHECK(log.lines.empty());
    CHECK(log.summary.http2_given_up == 0);
    CHECK(log.summary.http2_streams == 1);
}

TEST_CASE("engine/http2: a Close that TCP acknowledged and nobody answered is told") {
    Tape tape = opened().client(http2_data(1, masked(Opcode::close, close_body(1000))));
    tape.ack(kServer).client(http2_data(1, "", kEndStream)).server(http2_data(1, "", kEndStream));
    CHECK(judged(tape).of("finding #0 server close.unanswered").size() == 1);
    Tape ended = opened().server(http2_data(1, "", kEndStream));  // then it can answer nothing
    ended.client(http2_data(1, masked(Opcode::close, close_body(1000)), kEndStream)).ack(kServer);
    CHECK(judged(ended).of("end #0").size() == 1);
    CHECK(judged(ended).of("finding #0 server close.unanswered").empty());
}

TEST_CASE("engine/http2: which Pings were answered is known as over TCP") {
    const std::string ping = http2_data(1, frame(Opcode::ping, "one"));
    const std::string pong = http2_data(1, masked(Opcode::pong, "one"));
    CHECK(judged(opened().server(ping).client(pong)).of("finding #0 client pong").empty());
    CHECK(judged(opened().client(pong)).of("finding #0 client pong.unsolicited").size() == 1);
}

TEST_CASE("engine/http2: more streams than are followed are passed over") {
    Tape tape = begun();
    const auto most = static_cast<std::uint32_t>(engine::Http2Conversation::kMaxStreams);
    std::string requests;
    for (std::uint32_t i = 0; i <= most; ++i) requests += http2_connect(2 * i + 1);
    for (std::size_t at = 0; at < requests.size(); at += 1400) tape.client(requests.substr(at, 1400));
    CHECK(run(tape).summary.connections == most);
    CHECK(run(tape).summary.http2_passed_over == 1);
}

TEST_CASE("engine/http2: what is wrong with the settings is known from acknowledgements") {
    struct Case {
        Tape tape;
        Lines told;
    };
    const std::string request = http2_connect(1), accept = http2_accept(1);
    const std::string setting = "client handshake.h2-setting";
    const Case cases[] = {
        {opened(), {}},
        {Tape().open().client(http2_preface()).server(http2_settings(false)).client(request).server(accept),
         {setting}},
        {Tape().open().client(http2_preface() + request).server(http2_settings(true)).server(accept),
         {setting}},
        {Tape()
             .open()
             .client(http2_preface())
             .server(http2_settings(false))
             .server(http2_settings(true))
             .client(request)
             .server(accept),
         {}},
        // The capture has it behind the request that acknowledges it.
        {begun().client(request).earlier(1).server(accept), {}},
    };
    for (const Case& each : cases) CHECK(findings_in(each.tape.packets()) == each.told);
}

TEST_CASE("engine/http2: where the capture lacks how the server begins, its settings are not known") {
    Tape tape = Tape().open().server(http2_settings(true)).client(http2_preface());
    tape.server(http2_settings(false)).client(http2_connect(1)).server(http2_accept(1));
    std::vector<TapePacket> packets = tape.packets();
    CHECK(findings_in(packets) == Lines{});
    packets.erase(packets.begin() + 1, packets.begin() + 4);  // all before the second SETTINGS
    CHECK(findings_in(packets) == Lines{});
    CHECK(run(packets).of("handshake") == kOpened);
}

TEST_CASE("engine/http2: DATA without octets is no frame that came too early") {
    const std::string window_update = http2_frame(FrameType::window_update, 1, std::string(3, '\0') + '\1');
    Tape tape = begun().client(http2_connect(1)).client(http2_data(1, "") + window_update);
    tape.server(http2_accept(1)).client(said(1, kHello));
    CHECK(run(tape).of("message").size() == 1);
    CHECK(findings_in(tape.packets()) == Lines{});
    Tape early = begun().client(http2_connect(1)).client(said(1, kHello)).server(http2_accept(1));
    CHECK(findings_in(early.packets()) == Lines{"client handshake.early-data"});
}

TEST_CASE("engine/http2: where octets were lost before it was known for HTTP/2, it is let go") {
    Tape tape = Tape().open().lose(kServer, http2_settings(true).size());
    tape.server(http2_frame(FrameType::settings, 0, "", kEndStream)).settle();
    tape.client(http2_preface()).client(http2_connect(1)).server(http2_accept(1)).close();
    CHECK(run(tape).lines.empty());
    CHECK(findings_in(tape.packets()) == Lines{});
}

TEST_CASE("engine/http2: settings that came too late may not have been the first") {
    Tape tape = Tape().open().server(http2_settings(true)).client(http2_preface());
    tape.client(http2_connect(1)).server(http2_settings(true)).server(http2_accept(1));
    std::vector<TapePacket> packets = tape.packets();
    packets.erase(packets.begin() + 1, packets.begin() + 4);  // how the server begins
    CHECK(run(packets).of("handshake") == kOpened);
    CHECK(findings_in(packets) == Lines{});
}

TEST_CASE("engine/http2: who has ended TCP, or whose octets wait, is not asked for a Close") {
    const std::string close = http2_data(1, masked(Opcode::close, close_body(1000)));
    SUBCASE("TCP ended before") {
        Tape tape = opened().server(http2_frame(FrameType::goaway, 0, std::string(8, '\0'))).fin(kServer);
        tape.client(close).ack(kServer).fin(kClient);
        CHECK(judged(tape).of("control #0 client close").size() == 1);
        CHECK(judged(tape).of("finding") == Lines{});
    }
    SUBCASE("the end behind a hole") {
        Tape tape = opened().server(http2_data(1, frame(Opcode::text, "late")));
        tape.server(http2_data(1, "", kEndStream)).earlier(1).client(close).earlier(1).ack(kServer);
        CHECK(judged(tape.client(http2_data(1, "", kEndStream))).of("finding") == Lines{});
    }
}

TEST_CASE("engine/http2: who ends a stream first is who does so in the capture") {
    SUBCASE("without an octet, before the response") {
        Tape tape = begun().client(http2_connect(1)).client(http2_data(1, "", kEndStream));
        tape.server(http2_accept(1)).server(http2_data(1, "", kEndStream));
        CHECK(run(tape).of("end #0 fin tcp-first=client").size() == 1);
    }
    SUBCASE("behind a hole that is filled later") {
        Tape tape = opened().server(http2_data(1, frame(Opcode::text, "late")));
        tape.server(http2_data(1, "", kEndStream)).earlier(1);
        tape.client(http2_data(1, "", kEndStream)).earlier(1);
        CHECK(run(tape).of("end #0 fin tcp-first=server").size() == 1);
    }
}

TEST_CASE("engine/http2: a Close that waits behind a hole is not missing") {
    Tape tape = opened().server(http2_data(1, frame(Opcode::text, "late")));
    tape.server(http2_data(1, frame(Opcode::close, close_body(1000)))).earlier(1);
    tape.client(http2_reset(1)).earlier(1);
    const EventLog log = judged(tape);
    CHECK(log.of("end #0 unknown").size() == 1);
    CHECK(log.of("finding") == Lines{});
}

TEST_CASE("engine/http2: a response that came too early to be read is one") {
    const Tape tape = begun().server(http2_accept(1)).settle().client(http2_connect(1)).close();
    CHECK(run(tape).of("handshake #0 incomplete").size() == 1);
    CHECK(findings_in(tape.packets()) == Lines{});
}

TEST_CASE("engine/http2: a stream's Close is acknowledged, whatever other streams have sent since") {
    Tape tape = opened().client(http2_connect(3, "/b")).server(http2_accept(3));
    tape.client(http2_data(1, masked(Opcode::close, close_body(1000))));
    tape.server(http2_data(1, frame(Opcode::close, close_body(1001)))).client(said(3, kHello)).earlier(1);
    CHECK(judged(tape).of("finding #0 server close.status-echo").size() == 1);  // it is an answer
}

TEST_CASE("engine/http2: where DATA waits for the response, what is lost of it is the stream's loss") {
    const std::string whole = said(1, pattern(100));
    Tape tape = begun().client(http2_connect(1)).client(whole.substr(0, http2::kFrameHeader));
    tape.lose(kClient, 60).client(whole.substr(http2::kFrameHeader + 60) + said(1, kHello));
    tape.server(http2_accept(1)).settle();
    const EventLog log = run(tape);
    CHECK(log.of("handshake").size() == 1);
    CHECK(log.of("gap").size() == 1);
    CHECK(log.summary.http2_given_up == 0);
}
