#include "engine/requests.hpp"

#include <doctest/doctest.h>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"

using namespace wsdissect;
using namespace wsdissect::engine;

namespace {

struct Fixture {
    test::EventLog log;
    Context context{Options{}, log};
    tcp::Flow flow;
    Requests requests{context};

    void push(std::string_view method, bool may_switch = false) { push_at(0, method, may_switch); }
    void push_at(std::uint32_t begins, std::string_view method, bool may_switch = false) {
        requests.push({nullptr, http::request_method_of(method), may_switch, {begins}, {}},
                      {.number = 7, .time = {}});
    }
    void push_handshake() {
        auto connection = Connection::make(context, flow, tcp::End::lower, Timestamp{});
        requests.push({std::move(connection), http::RequestMethod::other, true, {}, {}},
                      {.number = 7, .time = {}});
    }
    Request take(const Answer& answer) { return requests.take(answer, {.number = 9, .time = {}}); }
    Request take(bool switches = false) { return take({.switches = switches}); }
};

const std::string kDropped = " unknown handshake=incomplete 0/0/0/0/0 0/0/0/0/0";

}  // namespace

TEST_CASE_FIXTURE(Fixture, "engine/requests: responses come in the order of their requests") {
    push("HEAD");
    push("CONNECT", true);
    CHECK(requests.may_switch());
    CHECK(take().method == http::RequestMethod::head);
    CHECK(take().method == http::RequestMethod::connect);
    CHECK(requests.empty());
    CHECK_FALSE(requests.may_switch());
    CHECK(take().method == http::RequestMethod::unknown);
}

TEST_CASE_FIXTURE(Fixture, "engine/requests: a response that switches answers the first request that may") {
    push("HEAD");
    push_handshake();
    push("CONNECT", true);
    CHECK(take(true).connection != nullptr);
    CHECK(take(true).method == http::RequestMethod::connect);
    push("HEAD");
    CHECK(take(true).method == http::RequestMethod::head);  // none may: it answers the one that waits
}

TEST_CASE_FIXTURE(Fixture,
                  "engine/requests: who sends another request behind one that may switch had its response") {
    for (const bool switches : {true, false}) {
        push_handshake();
        push("GET");
        push_handshake();
        push("HEAD");
        const Request taken = take({.switches = switches, .whole = false});
        CHECK((taken.connection != nullptr) == switches);
        CHECK(take({.whole = false}).connection == nullptr);
        while (!requests.empty()) (void)take();
    }
}

TEST_CASE_FIXTURE(Fixture, "engine/requests: what was not received when it was sent is not answered") {
    const std::uint32_t first = 0xFFFFFFF0;  // the second's number has wrapped around
    push_at(first, "CONNECT", true);
    push_at(first + 0x20, "HEAD");
    const auto answer = [](std::uint32_t received) {
        return Answer{.whole = false, .received = SequenceNumber{received}};
    };
    CHECK(take(answer(first)).method == http::RequestMethod::unknown);
    SUBCASE("of the first something was") {
        CHECK(take(answer(first + 1)).method == http::RequestMethod::connect);
        CHECK(take(answer(first + 0x20)).method == http::RequestMethod::unknown);
        CHECK(take(answer(first + 0x21)).method == http::RequestMethod::head);
    }
    SUBCASE("of the second, too: then the first was answered") {
        CHECK(take(answer(first + 0x21)).method == http::RequestMethod::head);
    }
}

TEST_CASE_FIXTURE(
    Fixture,
    "engine/requests: what switches answers none that was not received, nor one that cannot switch") {
    push_at(1, "HEAD");
    push_at(0x20, "CONNECT", true);
    const auto answer = [](std::uint32_t received) {
        return Answer{.switches = true, .whole = false, .received = SequenceNumber{received}};
    };
    CHECK(take(answer(0x20)).method == http::RequestMethod::unknown);
    CHECK(take(answer(0x21)).method == http::RequestMethod::connect);
    CHECK(requests.empty());
}

TEST_CASE_FIXTURE(Fixture, "engine/requests: connections that are dropped are told to their end") {
    SUBCASE("by a gap") {
        push_handshake();
        push_handshake();
        requests.keep_newest({.number = 8, .time = {}});
        CHECK(log.of("end") == test::Lines{"end #0" + kDropped});
        CHECK(log.stamps.back().packet == 8);
        CHECK(take().connection != nullptr);
    }
    SUBCASE("by too many") {
        push_handshake();
        for (std::size_t i = 0; i < Requests::kMax; ++i) push("HEAD");
        CHECK(log.of("end") == test::Lines{"end #0" + kDropped});
        CHECK(take().method == http::RequestMethod::head);
    }
    SUBCASE("by the conversation's end") {
        push_handshake();
        push("HEAD");
        push_handshake();
        for (tcp::HalfFlow& half : flow.halves) half.seen = true;
        flow.note_ender(tcp::End::higher);
        requests.end_all({.ending = model::EndedBy::rst}, {.number = 8, .time = {}});
        CHECK(requests.empty());
        CHECK(log.of("handshake").size() == 2);
        CHECK(log.of("end").back() == "end #1 rst tcp-first=server handshake=incomplete 0/0/0/0/0 0/0/0/0/0");
    }
}

TEST_CASE_FIXTURE(Fixture, "engine/requests: the newest request's connection gets what its client sends on") {
    CHECK(requests.newest_connection() == nullptr);
    push_handshake();
    CHECK(requests.newest_connection() != nullptr);
    push("HEAD");
    CHECK(requests.newest_connection() == nullptr);
}

TEST_CASE_FIXTURE(Fixture, "engine/requests: their memory is counted and given back") {
    push("HEAD");
    push_handshake();
    CHECK(context.budget.used() == 2 * sizeof(Request) + Connection::memory());
    (void)take();
    (void)take();
    CHECK(context.budget.used() == 0);
    for (std::size_t i = 0; i < 3 * Requests::kMax; ++i) push("HEAD");
    CHECK(context.budget.used() == Requests::kMax * sizeof(Request));
    requests.end_all({}, {});
    CHECK(context.budget.used() == 0);
}
