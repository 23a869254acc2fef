#include "rules/request_rules.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/rules/broken.hpp"
#include "tests/rules/sample.hpp"

namespace wsdissect::rules {
namespace {

using model::HandshakeRequest;
using test::Lines;

const model::ConnectionInfo kConnection;
using Change = void (*)(HandshakeRequest&);

/// What a right request that 101 answered breaks once it is changed.
Lines broken_by(Change change, int status = 101) {
    model::Handshake handshake = test::right_handshake(kConnection);
    change(*handshake.request);
    handshake.response->status = status;
    Violations violations;
    check_request(*handshake.request, &*handshake.response, violations);
    return test::words_of(violations);
}

struct Case {
    Change change;
    Lines expected;
};

}  // namespace

TEST_CASE("rules/request: the start line") {
    const Case cases[] = {
        {[](HandshakeRequest&) {}, {}},
        {[](HandshakeRequest& request) { request.method = "POST"; },
         {"handshake.method client: the method is 'POST', not GET"}},
        {[](HandshakeRequest& request) { request.method = "get"; },  // methods have case
         {"handshake.method client: the method is 'get', not GET"}},
        {[](HandshakeRequest& request) { request.http_version = "HTTP/1.0"; },
         {"handshake.http-version client: the HTTP version is 'HTTP/1.0', but has to be 1.1 at least"}},
        {[](HandshakeRequest& request) { request.http_version = "HTTP/1.2"; }, {}},
    };
    for (const Case& each : cases) CHECK(broken_by(each.change) == each.expected);
}

TEST_CASE("rules/request: fields that there has to be one of") {
    const Case cases[] = {
        {[](HandshakeRequest& request) { request.host_count = 0; },
         {"handshake.host client: the request has no Host"}},
        {[](HandshakeRequest& request) { request.host_count = 2; },
         {"handshake.host client: Host appears 2 times"}},
        {[](HandshakeRequest& request) { request.host_is_empty = true; },
         {"handshake.host client: Host is empty"}},
        {[](HandshakeRequest& request) { request.upgrades_to_websocket = false; },
         {"handshake.request-upgrade client: the request has Sec-WebSocket-Key, but no Upgrade that names "
          "'websocket'"}},
        {[](HandshakeRequest& request) { request.connection_names_upgrade = false; },
         {"handshake.request-connection client: the request has no Connection that names 'Upgrade'"}},
        {[](HandshakeRequest& request) { request.key_count = 0; },
         {"handshake.key client: the request has no Sec-WebSocket-Key"}},
        {[](HandshakeRequest& request) { request.key_count = 3; },
         {"handshake.key client: Sec-WebSocket-Key appears 3 times"}},
    };
    for (const Case& each : cases) CHECK(broken_by(each.change) == each.expected);
}

TEST_CASE("rules/request: the key is the base64 of 16 bytes") {
    struct Key {
        std::string_view text;
        bool right;
    };
    constexpr Key kKeys[] = {
        {"dGhlIHNhbXBsZSBub25jZQ==", true},    {"+/+/+/+/+/+/+/+/+/+/+A==", true},
        {"dGhlIHNhbXBsZSBub25jZ===", false},                                         // 15 bytes
        {"dGhlIHNhbXBsZSBub25jZQ=", false},    {"dGhlIHNhbXBsZSBub25jZQAA", false},  // 18 bytes
        {"dGhlIHNhbXBsZSBub25jZQ==a", false},  {"dGhlIHNhbXBsZSBub25j-_==", false},  // another alphabet
        {"dGhlIHNhbXBsZSBub25jZQQQ==", false}, {"dGhlIHNhbXBsZSBub25j_Z==", false},
        {"dGhlIHNhbXBsZSBub25j{Z==", false},   {"dGhlIHNhbXBsZSBub25j:Z==", false},
        {"dGhl IHNhbXBsZSBub25jZ==", false},   {"", false},
    };
    for (const Key& each : kKeys) {
        model::Handshake handshake = test::right_handshake(kConnection);
        handshake.request->key = each.text;
        Violations violations;
        check_request(*handshake.request, &*handshake.response, violations);
        const Lines broken = {"handshake.key client: Sec-WebSocket-Key '" + std::string(each.text) +
                              "' is not the base64 of 16 bytes"};
        CHECK(test::words_of(violations) == (each.right ? Lines{} : broken));
    }
}

TEST_CASE("rules/request: another version is broken only where it was taken") {
    const Case cases[] = {
        {[](HandshakeRequest& request) {
             request.version.reset();
             request.version_count = 0;
         },
         {"handshake.version client: the request has no Sec-WebSocket-Version"}},
        {[](HandshakeRequest& request) { request.version_count = 2; },
         {"handshake.version client: Sec-WebSocket-Version appears 2 times"}},
        {[](HandshakeRequest& request) { request.version = "8"; },
         {"handshake.version client: Sec-WebSocket-Version is '8', not 13"}},
    };
    for (const Case& each : cases) {
        CHECK(broken_by(each.change) == each.expected);
        CHECK(broken_by(each.change, 426) == Lines{});
        model::Handshake unanswered = test::right_handshake(kConnection);
        each.change(*unanswered.request);
        Violations violations;
        check_request(*unanswered.request, nullptr, violations);
        CHECK(violations.empty());
    }
}

TEST_CASE("rules/request: subprotocols that are offered") {
    struct Offer {
        std::string_view list;
        std::string_view fault;  ///< Empty: none.
    };
    constexpr Offer kOffers[] = {
        {"chat", ""},
        {"chat, superchat ,\tv2.x!", ""},
        {"chat, Chat", ""},  // case counts
        {"", "an empty subprotocol is offered"},
        {"chat,,x", "an empty subprotocol is offered"},
        {"chat,", "an empty subprotocol is offered"},
        {"a b", "the offered subprotocol 'a b' is not a token"},
        {"a/b", "the offered subprotocol 'a/b' is not a token"},
        {"b, a, b", "the subprotocol 'b' is offered more than once"},
    };
    for (const Offer& each : kOffers) {
        model::Handshake handshake = test::right_handshake(kConnection);
        handshake.request->subprotocols = each.list;
        Violations violations;
        check_request(*handshake.request, &*handshake.response, violations);
        const Lines broken = {"handshake.subprotocol-offer client: " + std::string(each.fault)};
        CAPTURE(each.list);
        CHECK(test::words_of(violations) == (each.fault.empty() ? Lines{} : broken));
    }
}

TEST_CASE("rules/request: elements of a list of subprotocols") {
    using Elements = std::vector<std::string_view>;
    CHECK(subprotocols_of("") == Elements{""});
    CHECK(subprotocols_of("a") == Elements{"a"});
    CHECK(subprotocols_of(" a\t, , b c ") == Elements{"a", "", "b c"});
}

}  // namespace wsdissect::rules
