#include "rules/handshake_rules.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/rules/sample.hpp"

using namespace wsdissect;

namespace {

const model::ConnectionInfo kConnection;

std::vector<std::string> broken_by(const model::Handshake& handshake) {
    std::vector<std::string> ids;
    for (const rules::Violation& violation : rules::check_handshake(handshake)) {
        CHECK(violation.offender == Direction::server);
        ids.emplace_back(violation.rule->id);
    }
    return ids;
}
using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("rules/handshake: a right answer breaks nothing") {
    CHECK(broken_by(test::right_handshake(kConnection)) == Ids{});
}

TEST_CASE("rules/handshake: accept-missing") {
    CHECK(broken_by(test::bare_handshake(kConnection)) == Ids{"handshake.accept-missing"});
    CHECK(rules::check_handshake(test::bare_handshake(kConnection)).front().message ==
          "the 101 response has no Sec-WebSocket-Accept");

    auto alone = test::bare_handshake(kConnection);  // the response alone proves it
    alone.request.reset();
    alone.accept_expected.reset();
    CHECK(broken_by(alone) == Ids{"handshake.accept-missing"});

    auto refused = test::bare_handshake(kConnection);
    refused.response->status = 200;
    CHECK(broken_by(refused) == Ids{});
}

TEST_CASE("rules/handshake: accept-mismatch") {
    CHECK(broken_by(test::wrong_handshake(kConnection)) == Ids{"handshake.accept-mismatch"});
    CHECK(rules::check_handshake(test::wrong_handshake(kConnection)).front().message ==
          "Sec-WebSocket-Accept is 'wrong', but the key 'dGhlIHNhbXBsZSBub25jZQ==' calls for "
          "'s3pPLMBiTxaQ9kYGzzhZRbK+xOo='");

    auto repeated = test::right_handshake(kConnection);
    repeated.response->accept_count = 2;
    repeated.accept_valid = false;
    CHECK(broken_by(repeated) == Ids{"handshake.accept-mismatch"});
    CHECK(rules::check_handshake(repeated).front().message == "Sec-WebSocket-Accept appears 2 times");

    auto refused = test::wrong_handshake(kConnection);
    refused.response->status = 403;
    CHECK(broken_by(refused) == Ids{});
}

namespace {

using Change = void (*)(model::Handshake&);
struct Case {
    Change change;
    Ids expected;  ///< The rule and the words.
};

Ids words_for(const model::Handshake& handshake) {
    Ids words;
    for (const rules::Violation& violation : rules::check_handshake(handshake))
        words.push_back(std::string(violation.rule->id) + ": " + violation.message);
    return words;
}

template <std::size_t N>
void check(const Case (&cases)[N]) {
    for (const Case& each : cases) {
        model::Handshake handshake = test::right_handshake(kConnection);
        each.change(handshake);
        CHECK(words_for(handshake) == each.expected);
    }
}

}  // namespace

TEST_CASE("rules/handshake: the upgrade") {
    const Case cases[] = {
        {[](model::Handshake& handshake) { handshake.response->upgrades_to_websocket = false; },
         {"handshake.response-upgrade: the 101 response has no 'Upgrade: websocket'"}},
        {[](model::Handshake& handshake) { handshake.response->connection_names_upgrade = false; },
         {"handshake.response-connection: the 101 response has no Connection that names 'Upgrade'"}},
        {[](model::Handshake& handshake) {
             handshake.response->upgrades_to_websocket = false;
             handshake.response->status = 400;
         },
         {}},
    };
    check(cases);
}

TEST_CASE("rules/handshake: the subprotocol that was chosen") {
    const Case cases[] = {
        {[](model::Handshake& handshake) {
             handshake.request->subprotocols = "chat, mqtt";
             handshake.response->subprotocol = "mqtt";
         },
         {}},
        {[](model::Handshake& handshake) { handshake.request->subprotocols = "chat"; }, {}},
        {[](model::Handshake& handshake) {
             handshake.request->subprotocols = "chat";
             handshake.response->subprotocol = "Chat";
         },
         {"handshake.subprotocol-unasked: the server chose the subprotocol 'Chat', which was not offered"}},
        {[](model::Handshake& handshake) { handshake.response->subprotocol = "chat"; },
         {"handshake.subprotocol-unasked: the server chose the subprotocol 'chat', which was not offered"}},
        {[](model::Handshake& handshake) {
             handshake.request->subprotocols = "chat, mqtt";
             handshake.response->subprotocol = "chat, mqtt";
         },
         {"handshake.subprotocol-unasked: the server chose more than one subprotocol: 'chat, mqtt'"}},
        {[](model::Handshake& handshake) {
             handshake.request.reset();  // it may have been offered
             handshake.response->subprotocol = "chat";
         },
         {}},
    };
    check(cases);
}

TEST_CASE("rules/handshake: a version that is refused") {
    const Ids broken = {
        "handshake.version-negotiation: version '8' was refused with 426, but without a "
        "Sec-WebSocket-Version that names others"};
    const Case cases[] = {
        {[](model::Handshake& handshake) {
             handshake.request->version = "8";
             handshake.response->status = 426;
         },
         broken},
        {[](model::Handshake& handshake) {
             handshake.request->version = "8";
             handshake.response->status = 426;
             handshake.response->names_version = true;
         },
         {}},
        {[](model::Handshake& handshake) {
             handshake.request->version = "8";
             handshake.response->status = 503;  // for another reason
         },
         {}},
        {[](model::Handshake& handshake) { handshake.response->status = 426; }, {}},
        {[](model::Handshake& handshake) {
             handshake.request->version = "8, 8";
             handshake.request->version_count = 2;
             handshake.response->status = 400;
         },
         {}},
    };
    check(cases);
}

TEST_CASE("rules/handshake: a request that nothing answers") {
    const Case cases[] = {
        {[](model::Handshake& handshake) {
             handshake.response.reset();
             handshake.unanswered = true;
         },
         {"handshake.unanswered: there is no response to the request up to the end"}},
        {[](model::Handshake& handshake) { handshake.response.reset(); }, {}},  // it may be lost
    };
    check(cases);
}

TEST_CASE("rules/handshake: what is not captured is not judged") {
    auto without_request = test::right_handshake(kConnection);
    without_request.request.reset();
    without_request.accept_expected.reset();
    without_request.accept_valid.reset();
    CHECK(broken_by(without_request) == Ids{});

    auto without_response = test::right_handshake(kConnection);
    without_response.response.reset();
    without_response.accept_valid.reset();
    CHECK(broken_by(without_response) == Ids{});
}
