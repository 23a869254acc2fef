// A PROXY protocol header before the first request.

#include <doctest/doctest.h>

#include <string>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

using namespace std::string_literals;

const std::string kLine = "PROXY TCP4 203.0.113.7 198.51.100.2 40000 80\r\n";
const std::string kBinary = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x07\xc6\x33\x64\x02\x9c\x40\0\x50"s;

/// What the client says before its first request is cut after `cut` octets of all that it says first.
Tape conversation(const std::string& before, std::size_t cut = 0) {
    Tape tape;
    tape.open();
    const std::string first = before + upgrade_request();
    if (cut > 0) tape.client(first.substr(0, cut));
    tape.client(first.substr(cut)).server(upgrade_response());
    return tape.client(masked(Opcode::text, "Hello")).close();
}

Lines handshakes(const Tape& tape) { return run(tape).of("handshake"); }

}  // namespace

TEST_CASE("engine/proxied: the header is passed over, and its client told with the handshake") {
    const Lines bare = handshakes(conversation(""));
    REQUIRE(bare.size() == 1);
    for (const std::string& before : {kLine, kBinary})
        CHECK(handshakes(conversation(before)) == Lines{bare[0] + ", for 203.0.113.7:40000"});
    CHECK(handshakes(conversation("PROXY UNKNOWN\r\n")) == bare);
    CHECK(handshakes(conversation("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"s)) == bare);
}

TEST_CASE("engine/proxied: cut at every octet, the events are the same") {
    for (const std::string& before : {kLine, kBinary}) {
        const Lines expected = run(conversation(before)).lines;
        for (std::size_t cut = 1; cut < before.size() + 30; ++cut) {
            CAPTURE(cut);
            CHECK(run(conversation(before, cut)).lines == expected);
        }
    }
}

TEST_CASE("engine/proxied: every handshake of the connection has the client, also one without a response") {
    Tape tape;
    tape.open();
    tape.client(kLine + upgrade_request()).server(response(401)).client(upgrade_request()).close();
    const Lines told = handshakes(tape);
    REQUIRE(told.size() == 2);
    CHECK(told[0].ends_with(", for 203.0.113.7:40000"));
    CHECK(told[1].ends_with(", for 203.0.113.7:40000"));
}

TEST_CASE("engine/proxied: what only begins like a header is a request") {
    const Lines bare = handshakes(conversation(""));
    CHECK(handshakes(conversation("\r\n\r\n")) == bare);
    for (std::size_t cut = 1; cut < 8; ++cut) {
        Tape tape;
        tape.open();
        const std::string first = "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n";
        tape.client(first.substr(0, cut)).client(first.substr(cut)).server(response(207));
        tape.client(upgrade_request()).server(upgrade_response()).close();
        CHECK(handshakes(tape) == bare);
    }
}

TEST_CASE("engine/proxied: a header in the middle of a connection is none") {
    Tape tape;
    tape.open();
    tape.client(get("/"))
        .server(response(200))
        .client(kLine + upgrade_request())
        .server(upgrade_response())
        .close();
    for (const std::string& line : handshakes(tape)) CHECK(line.find(", for ") == std::string::npos);
}

TEST_CASE("engine/proxied: a header that is no good gives the flow up, and none is guessed") {
    CHECK(handshakes(conversation("PROXY TCP9 1 2 3 4\r\n")).empty());
    CHECK(handshakes(conversation("\r\n\r\n\0\r\nQUIT\n\x31\x11\0\0"s)).empty());
}
