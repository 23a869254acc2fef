#include <doctest/doctest.h>

#include <string>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

const Lines kValid = {"handshake #0 valid: GET /chat -> 101, accept correct"};
const Lines kHello = {"message #0 client text frames=1 wire=5 'Hello'"};
const Lines kHi = {"message #0 server text frames=1 wire=2 'Hi'"};

Tape& talk(Tape& tape) {
    tape.client(upgrade_request()).server(upgrade_response());
    return tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
}

void check_talk(const EventLog& log) {
    CHECK(log.of("handshake") == kValid);
    CHECK(log.of("message #0 client") == kHello);
    CHECK(log.of("message #0 server") == kHi);
    CHECK(log.of("gap") == Lines{});
}

}  // namespace

TEST_CASE("engine/conversation: what the capture shows in another order") {
    SUBCASE("the client's frames before the 101") {
        Tape tape;
        tape.open().client(upgrade_request()).client(masked(Opcode::text, "Hello"));
        tape.server(upgrade_response()).server(frame(Opcode::text, "Hi"));
        const EventLog log = run(tape.close());
        check_talk(log);
        CHECK(log.lines.front() == kValid.front());
        CHECK(log.lines.at(1).starts_with("frame #0 client"));
        CHECK(log.stamps.at(1).first_packet == 5);  // that brought it, though its meaning came with packet 6
        CHECK(log.stamps.at(1).packet == 5);
    }
    SUBCASE("the 101 before its request") {
        Tape tape;
        tape.open().client(upgrade_request()).server(upgrade_response()).earlier(1);
        tape.server(frame(Opcode::text, "Hi")).client(masked(Opcode::text, "Hello"));
        check_talk(run(tape.close()));
    }
    SUBCASE("the 101 and its frames before its request") {
        Tape tape;
        tape.open().client(upgrade_request());
        tape.server(upgrade_response()).earlier(1).server(frame(Opcode::text, "Hi")).earlier(1);
        check_talk(run(tape.client(masked(Opcode::text, "Hello")).close()));
    }
    SUBCASE("a response in pieces before its request") {
        for (const std::size_t cut : {5U, 8U, 20U, 60U}) {
            CAPTURE(cut);
            const std::string answer = upgrade_response();
            Tape tape;
            tape.open().client(upgrade_request()).server(answer.substr(0, cut)).earlier(1);
            tape.server(answer.substr(cut)).earlier(1);
            tape.server(frame(Opcode::text, "Hi")).client(masked(Opcode::text, "Hello"));
            check_talk(run(tape.close()));
        }
    }
    SUBCASE("every response before its request") {
        Tape tape;
        tape.open().client(get("/")).server(response(200, "Content-Length: 3\r\n", "abc")).earlier(1);
        tape.client("HEAD / HTTP/1.1\r\n\r\n").server(response(200, "Content-Length: 3\r\n")).earlier(1);
        tape.client(upgrade_request()).server(upgrade_response()).earlier(1);
        tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi"));
        check_talk(run(tape));
    }
    SUBCASE("the request long after the 101: half a handshake, but no request taken for frames") {
        Tape tape;
        tape.open().client(upgrade_request("Content-Length: 2\r\n") + "ab");
        const TapePacket request = tape.packets().back();
        tape.server(upgrade_response()).wait(300).server(frame(Opcode::text, "Hi"));
        auto packets = tape.packets();
        packets.erase(packets.begin() + 3);
        packets.push_back(request);
        tape.client(masked(Opcode::text, "Hello"));
        packets.push_back(tape.packets().back());
        const EventLog log = run(packets);
        CHECK(log.of("handshake") == Lines{"handshake #0 incomplete: - -> 101, accept unknown"});
        CHECK(log.of("message #0 client") == kHello);
        CHECK(log.of("message #0 server") == kHi);
        CHECK(log.of("frame").size() == 2);
    }
}

TEST_CASE("engine/conversation: a request behind octets that nobody knows the meaning of") {
    for (const std::size_t lost : {1U, 30U, 5000U}) {
        CAPTURE(lost);
        Tape tape;
        check_talk(run(talk(tape.open().lose(Direction::client, lost))));
    }
}

