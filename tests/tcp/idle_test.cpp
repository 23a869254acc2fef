#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tcp/flow_table.hpp"
#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr auto kClient = Direction::client;
constexpr auto kServer = Direction::server;
constexpr std::uint64_t kFlow = FlowTable::kCostPerFlow;
constexpr std::uint64_t kMuch = std::uint64_t{1} << 30;
constexpr std::int64_t kSecond = kNanosecondsPerSecond;

Script script_of(std::uint16_t port) { return Script({.client_port = port}); }

}  // namespace

TEST_CASE("tcp/idle: a hole that was acknowledged is given up after 100 ms, though no packet comes") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    script.lose(kClient, "two");
    capture.see(script.data(kClient, "three"));
    capture.tick(kPatienceTime);
    CHECK(capture.client().empty());  // not acknowledged
    capture.see(script.ack(kServer));
    capture.tick(kPatienceTime - 1);
    CHECK(capture.client().empty());
    capture.tick(1);
    CHECK(capture.client() == "[3]three");
    CHECK(capture.recorder.gaps == std::vector<std::pair<std::uint64_t, std::uint64_t>>{{3, 5}});
}

TEST_CASE("tcp/idle: silent flows end with timeout, in the order of their last packets") {
    Capture capture(kMuch, 8 * kSecond);
    std::vector<Script> scripts = {script_of(1001), script_of(1002), script_of(1003)};
    for (Script& script : scripts) {
        capture.see(script.handshake());
        capture.see(script.data(kClient, "GET"));
    }
    capture.pass(4 * kSecond);
    capture.see(scripts[0].data(kServer, "200"));
    capture.pass(4 * kSecond);
    capture.see(scripts[0].data(kClient, "more"));
    CHECK(capture.recorder.ended_clients == std::vector<std::uint16_t>{1002, 1003});
    CHECK(capture.told(1002).client == "GET|timeout");
    CHECK(capture.budget.used() == kFlow);
}

TEST_CASE("tcp/idle: flows that nobody wants are forgotten as well") {
    Capture capture(kMuch, 8 * kSecond);
    for (std::uint16_t port = 1000; port < 1100; ++port) capture.see(script_of(port).syn());
    CHECK(capture.budget.used() == 100 * kFlow);
    capture.tick(9 * kSecond);
    CHECK(capture.budget.used() == 0);
    CHECK(capture.recorder.ended_clients.empty());
}

TEST_CASE("tcp/idle: without a timeout silence ends nothing") {
    Script script;
    Capture capture;
    capture.see(script.handshake());
    capture.see(script.data(kClient, "GET"));
    capture.tick(1'000'000 * kSecond);
    capture.see(script.data(kClient, " /"));
    CHECK(capture.client() == "GET /");
}

TEST_CASE("tcp/idle: what comes after the timeout is a flow of its own") {
    Script script;
    Capture capture(kMuch, 8 * kSecond);
    capture.see(script.handshake());
    capture.see(script.data(kClient, "GET"));
    capture.tick(8 * kSecond);
    capture.see(script.data(kClient, "late"));
    CHECK(capture.tracker.streams() == 2);
}

TEST_CASE("tcp/idle: the timeout falls between the same packets, however they come together") {
    const auto run = [](std::size_t together) {
        Capture capture(kMuch, 8 * kSecond);
        std::vector<Sent> sent;
        std::vector<Segment> segments;
        for (std::uint16_t round = 0; round < 100; ++round) {
            Script script = script_of(static_cast<std::uint16_t>(1000 + round % 7));
            for (const Sent& each : script.handshake()) sent.push_back(each);
            sent.push_back(script.data(kClient, std::to_string(round)));
        }
        std::uint64_t number = 0;
        for (const Sent& each : sent) {
            ++number;
            const Timestamp time{static_cast<std::int64_t>(number * number) * kSecond / 50};
            segments.push_back(each.segment({number, time, 0, 9}));
        }
        for (std::size_t at = 0; at < segments.size(); at += together)
            capture.tracker.on_segments(
                std::span(segments).subspan(at, std::min(together, segments.size() - at)));
        capture.finish();
        return capture.recorder.ended_clients;
    };
    const auto expected = run(1);
    CHECK(expected.size() > 20);
    for (const std::size_t together : std::initializer_list<std::size_t>{2, 33, 400})
        CHECK(run(together) == expected);
}

TEST_CASE("tcp/idle: one wrong time in the future does not put off what follows") {
    Capture capture(kMuch, 8 * kSecond);
    Script late = script_of(1001);
    capture.see(late.handshake());
    capture.see(late.data(kClient, "GET"));
    capture.pass(1'000'000 * kSecond);
    Script wrong = script_of(1002);
    capture.see(wrong.syn());  // ends what was silent until then, as that seems
    capture.pass(-1'000'000 * kSecond);
    Script silent = script_of(1003);
    capture.see(silent.handshake());
    capture.see(silent.data(kClient, "GET"));
    capture.pass(9 * kSecond);
    Script other = script_of(1004);
    capture.see(other.syn());
    CHECK(capture.told(1003).client == "GET|timeout");
}

TEST_CASE("tcp/idle: a connection that follows one that was over is silent in its turn") {
    Capture capture(kMuch, 8 * kSecond);
    for (const std::uint32_t isn : {1000U, 200'000U}) {
        Script script({.client_isn = isn, .server_isn = isn + 50'000, .client_port = 1001});
        capture.see(script.handshake());
        capture.see(script.data(kClient, "GET"));
        if (isn == 1000) capture.see(script.rst(kClient));
        capture.pass(9 * kSecond);  // The first one is over: before the second one nothing is open.
    }
    Script other = script_of(1002);
    capture.see(other.syn());
    CHECK(capture.told(1001).client == "GET|rst by clientGET|timeout");
}
