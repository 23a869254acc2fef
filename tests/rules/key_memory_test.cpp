#include "rules/key_memory.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/packet_builder.hpp"

using namespace wsdissect;
using rules::KeyMemory;

namespace {

struct Handshakes {
    KeyMemory memory;
    model::ConnectionInfo connection;
    std::uint64_t packet = 0;  ///< Of the latest request.

    Handshakes() {
        connection.client = test::endpoint("192.0.2.1", 50000);
        connection.server = test::endpoint("198.51.100.2", 80);
    }
    /// On the next connection.
    std::optional<std::uint64_t> note(std::string_view key) {
        const auto earlier = memory.note(connection, key, ++packet);
        ++connection.number;
        connection.client.port = static_cast<std::uint16_t>(50000 + connection.number % 3);
        return earlier;
    }
};

}  // namespace

TEST_CASE_FIXTURE(Handshakes, "rules/key_memory: the same key of the same client for the same server") {
    CHECK(!note("one"));
    CHECK(!note("two"));
    CHECK(note("one") == 0);
    CHECK(note("one") == 2);
}

TEST_CASE_FIXTURE(Handshakes,
                  "rules/key_memory: another client, server, port of the server or key is no reuse") {
    CHECK(!note("one"));
    SUBCASE("client") { connection.client = test::endpoint("192.0.2.3", 50001); }
    SUBCASE("server") { connection.server = test::endpoint("198.51.100.3", 80); }
    SUBCASE("port of the server") { connection.server.port = 81; }
    SUBCASE("for another client of a proxy") {
        connection.proxied_client = test::endpoint("203.0.113.1", 50001);
    }
    CHECK(!note("one"));
}

TEST_CASE_FIXTURE(Handshakes, "rules/key_memory: the same pair of ports may be the same TCP connection") {
    CHECK(!note("one"));
    --connection.client.port;
    CHECK(!note("one"));
}

TEST_CASE_FIXTURE(Handshakes,
                  "rules/key_memory: what was sent later is no earlier use, whoever was answered first") {
    packet = 10;
    CHECK(!note("one"));  // the inner hop of a proxy with its client's address
    packet = 5;
    CHECK(!note("one"));  // the outer one
    packet = 7;
    CHECK(note("one") == 1);
}

TEST_CASE_FIXTURE(Handshakes, "rules/key_memory: the latest 65,536 keys are remembered, and no more") {
    std::uint32_t others = KeyMemory::kMost - 1;
    std::optional<std::uint64_t> earlier = 0;
    SUBCASE("remembered") {}
    SUBCASE("forgotten") {
        ++others;
        earlier.reset();
    }
    CHECK(!note("one"));
    for (std::uint32_t i = 0; i < others; ++i) CHECK(!note(std::to_string(i)));
    CHECK(note("one") == earlier);
}

TEST_CASE_FIXTURE(Handshakes, "rules/key_memory: the latest keys are recognised after any number of them") {
    for (std::uint32_t i = 0; i < KeyMemory::kMost + 10; ++i) CHECK(!note(std::to_string(i)));
    CHECK(note(std::to_string(KeyMemory::kMost + 5)) == KeyMemory::kMost + 5);
    CHECK(!note("5"));
}

TEST_CASE_FIXTURE(Handshakes, "rules/key_memory: of keys that meet in one bucket only some are looked at") {
    const auto note_from = [&](std::uint16_t port) {
        connection.client.port = port;
        return memory.note(connection, "one", ++packet);
    };
    CHECK(!note_from(1));
    for (std::uint32_t again = 1; again < KeyMemory::kMostSteps; ++again) CHECK(!note_from(1));
    CHECK(note_from(2) == 0);
    for (std::uint32_t again = 0; again < KeyMemory::kMostSteps; ++again) (void)note_from(1);
    CHECK(!note_from(1));
}
