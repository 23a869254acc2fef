#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

// Octets that no one sends on purpose: whatever comes, nothing breaks, and what is told of a stream does not
// depend on how it is cut.

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

class Dice {
  public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    /// 0 to `sides` - 1.
    [[nodiscard]] std::size_t roll(std::size_t sides) { return engine_() % sides; }

  private:
    std::mt19937 engine_;  // its sequence is the same everywhere, as that of no distribution is
};

struct Turn {
    Direction sender;
    std::string octets;
};
using Turns = std::vector<Turn>;

Turns valid_conversation() {
    return {{Direction::client, "POST /1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody"},
            {Direction::server, response(200, "Transfer-Encoding: chunked\r\n", "2\r\nxx\r\n0\r\n\r\n")},
            {Direction::client, upgrade_request()},
            {Direction::server, upgrade_response("Sec-WebSocket-Extensions: permessage-deflate\r\n")},
            {Direction::client, masked(Opcode::text, "Hel", kNotFinal) + masked(Opcode::continuation, "lo")},
            {Direction::server, frame(Opcode::binary, pattern(200)) + frame(Opcode::ping, "p")},
            {Direction::client, masked(Opcode::pong, "p") + masked(Opcode::text, "")},
            {Direction::server, frame(Opcode::close, close_body(1001, "x"))},
            {Direction::client, masked(Opcode::close, close_body(1001))}};
}

/// Some octets changed, removed, or taken from elsewhere.
void mutate(Turns& turns, Dice& dice) {
    for (std::size_t count = 1 + dice.roll(4); count > 0; --count) {
        std::string& octets = turns[dice.roll(turns.size())].octets;
        if (octets.empty()) continue;
        const std::size_t at = dice.roll(octets.size());
        switch (dice.roll(4)) {
            case 0: octets[at] = static_cast<char>(dice.roll(256)); break;
            case 1: octets.erase(at, 1 + dice.roll(8)); break;
            case 2:
                octets.insert(at, turns[dice.roll(turns.size())].octets.substr(0, 1 + dice.roll(40)));
                break;
            case 3: octets[at] = static_cast<char>(octets[at] ^ (1 << dice.roll(8))); break;
        }
    }
}

/// Each turn in segments of up to `longest` octets.
Tape segmented(const Turns& turns, Dice& dice, std::size_t longest) {
    Tape tape;
    tape.open();
    for (const auto& [sender, octets] : turns)
        for (std::size_t at = 0; at < octets.size();) {
            const std::size_t length = 1 + dice.roll(longest);
            tape.send(sender, octets.substr(at, length));
            at += length;
        }
    return tape;
}

Tape whole(const Turns& turns) {
    Tape tape;
    tape.open();
    for (const auto& [sender, octets] : turns)
        if (!octets.empty()) tape.send(sender, octets);
    return tape;
}

/// Each handshake has one record and one end, and ends last.
void check_order(const EventLog& log) {
    CHECK(log.of("handshake").size() == log.of("end").size());
    CHECK(log.of("end").size() == log.summary.connections);
    for (std::uint64_t number = 0; number < log.summary.connections; ++number) {
        const std::string name = " #" + std::to_string(number) + " ";
        Lines own;
        std::copy_if(log.lines.begin(), log.lines.end(), std::back_inserter(own),
                     [&](const std::string& line) { return line.find(name) != std::string::npos; });
        REQUIRE(!own.empty());
        CHECK(own.back().starts_with("end"));
    }
}

}  // namespace

TEST_CASE("engine/robustness: frames of any octets are told alike in any segments") {
    for (unsigned seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        Turns turns = {
            {Direction::client, upgrade_request()},
            {Direction::server, upgrade_response("Sec-WebSocket-Extensions: permessage-deflate\r\n")}};
        for (int i = 0; i < 6; ++i) {
            std::string octets;
            for (std::size_t left = 1 + dice.roll(60); left > 0; --left)
                octets += static_cast<char>(dice.roll(256));
            turns.push_back({dice.roll(2) == 0 ? Direction::client : Direction::server, octets});
        }
        const Lines expected = run(whole(turns)).lines;
        REQUIRE(run(segmented(turns, dice, 5)).lines == expected);
        REQUIRE(run(segmented(turns, dice, 40)).lines == expected);
    }
}

TEST_CASE("engine/robustness: valid conversations with wrong octets break nothing") {
    for (unsigned seed = 0; seed < 1000; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        Turns turns = valid_conversation();
        mutate(turns, dice);
        check_order(run(whole(turns)));
        check_order(run(segmented(turns, dice, 30)));
    }
}

TEST_CASE("engine/robustness: packets lost, late, cut and doubled break nothing") {
    for (unsigned seed = 0; seed < 1000; ++seed) {
        CAPTURE(seed);
        Dice dice(seed);
        Turns turns = valid_conversation();
        turns.insert(turns.begin(), turns.begin(), turns.begin() + 3);
        if (dice.roll(2) == 0) mutate(turns, dice);
        Tape tape = segmented(turns, dice, 50);
        if (dice.roll(2) == 0) tape.settle();
        if (dice.roll(2) == 0) tape.close();
        std::vector<TapePacket> packets = tape.packets();
        for (std::size_t count = dice.roll(8); count > 0; --count) {
            const std::size_t at = dice.roll(packets.size() - 1);
            const auto place = packets.begin() + static_cast<std::ptrdiff_t>(at);
            switch (dice.roll(4)) {
                case 0: packets.erase(place); break;
                case 1:
                    std::iter_swap(place,
                                   packets.begin() + static_cast<std::ptrdiff_t>(dice.roll(packets.size())));
                    break;
                case 2: packets.insert(place, packets[dice.roll(packets.size())]); break;
                case 3:
                    place->snapped = static_cast<std::uint32_t>(dice.roll(place->octets.size() + 1));
                    break;
            }
        }
        RunOptions options;
        if (dice.roll(4) == 0) options.engine.max_memory = dice.roll(5000);
        options.demand = {dice.roll(2) == 0 ? model::Demand::kAll : dice.roll(5), dice.roll(300)};
        check_order(run(packets, options));
    }
}
