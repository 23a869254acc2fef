#include <doctest/doctest.h>

#include "engine/connection_state.hpp"
#include "tests/engine/event_log.hpp"

using namespace wsdissect;
using namespace wsdissect::engine;

namespace {

struct Closing {
    test::EventLog log;
    Context context{Options{}, log};
    ConnectionState state{context, std::make_unique<model::ConnectionInfo>()};

    void close(Direction sender, std::uint64_t packet, std::uint16_t code) {
        model::Control control;
        control.direction = sender;
        control.packet.number = packet;
        control.close_code = code;
        state.note_close(control);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Closing, "engine/connection_state: the Close of the earlier packet is the first") {
    CHECK(!state.closes.any());
    SUBCASE("in order") {
        close(Direction::server, 7, 1001);
        CHECK(state.closes.any());
        CHECK(!state.closes.both());
        close(Direction::client, 8, 1000);
    }
    SUBCASE("the later one decoded before it") {
        close(Direction::client, 8, 1000);
        close(Direction::server, 7, 1001);
    }
    CHECK(state.closes.both());
    CHECK(state.closes.first == Direction::server);
    CHECK(state.closes.code == 1001);
}

TEST_CASE_FIXTURE(Closing, "engine/connection_state: of two in one packet the one that is told first is") {
    // The other one may be unfinished, and told when the connection ends with that packet.
    close(Direction::server, 7, 1001);
    close(Direction::client, 7, 1000);
    CHECK(state.closes.first == Direction::server);
    CHECK(state.closes.code == 1001);
}

TEST_CASE_FIXTURE(Closing, "engine/connection_state: a direction's second Close counts for nothing") {
    close(Direction::server, 7, 1001);
    close(Direction::server, 6, 1002);
    CHECK(!state.closes.both());
    CHECK(state.closes.code == 1001);
}

TEST_CASE("engine/connection_state: Pings and missed frames are noted of each side by itself") {
    Closes closes;
    closes.note_ping(Direction::server, true);
    CHECK(closes.ping_waits(Direction::server));
    CHECK(!closes.ping_waits(Direction::client));
    closes.note_ping(Direction::client, true);
    closes.note_ping(Direction::server, false);
    CHECK(!closes.ping_waits(Direction::server));
    CHECK(closes.ping_waits(Direction::client));
    CHECK(!closes.has_missed(Direction::client));
    closes.note_missed(Direction::client);
    CHECK(closes.has_missed(Direction::client));
    CHECK(!closes.has_missed(Direction::server));
    CHECK(!closes.any());
}
