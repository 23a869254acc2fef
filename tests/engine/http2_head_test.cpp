#include "engine/http2_head.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace wsdissect;
using namespace wsdissect::engine;
using http::FieldName;
using http2::HeaderField;

TEST_CASE("engine/http2_head: pseudo-header fields stand where a head of HTTP/1.x has them") {
    constexpr std::array<HeaderField, 7> kFields = {{{":method", "CONNECT"},
                                                     {":protocol", "WebSocket"},
                                                     {":scheme", "http"},
                                                     {":path", "/chat"},
                                                     {":authority", "example.com"},
                                                     {"host", "other.example"},
                                                     {"sec-websocket-version", "13"}}};
    Http2Head head;
    head.read(kFields, http::HeadKind::request);
    CHECK(head.asks_for_websocket());  // a token of HTTP, in any case
    CHECK(head.head.method == "CONNECT");
    CHECK(head.head.target == "/chat");
    CHECK(head.head.is_http2());
    CHECK(head.head.fields.count(FieldName::host) == 1);
    CHECK(head.head.fields.first(FieldName::host)->value == "example.com");
    CHECK(head.head.fields.first(FieldName::sec_websocket_version)->value == "13");
    const model::Http2Request& request = head.request;
    CHECK((request.has_scheme && request.has_path && request.has_authority));
    CHECK_FALSE((request.has_connection || request.has_upgrade));
}

TEST_CASE("engine/http2_head: what is not there is not made up, and what was there before is gone") {
    constexpr std::array<HeaderField, 3> kFields = {
        {{":method", "GET"}, {"host", "example.com"}, {"connection", "upgrade"}}};
    Http2Head head;
    head.read(std::array<HeaderField, 2>{{{":protocol", "websocket"}, {":path", "/"}}},
              http::HeadKind::request);
    head.read(kFields, http::HeadKind::request);
    CHECK_FALSE(head.asks_for_websocket());
    CHECK(head.head.target.empty());
    CHECK_FALSE(head.request.has_path);
    CHECK(head.request.has_connection);
    CHECK_FALSE(head.request.has_upgrade);
    CHECK(head.head.fields.first(FieldName::host)->value == "example.com");
}

TEST_CASE("engine/http2_head: what has no place in HTTP/2 is noted, in any case of letters") {
    Http2Head head;
    head.read(std::array<HeaderField, 1>{{{"Upgrade", "websocket"}}}, http::HeadKind::request);
    CHECK(head.request.has_upgrade);
    CHECK_FALSE(head.request.has_connection);
}

TEST_CASE("engine/http2_head: a status is three digits") {
    struct Case {
        std::string_view text;
        int status;
    };
    for (const Case& each : {Case{"200", 200}, {"99", 0}, {"2000", 0}, {"20x", 0}, {"-20", 0}, {"", 0}}) {
        Http2Head head;
        head.read(std::array<HeaderField, 1>{{{":status", each.text}}}, http::HeadKind::response);
        CHECK(head.head.status == each.status);
    }
}
