#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/http2/frames.hpp"
#include "tests/http2/reading.hpp"

using namespace wsdissect;
using namespace wsdissect::http2;

namespace {

/// An extended CONNECT, what its stream carries, and others between: all that a client sends.
std::string client_octets() {
    const std::string connect =
        block_of({{":method", "CONNECT"}, {":protocol", "websocket"}, {":path", "/"}});
    return std::string(kClientPreface) + settings({{0x4, 0x10000}, {0x3, 100}}) +
           frame(FrameType::settings, kAck, 0, "") +
           frame(FrameType::headers, kPadded | kPriority, 1, padded("dep_w" + connect.substr(0, 11), 3)) +
           frame(FrameType::continuation, 0, 1, "") +
           frame(FrameType::continuation, kEndHeaders, 1, connect.substr(11)) +
           frame(FrameType::data, 0, 1, octets_of("8185 37fa213d 7f9f4d5158")) +
           frame(FrameType::ping, 0, 0, "opaque__") +
           frame(FrameType::headers, kEndHeaders | kEndStream, 3, octets_of("82 86 84 41 01 61")) +
           frame(FrameType::data, kPadded, 1, padded("cd", 5)) + frame(FrameType::data, 0, 1, "") +
           frame(FrameType::window_update, 0, 1, "1234") +
           frame(FrameType::rst_stream, 0, 3, octets_of("00000008")) +
           frame(FrameType::headers, kEndHeaders | kPadded, 5, padded(octets_of("be"), 2)) +
           frame(FrameType::data, kPadded | kEndStream, 1, padded("", 2));
}

std::string server_octets() {
    return settings({{0x8, 0}, {0x3, 8}, {0x8, 1}}) + frame(FrameType::settings, kAck, 0, "") +
           frame(FrameType::headers, kEndHeaders, 1, octets_of("88 4001610162")) +
           frame(FrameType::data, 0, 1, octets_of("8105 48656c6c6f")) +
           frame(FrameType::push_promise, kPadded, 3, padded(octets_of("00000002 82 4001"), 1)) +
           frame(FrameType::continuation, kEndHeaders, 3, octets_of("63 0164")) +
           frame(FrameType::headers, kEndHeaders | kPriority, 3, "12345" + octets_of("be bf")) +
           frame(static_cast<FrameType>(0xA), 0xFF, 1, "other") +
           frame(FrameType::data, kEndStream, 1, "the end") + settings({}) +
           frame(FrameType::goaway, 0, 0, "12345678debug");
}

const std::string kClient = client_octets();
const std::string kServer = server_octets();

std::vector<std::size_t> every_place(std::string_view wire) {
    std::vector<std::size_t> cuts(wire.size());
    std::iota(cuts.begin(), cuts.end(), std::size_t{0});
    return cuts;
}

void check_cuts(Direction sender, std::string_view wire) {
    const std::vector<Told> whole = read_cut(sender, wire, {});
    for (std::size_t cut = 0; cut <= wire.size(); ++cut) {
        CAPTURE(cut);
        CHECK(read_cut(sender, wire, {cut}) == whole);
    }
    CHECK(read_cut(sender, wire, every_place(wire)) == whole);
}

/// A few octets changed, doubled or taken away.
std::string mutated(std::string_view wire, std::mt19937& random) {
    std::string octets(wire);
    for (std::size_t changes = 1 + random() % 4; changes > 0 && !octets.empty(); --changes) {
        const std::size_t at = random() % octets.size();
        switch (random() % 4) {
            case 0: octets[at] = static_cast<char>(random() % 256); break;
            case 1: octets[at] = static_cast<char>(random() % 10); break;
            case 2: octets.erase(at, 1 + random() % 12); break;
            case 3: octets.insert(at, octets.substr(at, 1 + random() % 12)); break;
        }
    }
    return octets;
}

/// Up to three cuts, in order.
std::vector<std::size_t> random_cuts(std::string_view wire, std::mt19937& random) {
    std::vector<std::size_t> cuts(random() % 4);
    for (std::size_t& cut : cuts) cut = random() % (wire.size() + 1);
    std::sort(cuts.begin(), cuts.end());
    return cuts;
}

}  // namespace

TEST_CASE("http2/frame_reader: a client's frames, wherever they are cut") {
    REQUIRE(told_of(Direction::client, kClient) ==
            "settings -\n"
            "headers 1 47 :method=CONNECT :protocol=websocket :path=/\n"
            "data 1 \x81\x85\x37\xFA\x21\x3D\x7F\x9F\x4D\x51\x58\n"
            "headers 3 6 :method=GET :scheme=http :path=/ :authority=a end\n"
            "data 1 cd\n"
            "data 1\n"
            "reset 3\n"
            "headers 5 1 :authority=a\n"
            "data 1 end\n");
    check_cuts(Direction::client, kClient);
}

TEST_CASE("http2/frame_reader: a server's frames, wherever they are cut") {
    REQUIRE(told_of(Direction::server, kServer) ==
            "settings 1\n"
            "headers 1 6 :status=200 a=b\n"
            "data 1 \x81\x05Hello\n"
            "headers 3 2 c=d a=b\n"
            "data 1 the end end\n"
            "settings -\n");
    check_cuts(Direction::server, kServer);
}

TEST_CASE("http2/frame_reader: streams that stop being HTTP/2, wherever they are cut") {
    const std::string bad[] = {
        frame(FrameType::data, 0, 0, "abc"),
        frame(FrameType::headers, kEndHeaders, 9, octets_of("82 80")),
        frame(FrameType::headers, 0, 9, "\x82") + frame(FrameType::data, 0, 9, "abc"),
        frame(FrameType::data, kPadded, 9, "\3ab"),
    };
    for (const std::string& octets : bad) {
        CAPTURE(octets);
        for (const Direction sender : {Direction::client, Direction::server}) {
            const std::string wire = (sender == Direction::client ? kClient : kServer) + octets;
            CHECK(read_cut(sender, wire, {}).back().event == ReadEvent::broken);
            check_cuts(sender, wire);
        }
    }
}

TEST_CASE("http2/frame_reader: damaged streams tell the same however they are cut") {
    for (unsigned seed = 0; seed < 2000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const Direction sender = seed % 2 == 0 ? Direction::client : Direction::server;
        const std::string wire = mutated(sender == Direction::client ? kClient : kServer, random);
        const std::vector<Told> whole = read_cut(sender, wire, {});
        CHECK(read_cut(sender, wire, random_cuts(wire, random)) == whole);
        if (seed % 20 < 2) CHECK(read_cut(sender, wire, every_place(wire)) == whole);
    }
}
