#include "wsdissect/websocket/accept.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace wsdissect::websocket;

TEST_CASE("websocket/accept: known pairs of key and accept") {
    struct Case {
        std::string_view key;
        std::string_view accept;
    };
    std::string long_key;
    for (int i = 0; i < 20; ++i) long_key += "0123456789";
    const std::vector<Case> cases = {
        {"dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},  // RFC 6455 section 1.3
        {"tRbfQhJzXEBmQlEIjVyIDA==", "a2TlOCxzgJ30SiwCycOC4A8CHCE="},
        {" \tdGhlIHNhbXBsZSBub25jZQ== \t", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
        {"", "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w="},  // the GUID alone
        {long_key, "vq8RvuceAz/jLJ6WT4tx6AHR7Lc="},
        {" \t ", "Kfh9QIsMVZcl6xEPYxPHzW8SZ8w="},
    };
    for (const Case& row : cases) {
        CAPTURE(row.key);
        CHECK(accept_value(row.key).text() == row.accept);
    }
}

TEST_CASE("websocket/accept: white space inside a key is part of it") {
    CHECK(accept_value("a b").text() != accept_value("ab").text());
}
