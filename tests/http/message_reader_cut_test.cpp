#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/http/reading.hpp"

using namespace wsdissect;
using namespace wsdissect::http;

namespace {

constexpr std::string_view kRequests =
    "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\r\n"
    "\r\n\nPOST /a HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello\r\n\r\nxy"
    "PUT  /b c  HTTP/1.0\nTransfer-Encoding: gzip,\r\n chunked\n\n"
    "4;name=\"v\"\r\nWiki\r\n0005 \npedia\n0\r\nTrailer: 1\r\n\r: 2\r\n\r\n"
    "OPTIONS * HTTP/1.1\r\nEmpty:\r\nFolded : one\r\n\ttwo\r\n \r\n\r\n"
    "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
    "GET /last HTTP/1.1\r\n\r\n";

constexpr std::string_view kResponses =
    "HTTP/1.1 100 Continue\r\n\r\n"
    "HTTP/1.1 103\r\nLink: </x>\r\n\r\n"
    "HTTP/1.1 200 OK\r\nAnswers: HEAD\r\nContent-Length: 500\r\n\r\n"
    "HTTP/1.1 304 Not Modified\r\n\r\n"
    "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
    "HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\nHTTP"
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
    "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nGET / HTTP/1.1\r\n\r\nand so on";

constexpr std::string_view kBroken[] = {
    "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\x1b\r\nA: 1\r\n\r\n",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n",
    "GET / HTTP/1.1\r\n\r\nEHLO example.org\r\nQUIT\r\n",
    "GET / HTTP/1.1\r\n\r\n\x81\x05hello",
};

std::vector<std::size_t> every_place(std::string_view wire) {
    std::vector<std::size_t> cuts(wire.size());
    std::iota(cuts.begin(), cuts.end(), std::size_t{0});
    return cuts;
}

void check_cuts(std::string_view wire) {
    const std::vector<Told> whole = read_cut(wire, {});
    for (std::size_t cut = 0; cut <= wire.size(); ++cut) {
        CAPTURE(cut);
        CHECK(read_cut(wire, {cut}) == whole);
    }
    CHECK(read_cut(wire, every_place(wire)) == whole);
}

std::size_t count(const std::vector<Told>& told, ReadEvent event) {
    std::size_t found = 0;
    for (const Told& one : told) found += one.event == event ? 1 : 0;
    return found;
}

/// A few octets changed, doubled or taken away.
std::string mutated(std::string_view wire, std::mt19937& random) {
    std::string text(wire);
    for (std::size_t changes = 1 + random() % 4; changes > 0 && !text.empty(); --changes) {
        const std::size_t at = random() % text.size();
        switch (random() % 4) {
            case 0: text[at] = static_cast<char>(random() % 256); break;
            case 1: text[at] = "\r\n :;,\"0fG"[random() % 10]; break;
            case 2: text.erase(at, 1 + random() % 8); break;
            case 3: text.insert(at, text.substr(at, 1 + random() % 8)); break;
        }
    }
    return text;
}

/// Up to three cuts, in order.
std::vector<std::size_t> random_cuts(std::string_view wire, std::mt19937& random) {
    std::vector<std::size_t> cuts(random() % 4);
    for (std::size_t& cut : cuts) cut = random() % (wire.size() + 1);
    std::sort(cuts.begin(), cuts.end());
    return cuts;
}

}  // namespace

TEST_CASE("http/message_reader: requests with all kinds of bodies, wherever they are cut") {
    const std::vector<Told> told = read_cut(kRequests, {});
    CHECK(count(told, ReadEvent::head) == 6);
    CHECK(count(told, ReadEvent::message_end) == 6);
    CHECK(told.back().offset == kRequests.size());
    check_cuts(kRequests);
}

TEST_CASE("http/message_reader: responses with all kinds of bodies, wherever they are cut") {
    const std::vector<Told> told = read_cut(kResponses, {});
    CHECK(count(told, ReadEvent::head) == 8);
    CHECK(count(told, ReadEvent::message_end) == 7);
    CHECK(told.back().event == ReadEvent::head);
    check_cuts(kResponses);
}

TEST_CASE("http/message_reader: streams that stop being HTTP, wherever they are cut") {
    for (const std::string_view wire : kBroken) {
        CAPTURE(wire);
        CHECK(read_cut(wire, {}).back().event == ReadEvent::not_http);
        check_cuts(wire);
    }
}

TEST_CASE("http/message_reader: damaged streams tell the same however they are cut") {
    for (unsigned seed = 0; seed < 2000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const std::string wire = mutated(seed % 2 == 0 ? kRequests : kResponses, random);
        const std::vector<Told> whole = read_cut(wire, {});
        CHECK(read_cut(wire, random_cuts(wire, random)) == whole);
        if (seed % 20 < 2) CHECK(read_cut(wire, every_place(wire)) == whole);
    }
}
