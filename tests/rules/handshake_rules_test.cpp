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