TEST_CASE(
    "engine/conversation: no frame is made of the rest of one, where neither its front nor the request is "
    "there") {
    Tape tape;
    tape.open().client(upgrade_request()).server(upgrade_response()).settle().settle();
    tape.lose(Direction::client, 1000).client(masked(Opcode::binary, pattern(3000)).substr(1000));
    for (int i = 0; i < 20; ++i) tape.client(masked(Opcode::text, "Hello"));
    auto packets = tape.packets();
    packets.erase(packets.begin(), packets.begin() + 4);
    const EventLog log = run(packets);
    const Lines messages = log.of("message #0 client");
    CHECK(messages == Lines(messages.size(), kHello.front()));
    CHECK(messages.size() >= 19);
    CHECK(log.of("gap").size() == 1);
}

TEST_CASE("engine/conversation: the first octet of a client's HEAD may as well be a response's") {
    Tape tape;
    tape.open().client("H").client("EAD / HTTP/1.1\r\n\r\n").server(response(200, "Content-Length: 9\r\n"));
    const EventLog log = run(talk(tape));
    check_talk(log);
    CHECK(log.stamps.at(0).packet == 8);
}

TEST_CASE("engine/conversation: only one direction captured") {
    const std::string frames = masked(Opcode::text, "Hello") + masked(Opcode::close, close_body(1000));
    SUBCASE("the client's") {
        Tape tape;
        tape.client(get("/")).client(upgrade_request()).client(frames).fin(Direction::client);
        CHECK(run(tape).lines == Lines{"frame #0 client text 5 masked ends 'Hello'", kHello.front(),
                                       "frame #0 client close 2 masked '\\u{3}\\xe8'",
                                       "control #0 client close code=1000 '\\u{3}\\xe8'",
                                       "handshake #0 incomplete: GET /chat -> -, accept unknown",
                                       "end #0 unknown handshake=incomplete "
                                       "180/2/1/7/0 0/0/0/0/0"});
    }
    SUBCASE("the client's, with a retry and frames at the very end of the capture") {
        Tape tape;
        tape.client(upgrade_request()).client(upgrade_request()).client(frames);
        const EventLog log = run(tape);
        CHECK(log.of("handshake").size() == 2);
        CHECK(log.of("message") == Lines{"message #1 client text frames=1 wire=5 'Hello'"});
    }
    SUBCASE("the client's, after more requests than any client pipelines") {
        Tape tape;
        for (int i = 0; i < 1500; ++i) tape.client(get("/"));
        tape.client(upgrade_request()).client(frames);
        CHECK(run(tape).of("message") == kHello);
    }
    SUBCASE("the server's") {
        Tape tape;
        tape.server(response(200, "Content-Length: 3\r\n", "abc")).server(upgrade_response());
        tape.server(frame(Opcode::text, "Hi")).fin(Direction::server);
        CHECK(run(tape).lines == Lines{"handshake #0 incomplete: - -> 101, accept unknown",
                                       "frame #0 server text 2 ends 'Hi'", kHi.front(),
                                       "end #0 unknown handshake=incomplete 0/0/0/0/0 133/1/1/2/0"});
    }
}

