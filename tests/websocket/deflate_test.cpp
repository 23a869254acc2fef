#include "wsdissect/websocket/deflate.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "wsdissect/base/direction.hpp"

namespace wsdissect::websocket {
namespace {

struct Case {
    std::string_view extension;
    DeflateTerms client, server;
};

TEST_CASE("websocket/deflate: what a response agrees on") {
    const Case cases[] = {
        {"permessage-deflate", {15, true}, {15, true}},
        {"permessage-deflate; server_no_context_takeover", {15, true}, {15, false}},
        {"permessage-deflate; client_no_context_takeover", {15, false}, {15, true}},
        {"permessage-deflate; server_max_window_bits=8", {15, true}, {8, true}},
        {"permessage-deflate; client_max_window_bits=9", {9, true}, {15, true}},
        {"permessage-deflate;server_max_window_bits=\"10\" ; client_max_window_bits = 14",
         {14, true},
         {10, true}},
        {"permessage-deflate; client_max_window_bits=11; client_no_context_takeover; "
         "server_no_context_takeover; server_max_window_bits=15",
         {11, false},
         {15, false}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.extension);
        const auto agreed = agreed_deflate(c.extension);
        REQUIRE(agreed);
        CHECK((*agreed)[index_of(Direction::client)] == c.client);
        CHECK((*agreed)[index_of(Direction::server)] == c.server);
    }
}

TEST_CASE("websocket/deflate: what is malformed says nothing") {
    constexpr DeflateTerms kDefault;
    const Case cases[] = {
        {"permessage-deflate; server_max_window_bits", kDefault, kDefault},
        {"permessage-deflate; server_max_window_bits=7", kDefault, kDefault},
        {"permessage-deflate; server_max_window_bits=16", kDefault, kDefault},
        {"permessage-deflate; server_max_window_bits=08", kDefault, kDefault},
        {"permessage-deflate; server_max_window_bits=9x", kDefault, kDefault},
        {"permessage-deflate; unknown=1; server_max_window_bits=9", kDefault, {9, true}},
        {"permessage-deflate; server_max_window_bits=9; server_max_window_bits=12", kDefault, {9, true}},
        {"permessage-deflate; server_max_window_bits=9;", kDefault, kDefault},
        {"permessage-deflate; server_max_window_bits=\"9", kDefault, kDefault},
    };
    for (const Case& c : cases) {
        CAPTURE(c.extension);
        const auto agreed = agreed_deflate(c.extension);
        REQUIRE(agreed);
        CHECK((*agreed)[index_of(Direction::client)] == c.client);
        CHECK((*agreed)[index_of(Direction::server)] == c.server);
    }
}

TEST_CASE("websocket/deflate: other extensions agree on nothing") {
    for (const std::string_view extension :
         {"x-webkit-deflate-frame", "permessage-deflate-2", "x; permessage-deflate", ""})
        CHECK_FALSE(agreed_deflate(extension));
}

}  // namespace
}  // namespace wsdissect::websocket
