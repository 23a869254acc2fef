#include "wsdissect/websocket/accept.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace wsdissect::websocket;

TEST_CASE("websocket/accept: known pairs of key and accept") {
    struct Case {
        std::string_view key;
        std::string_view accept;
    };
    const std::vector<Case> cases = {
        {"dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},  // RFC 6455 section 1.3
        {"tRbfQhJzXEBmQlEIjVyIDA==", "a2TlOCxzgJ30SiwCycOC4A8CHCE="},
        {" \tdGhlIHNhbXBsZSBub25jZQ== \t", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
        {"", "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w="},  // the GUID alone
        {" \t ", "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w="},
    };
    for (const Case& row : cases) {
        CAPTURE(row.key);
        CHECK(accept_value(row.key) == row.accept);
    }
}

TEST_CASE("websocket/accept: white space inside a key is part of it") {
    CHECK(accept_value("a b") != accept_value("ab"));
}