TEST_CASE("engine/conversation: a capture that begins in the middle of a keep-alive connection") {
    struct Case {
        std::string_view name;
        std::string client, server;
    };
    const Case cases[] = {
        {"a response's body", "", "the last octets of a body"},
        {"binary", "", pattern(500)},
        {"lines of text", "", "some text\r\nContent-Length: 3\r\n\r\nand HTTP/1.1 200 OK\r\n\r\n"},
        {"a request's body", "the last octets of a body", ""},
        {"one word", "word", "word"},
        {"bodies both ways", "name and more words", "text without a line's end"},
        {"the rest of a head", "ser-Agent: x\r\nAccept: */*\r\n\r\n", "th: 3\r\n\r\nabc"},
        {"the end of chunks", "", "0\r\n\r\n"},
        {"a body that begins like a head", "HTTP is a protocol", "GET is a method"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        for (const bool http_between : {false, true}) {
            Tape tape;
            if (!c.client.empty()) tape.client(c.client);
            if (!c.server.empty()) tape.server(c.server);
            tape.settle();
            if (http_between) tape.client(get("/")).server(response(200, "Content-Length: 1\r\n", "x"));
            check_talk(run(talk(tape).close()));
        }
    }
}

TEST_CASE("engine/conversation: loss before the handshake") {
    SUBCASE("in a body of known length: nothing is lost of HTTP") {
        Tape tape;
        tape.open().client(get("/")).server(response(200, "Content-Length: 1000\r\n", pattern(300)));
        tape.lose(Direction::server, 400).server(pattern(300)).settle();
        check_talk(run(talk(tape)));
    }
    SUBCASE("of the first octets") {
        Tape tape;
        tape.open().lose(Direction::client, 100).client("words of a body").settle();
        check_talk(run(talk(tape)));
    }
    SUBCASE("of a request: its response is not taken for the next request's") {
        Tape tape;
        tape.open().client(get("/")).server(response(200));
        tape.lose(Direction::client, 100).server(response(404)).settle();
        check_talk(run(talk(tape)));
    }
    SUBCASE("of a request, right before the end") {
        Tape tape;
        tape.open().client(get("/")).server(response(200));
        tape.lose(Direction::client, 100).server(response(404));
        check_talk(run(talk(tape)));
    }
    SUBCASE("of a response") {
        Tape tape;
        tape.open()
            .client(get("/"))
            .lose(Direction::server, 100)
            .client(get("/"))
            .server(response(200))
            .settle();
        check_talk(run(talk(tape)));
    }
    SUBCASE("of a refusal: both attempts have their record") {
        Tape tape;
        tape.open().client(upgrade_request("", "/first")).lose(Direction::server, 50);
        tape.client(upgrade_request()).server(upgrade_response()).settle();
        const EventLog log = run(tape.close());
        CHECK(log.of("handshake") == Lines{"handshake #0 incomplete: GET /first -> -, accept unknown",
                                           "handshake #1 valid: GET /chat -> 101, accept correct"});
        CHECK(log.of("end").size() == 2);
    }
}

TEST_CASE("engine/conversation: a body that reads like a 101 is none, though its request was lost") {
    Tape tape;
    tape.open().lose(Direction::client, get("/page").size());
    tape.server(response(200, "", upgrade_response()));
    const EventLog log = run(talk(tape));
    CHECK(log.of("handshake") == kValid);
    CHECK(log.of("message").size() == 2);
}

TEST_CASE("engine/conversation: a response answers the later request where the server's beginning was lost") {
    const std::string other = get("/", "Connection: Upgrade\r\nUpgrade: h2c\r\n");
    Tape tape;
    tape.open().client(other).lose(Direction::server, response(200).size());
    const Tape talked = talk(tape);
    // Without the server's SYN nobody knows where its octets begin, so not that some are missing.
    std::vector<TapePacket> packets = talked.packets();
    packets.erase(packets.begin() + 1);
    const EventLog log = run(packets);
    CHECK(log.of("handshake") == kValid);
    CHECK(log.of("message").size() == 2);
}

TEST_CASE("engine/conversation: loss at the handshake") {
    SUBCASE("the client's frames are lost before the late 101: those behind are not decoded") {
        Tape tape;
        tape.open().client(upgrade_request()).lose(Direction::client, 7);
        tape.client(masked(Opcode::text, pattern(50))).ack(Direction::server);
        tape.wait(300).ack(Direction::client).ack(Direction::server);
        tape.server(upgrade_response()).client(masked(Opcode::text, "x")).server(frame(Opcode::text, "Hi"));
        const EventLog log = run(tape);
        CHECK(log.of("handshake") == kValid);
        CHECK(log.of("gap") == Lines{"gap #0 client 7 lost"});
        CHECK(log.of("frame") == Lines{"frame #0 server text 2 ends 'Hi'"});
    }
    SUBCASE("the 101 is lost: the client's frames are decoded, the server's are not") {
        Tape tape;
        tape.open().client(upgrade_request()).lose(Direction::server, upgrade_response().size());
        tape.client(masked(Opcode::text, "Hello")).server(frame(Opcode::text, "Hi")).settle();
        const EventLog log = run(tape.close());
        CHECK(log.of("handshake") == Lines{"handshake #0 incomplete: GET /chat -> -, accept unknown"});
        CHECK(log.of("frame") == Lines{"frame #0 client text 5 masked ends 'Hello'"});
        CHECK(log.of("gap") == Lines{"gap #0 server 129 lost"});
        CHECK(log.summary.lost_bytes == 129);
    }
    SUBCASE("the 101 and a frame of the client are lost: both are told, and nobody knows how it ended") {
        Tape tape;
        tape.open().client(upgrade_request()).lose(Direction::server, upgrade_response().size());
        tape.lose(Direction::client, 13).client(masked(Opcode::text, "Hello"));
        tape.server(frame(Opcode::text, "Hi")).settle();
        const EventLog log = run(tape.close());
        CHECK(log.of("handshake") == Lines{"handshake #0 incomplete: GET /chat -> -, accept unknown"});
        CHECK(log.of("frame").empty());
        CHECK(log.of("gap") == Lines{"gap #0 client 13 lost", "gap #0 server 129 lost"});
        CHECK(log.of("end #0 unknown tcp-first=client").size() == 1);
    }
    SUBCASE("a refusal comes long after frames that were sent in vain") {
        Tape tape;
        tape.open().client(upgrade_request("", "/first")).client(masked(Opcode::text, "in vain"));
        tape.wait(300).ack(Direction::server).server(response(403));
        const EventLog log = run(talk(tape));
        CHECK(log.of("handshake") == Lines{"handshake #0 rejected: GET /first -> 403, accept unknown",
                                           "handshake #1 valid: GET /chat -> 101, accept correct"});
        CHECK(log.of("message") == Lines{"message #0 client text frames=1 wire=7 'in vain'",
                                         "message #1 client text frames=1 wire=5 'Hello'",
                                         "message #1 server text frames=1 wire=2 'Hi'"});
    }
}

TEST_CASE("engine/conversation: what speaks no HTTP is left alone") {
    for (const std::string_view greeting :
         {"220 mail ESMTP\r\n", "SSH-2.0-OpenSSH\r\n", "\x16\x03\x01", "{}"}) {
        CAPTURE(greeting);
        Tape tape;
        tape.open().server(greeting).client("EHLO x\r\n");
        const EventLog log = run(talk(tape).close());
        CHECK(log.lines == Lines{});
        CHECK(log.summary.tcp_streams == 1);
    }
}

TEST_CASE("engine/conversation: a head that never ends is no HTTP") {
    Tape tape;
    tape.open();
    for (int i = 0; i < 100; ++i)
        tape.client(i == 0 ? "GET / HTTP/1.1\r\n" : "X: " + std::string(997, 'y') + "\r\n");
    CHECK(run(talk(tape)).lines == Lines{});
}

TEST_CASE("engine/conversation: where the response is missing, the other side may have sent Close") {
    Tape tape = Tape().open().client(upgrade_request()).server(upgrade_response());
    tape.client(masked(Opcode::close, close_body(1000))).server(frame(Opcode::close, close_body(1000)));
    tape.client("HTTP/1.1 400 Bad Request\r\n\r\n").close();  // no frame, and after both Closes need be none
    std::vector<TapePacket> packets = tape.packets();
    packets.erase(packets.begin() + 4);  // the response
    packets.erase(packets.begin() + 1);  // the SYN, ACK that would tell that it is missing
    RunOptions options;
    options.demand.findings = true;
    const EventLog log = run(packets, options);
    CHECK(log.of("handshake #0 incomplete").size() == 1);
    CHECK(log.of("frame #0 client close").size() == 2);
    CHECK(log.of("finding") == Lines{});
}
