#include "rules/http2_rules.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rules/handshake_rules.hpp"

// RFC 8441. Through the whole pipeline: tests/conformance/http2_handshake.py.

using namespace wsdissect;
using namespace wsdissect::rules;
using model::ConnectProtocol;

namespace {

using Lines = std::vector<std::string>;

/// A request as it should be, and its answer.
model::Handshake right() {
    model::Handshake handshake;
    auto& request = handshake.request.emplace();
    request.method = "CONNECT";
    request.http_version = "HTTP/2";
    request.version = "13";
    request.version_count = 1;
    request.http2 = {.has_scheme = true,
                     .has_path = true,
                     .has_authority = true,
                     .connect_protocol = ConnectProtocol::received};
    auto& response = handshake.response.emplace();
    response.status = 200;
    response.http2.emplace();
    return handshake;
}

Lines found_in(const model::Handshake& handshake) {
    Lines lines;
    for (const Violation& each : check_handshake(handshake))
        lines.push_back(std::string(each.rule->id) + " " + std::string(name_of(each.offender)) + ": " +
                        each.message);
    return lines;
}

}  // namespace

TEST_CASE("rules/http2: nothing that only HTTP/1.1 needs is asked of a right handshake") {
    CHECK(found_in(right()) == Lines{});
}

TEST_CASE("rules/http2: each rule is raised, for who broke it") {
    using Change = void (*)(model::Handshake&);
    struct Case {
        Change change;
        Lines expected;
    };
    const Case cases[] = {
        {[](model::Handshake& each) { each.request->http2->connect_protocol = ConnectProtocol::never_sent; },
         {"handshake.h2-setting client: extended CONNECT, but the server never sent "
          "SETTINGS_ENABLE_CONNECT_PROTOCOL = 1"}},
        {[](model::Handshake& each) {
             each.request->http2->connect_protocol = ConnectProtocol::not_received;
         },
         {"handshake.h2-setting client: extended CONNECT, but the server's "
          "SETTINGS_ENABLE_CONNECT_PROTOCOL = 1 had not arrived"}},
        {[](model::Handshake& each) { each.request->http2->connect_protocol = ConnectProtocol::unknown; },
         {}},
        {[](model::Handshake& each) { each.request->method = "GET"; },
         {"handshake.h2-pseudo-header client: ':protocol' with the method 'GET', not CONNECT"}},
        {[](model::Handshake& each) { each.request->http2->has_scheme = false; },
         {"handshake.h2-pseudo-header client: ':protocol' without ':scheme'"}},
        {[](model::Handshake& each) {
             each.request->http2->has_path = each.request->http2->has_authority = false;
         },
         {"handshake.h2-pseudo-header client: ':protocol' without ':path', ':authority'"}},
        {[](model::Handshake& each) { each.request->http2->has_connection = true; },
         {"handshake.h2-forbidden-header client: Connection in the request: HTTP/2 has no place for it"}},
        {[](model::Handshake& each) { each.response->http2 = {.has_connection = true, .has_upgrade = true}; },
         {"handshake.h2-forbidden-header server: Connection and Upgrade in the response: HTTP/2 has no place "
          "for it"}},
        {[](model::Handshake& each) {
             each.request->key = "no key at all";
             each.request->key_count = 1;
         },
         {"handshake.h2-needless-header client: Sec-WebSocket-Key is not processed over HTTP/2"}},
        {[](model::Handshake& each) { each.response->accept_count = 1; },
         {"handshake.h2-needless-header server: Sec-WebSocket-Accept is not processed over HTTP/2"}},
        {[](model::Handshake& each) { each.request->version_count = 0; },
         {"handshake.version client: the request has no Sec-WebSocket-Version"}},
    };
    for (const Case& each : cases) {
        model::Handshake handshake = right();
        each.change(handshake);
        CHECK(found_in(handshake) == each.expected);
    }
}

TEST_CASE("rules/http2: a 200 opens a connection there, and a 101 does not") {
    model::Handshake handshake = right();
    CHECK(handshake.response->opens());
    handshake.response->status = 101;
    CHECK_FALSE(handshake.response->opens());
    handshake.response->http2.reset();
    CHECK(handshake.response->opens());
}
