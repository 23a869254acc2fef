#include <doctest/doctest.h>

#include <string>

#include "engine/context.hpp"
#include "engine/direction_decoder.hpp"
#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"

// What DirectionDecoder takes from the memory budget it gives back.

using namespace wsdissect;
using namespace wsdissect::engine;
using websocket::Opcode;

namespace {

struct Decoding {
    test::EventLog log;
    Context context{Options{}, log};
    tcp::Flow flow;
    ConnectionState connection{context, std::make_unique<model::ConnectionInfo>(), &flow};
    std::optional<DirectionDecoder> decoder;

    Decoding() { decoder.emplace(connection, Direction::client, tcp::End::lower); }
    void feed(std::string_view octets) {
        decoder->on_bytes(as_bytes(octets), {{.number = 1, .time = {}}, 1});
    }
    [[nodiscard]] std::uint64_t used() const { return context.budget.used(); }
};

/// What a message's list of fragments takes at first.
constexpr std::uint64_t kFirstRoom = 16 * sizeof(model::Fragment);

}  // namespace

TEST_CASE_FIXTURE(Decoding, "engine/budget: a payload in one piece is not kept") {
    feed(test::masked(Opcode::text, test::pattern(1000)) + test::frame_header(Opcode::text, 5));
    CHECK(used() == 0);
}

TEST_CASE_FIXTURE(Decoding,
                  "engine/budget: pieces count as they come, and are given back with their message") {
    const std::string octets = test::masked(Opcode::binary, test::pattern(3000));
    feed(octets.substr(0, 1008));
    CHECK(used() == 1000);
    feed(octets.substr(1008, 1000));
    CHECK(used() == 2000);
    feed(octets.substr(2008));
    CHECK(used() == 0);
    CHECK(log.of("message").size() == 1);
}

TEST_CASE_FIXTURE(Decoding, "engine/budget: fragments count, with where they came from") {
    feed(test::masked(Opcode::text, "abc", test::kNotFinal));
    CHECK(used() == 3 + kFirstRoom);
    const std::string ping = test::masked(Opcode::ping, "ping");
    feed(ping.substr(0, 8));
    CHECK(used() == 5 + kFirstRoom);
    feed(ping.substr(8));
    CHECK(used() == 3 + kFirstRoom);
    feed(test::masked(Opcode::continuation, "d"));
    CHECK(used() == 0);
}

TEST_CASE_FIXTURE(Decoding, "engine/budget: a gap over a header, the end, and destruction give all back") {
    feed(test::masked(Opcode::text, "abc", test::kNotFinal) + test::frame_header(Opcode::continuation, 9) +
         "x");
    CHECK(used() > 0);
    SUBCASE("gap") {
        decoder->on_gap(100, {});
        feed("octets that are searched for frames");
        CHECK(used() > 0);
        decoder->finish({});
    }
    SUBCASE("end") { decoder->finish({}); }
    SUBCASE("destruction") { decoder.reset(); }
    CHECK(used() == 0);
}

TEST_CASE_FIXTURE(Decoding,
                  "engine/budget: what a finished message was made of is not kept beside the budget") {
    std::string octets = test::frame(Opcode::binary, "", test::kNotFinal);
    for (int i = 0; i < 4000; ++i) octets += test::frame(Opcode::continuation, "", test::kNotFinal);
    for (int message = 0; message < 2; ++message) {  // what the first one left behind would count no more
        feed(octets);
        CHECK(used() == model::kMaxFragments * sizeof(model::Fragment));
        feed(test::frame(Opcode::continuation, ""));
        CHECK(used() == 0);
    }
}

TEST_CASE_FIXTURE(Decoding,
                  "engine/budget: the reason of a Close longer than a control frame may be is not kept") {
    feed(test::frame(Opcode::close, test::close_body(1000, std::string(123, 'a'))));
    REQUIRE(connection.aside);
    CHECK(connection.aside->close_reason == std::string(123, 'a'));
    connection.closes = {};
    feed(test::frame(Opcode::close, test::close_body(1000, test::pattern(200))));
    CHECK(connection.closes.code == 1000);
    CHECK(!connection.aside->close_reason);
}
