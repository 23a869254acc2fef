#include "rules/extension_rules.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

#include "tests/rules/broken.hpp"
#include "tests/rules/sample.hpp"

namespace wsdissect::rules {
namespace {

using test::Lines;
using Field = std::optional<std::string_view>;

const model::ConnectionInfo kConnection;
constexpr std::string_view kRule = "handshake.deflate-parameter ";

model::Handshake handshake_with(const Field& offered, const Field& agreed) {
    model::Handshake handshake = test::right_handshake(kConnection);
    handshake.request->extensions = offered;
    handshake.response->extensions = agreed;
    return handshake;
}

Lines broken_by(const model::Handshake& handshake) {
    Violations violations;
    check_extensions(handshake, violations);
    return test::words_of(violations);
}

struct Case {
    std::string offered, agreed;
    std::string_view fault;  ///< Without the rule and the words before it; empty: none.
};

/// Cases of permessage-deflate; the fields are what stands behind that name.
template <std::size_t N>
void check(const Case (&cases)[N], std::string_view side, std::string_view before) {
    for (const Case& each : cases) {
        const std::string offered = "permessage-deflate" + each.offered;
        const std::string agreed = "permessage-deflate" + each.agreed;
        const Lines broken = {std::string(kRule) + std::string(side) + ": " + std::string(before) +
                              std::string(each.fault)};
        CAPTURE(offered);
        CAPTURE(agreed);
        CHECK(broken_by(handshake_with(offered, agreed)) == (each.fault.empty() ? Lines{} : broken));
    }
}

}  // namespace

TEST_CASE("rules/extension: offers") {
    const Case cases[] = {
        {"", "", ""},
        {"; client_max_window_bits", "", ""},
        {"; client_max_window_bits=8; client_no_context_takeover", "", ""},
        {"; x-more=1", "", ""},  // a later revision may know it
    };
    check(cases, "client", "permessage-deflate parameter ");
}

TEST_CASE("rules/extension: an offer at fault is the client's fault, and the server's who accepts it") {
    const std::string_view cases[][2] = {
        {"; client_max_window_bits=7", "'client_max_window_bits' must not have the value '7'"},
        {"; client_max_window_bits=08", "'client_max_window_bits' must not have the value '08'"},
        {"; client_max_window_bits; client_max_window_bits", "'client_max_window_bits' is repeated"},
        {"; server_max_window_bits", "'server_max_window_bits' lacks its value"},
        {"; client_no_context_takeover=1", "'client_no_context_takeover' must not have the value '1'"},
    };
    for (const auto& [parameters, fault] : cases) {
        const std::string offered = "permessage-deflate" + std::string(parameters);
        const std::string client =
            std::string(kRule) + "client: permessage-deflate parameter " + std::string(fault);
        const std::string server = std::string(kRule) + "server: permessage-deflate fits no offer: " +
                                   "permessage-deflate parameter " + std::string(fault) +
                                   ", so that it has to be declined";
        CAPTURE(offered);
        CHECK(broken_by(handshake_with(offered, std::nullopt)) == Lines{client});
        CHECK(broken_by(handshake_with(offered, "permessage-deflate; server_max_window_bits=15")) ==
              Lines{client, server});
        // Another offer may be meant.
        CHECK(broken_by(handshake_with(offered + ", permessage-deflate", "permessage-deflate")) ==
              Lines{client});
    }
}

TEST_CASE("rules/extension: what is agreed, by itself") {
    const Case cases[] = {
        {"; client_max_window_bits", "; client_max_window_bits=15; client_no_context_takeover", ""},
        {"; client_max_window_bits", "; client_max_window_bits", "'client_max_window_bits' lacks its value"},
        {"", "; server_max_window_bits=16", "'server_max_window_bits' must not have the value '16'"},
        {"", "; server_max_window_bits", "'server_max_window_bits' lacks its value"},
        {"", "; server_no_context_takeover=x", "'server_no_context_takeover' must not have the value 'x'"},
        {"", "; x", "'x' is unknown"},
        {"", "; x=1", "'x' must not have the value '1'"},
        {"", "; server_no_context_takeover; server_no_context_takeover",
         "'server_no_context_takeover' is repeated"},
    };
    check(cases, "server", "permessage-deflate parameter ");
    CHECK(broken_by(handshake_with("permessage-deflate", "permessage-deflate, permessage-deflate")) ==
          Lines{std::string(kRule) + "server: permessage-deflate is accepted twice"});
    CHECK(broken_by(handshake_with("permessage-deflate", "permessage-deflate; x, permessage-deflate")) ==
          Lines{std::string(kRule) + "server: permessage-deflate parameter 'x' is unknown"});
}

TEST_CASE("rules/extension: what is agreed, as an answer to the offers") {
    const std::string both = "; server_max_window_bits=9; server_no_context_takeover";
    const Case cases[] = {
        {both, both, ""},
        {both, "; server_max_window_bits=8; server_no_context_takeover", ""},
        {both + ", permessage-deflate", "", ""},  // the second offer
        {"", "; server_max_window_bits=9; server_no_context_takeover; client_no_context_takeover", ""},
        {"", "; client_max_window_bits=9", "client_max_window_bits was not offered"},
        {both, "; server_max_window_bits=9", "server_no_context_takeover was asked for and is left out"},
        {both, "; server_no_context_takeover", "server_max_window_bits was asked for and is left out"},
        {both, "; server_no_context_takeover; server_max_window_bits=10",
         "server_max_window_bits is 10, above the offered 9"},
        // Of several offers that it fits none of, the first one's misfit is told.
        {both + ", permessage-deflate; server_max_window_bits=9", "",
         "server_no_context_takeover was asked for and is left out"},
        {both + ", x-other", "", "server_no_context_takeover was asked for and is left out"},
    };
    check(cases, "server", "permessage-deflate fits no offer: ");
}

TEST_CASE("rules/extension: other extensions") {
    // Parameters of others are their business.
    CHECK(broken_by(handshake_with("x; client_max_window_bits=7; client_max_window_bits", "x; y")) ==
          Lines{});
    CHECK(broken_by(handshake_with("permessage-deflate", std::nullopt)) == Lines{});
    CHECK(broken_by(handshake_with(std::nullopt, std::nullopt)) == Lines{});
    CHECK(
        broken_by(handshake_with("a", "a, b")) ==
        Lines{
            "handshake.extension-unasked server: the server chose the extension 'b', which was not offered"});
    CHECK(
        broken_by(handshake_with(std::nullopt, "b")) ==
        Lines{
            "handshake.extension-unasked server: the server chose the extension 'b', which was not offered"});
}

TEST_CASE("rules/extension: fields that do not parse") {
    CHECK(broken_by(handshake_with("a;;b", "c")) ==
          Lines{"handshake.extension-syntax client: Sec-WebSocket-Extensions 'a;;b' does not parse"});
    CHECK(broken_by(handshake_with("a", "a=")) ==
          Lines{"handshake.extension-syntax server: Sec-WebSocket-Extensions 'a=' does not parse"});
}

TEST_CASE("rules/extension: what is not captured is not judged") {
    model::Handshake handshake =
        handshake_with("permessage-deflate", "permessage-deflate; client_max_window_bits=9");
    handshake.request.reset();
    CHECK(broken_by(handshake) == Lines{});                    // it may have been offered
    handshake.response->extensions = "permessage-deflate; x";  // which no offer makes right
    CHECK(broken_by(handshake) ==
          Lines{std::string(kRule) + "server: permessage-deflate parameter 'x' is unknown"});
    handshake = handshake_with("permessage-deflate; client_max_window_bits=7", std::nullopt);
    handshake.response.reset();
    CHECK(broken_by(handshake) ==
          Lines{std::string(kRule) +
                "client: permessage-deflate parameter 'client_max_window_bits' must not have the value '7'"});
    handshake = handshake_with(std::nullopt, "b");
    handshake.response->status = 403;  // nothing was agreed
    CHECK(broken_by(handshake) == Lines{});
}

}  // namespace wsdissect::rules
