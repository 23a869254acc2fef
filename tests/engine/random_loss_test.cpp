#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/engine/tape.hpp"

// Conversations of which the capture misses packets at random: what is told of them has to be true.

using namespace wsdissect;
using namespace wsdissect::test;
using websocket::Opcode;

namespace {

/// Frames and messages as they were told, in order.
class Witness final : public model::Sink {
  public:
    struct Said {
        Opcode opcode;
        bool fin;
        std::uint64_t length;
        std::optional<websocket::MaskingKey> masking_key;
        bool whole;
        std::string payload;
    };
    std::array<std::vector<Said>, 2> frames, messages;  ///< Indexed by the sender.

    [[nodiscard]] model::Demand demand() const override { return kAll; }
    void on_frame(const model::Frame& frame) override {
        const websocket::FrameHeader& header = frame.header;
        frames[index_of(frame.direction)].push_back(
            {header.opcode, header.fin, header.payload_length, header.masking_key,
             frame.captured_length == header.payload_length, std::string(as_text(*frame.payload))});
    }
    void on_message(const model::Message& message) override {
        messages[index_of(message.direction)].push_back({message.opcode,
                                                         true,
                                                         message.wire_length,
                                                         {},
                                                         message.complete,
                                                         std::string(as_text(*message.payload))});
    }
};

Witness witness(const std::vector<TapePacket>& packets) {
    Witness witness;
    engine::Engine engine({}, witness, nullptr);
    play(packets, engine);
    engine.finish();
    return witness;
}

bool is_true(const Witness::Said& said, const Witness::Said& real) {
    const bool same_header = said.opcode == real.opcode && said.fin == real.fin &&
                             said.length == real.length && said.masking_key == real.masking_key;
    return same_header &&
           (said.whole ? said.payload == real.payload : real.payload.starts_with(said.payload));
}

/// How many of `said` are among `real`, each in its turn.
std::size_t true_ones(const std::vector<Witness::Said>& said, const std::vector<Witness::Said>& real) {
    std::size_t found = 0;
    auto at = real.begin();
    for (const Witness::Said& each : said) {
        const auto match =
            std::find_if(at, real.end(), [&](const auto& other) { return is_true(each, other); });
        if (match == real.end()) continue;
        at = match + 1;
        ++found;
    }
    return found;
}

/// What kind of traffic a conversation is.
struct Traffic {
    std::size_t longest;         ///< Octets of payload.
    unsigned frames_in_segment;  ///< At most, where they fit.
};

class Talk {
  public:
    Talk(const Traffic& traffic, std::uint64_t seed) : traffic_(traffic), random_(seed), tape_(upgraded()) {}

    std::vector<TapePacket> packets() {
        for (int turn = 0; turn < 150; ++turn) {
            const Direction sender = random_() % 2 == 0 ? Direction::client : Direction::server;
            std::string octets;
            for (auto frames = 1 + random_() % traffic_.frames_in_segment; frames > 0; --frames)
                octets += next_frame(sender);
            constexpr std::size_t kSegment = 1448;
            for (std::size_t at = 0; at < octets.size(); at += kSegment)
                tape_.send(sender, std::string_view(octets).substr(at, kSegment));
            if (random_() % 2 == 0) tape_.ack(opposite(sender));
        }
        return tape_.close().packets();
    }

  private:
    std::string next_frame(Direction sender) {
        bool& in_message = in_message_[index_of(sender)];
        FrameShape shape{.masked = sender == Direction::client};
        for (std::uint8_t& octet : shape.masking_key) octet = static_cast<std::uint8_t>(random_());
        if (random_() % 10 == 0)
            return frame(random_() % 2 == 0 ? Opcode::ping : Opcode::pong, noise(20), shape);
        shape.fin = random_() % 4 != 0;
        const Opcode opcode = in_message ? Opcode::continuation : Opcode::binary;
        in_message = !shape.fin;
        return frame(opcode, noise(1 + random_() % traffic_.longest), shape);
    }
    std::string noise(std::size_t octets) {
        std::string text(octets, '\0');
        for (char& octet : text) octet = static_cast<char>(random_());
        return text;
    }

    Traffic traffic_;
    std::mt19937_64 random_;
    Tape tape_;
    std::array<bool, 2> in_message_{};
};

struct Recovery {
    std::size_t real = 0;   ///< Frames of the whole capture.
    std::size_t told = 0;   ///< Of the one with holes.
    std::size_t wrong = 0;  ///< Frames and messages that never were.
};

/// `per_mille`: packets missing.
void lose_and_compare(const Traffic& traffic, std::uint64_t seed, unsigned per_mille, Recovery& recovery) {
    std::vector<TapePacket> packets = Talk(traffic, seed).packets();
    const Witness whole = witness(packets);
    std::mt19937_64 random(seed);
    std::size_t place = 0;
    std::erase_if(packets, [&](const TapePacket&) { return ++place > 5 && random() % 1000 < per_mille; });
    const Witness lossy = witness(packets);
    for (const std::size_t sender : {0U, 1U}) {
        recovery.real += whole.frames[sender].size();
        const std::size_t true_frames = true_ones(lossy.frames[sender], whole.frames[sender]);
        recovery.told += true_frames;
        recovery.wrong += lossy.frames[sender].size() - true_frames;
        std::vector<Witness::Said> complete = lossy.messages[sender];
        std::erase_if(complete, [](const Witness::Said& said) { return !said.whole; });
        recovery.wrong += complete.size() - true_ones(complete, whole.messages[sender]);
    }
}

Recovery recover(const Traffic& traffic, unsigned per_mille, unsigned seeds) {
    Recovery recovery;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) lose_and_compare(traffic, seed, per_mille, recovery);
    return recovery;
}

constexpr Traffic kChat{.longest = 100, .frames_in_segment = 1};
constexpr Traffic kFeed{.longest = 100, .frames_in_segment = 12};
constexpr Traffic kDocuments{.longest = 5000, .frames_in_segment = 2};

}  // namespace

TEST_CASE(
    "engine/random_loss: whatever packets are missing, no frame and no message is told that never was") {
    struct Case {
        std::string_view name;
        Traffic traffic;
        double recovered;  ///< At least this share of all frames is told where a packet of 50 is missing.
    };
    const Case cases[] = {{"chat", kChat, 0.9}, {"feed", kFeed, 0.85}, {"documents", kDocuments, 0.5}};
    for (const Case& c : cases) {
        CAPTURE(c.name);
        for (const unsigned per_mille : {5U, 20U, 200U}) {
            const Recovery recovery = recover(c.traffic, per_mille, 20);
            CHECK(recovery.wrong == 0);
            const double share = static_cast<double>(recovery.told) / static_cast<double>(recovery.real);
            if (per_mille == 20) CHECK(share > c.recovered);
        }
    }
}

#ifdef WSDISSECT_MEASURE_CHANCE  // Takes minutes: tests/bench has a program of its own for it.
TEST_CASE("engine/random_loss: how many frames are found again") {
    for (const Traffic& traffic : {kChat, kFeed, kDocuments}) {
        for (const unsigned per_mille : {1U, 5U, 20U, 50U, 100U, 200U}) {
            const Recovery recovery = recover(traffic, per_mille, 500);
            MESSAGE("payload up to ", traffic.longest, ", ", per_mille,
                    " of 1000 packets missing: ", recovery.told, " of ", recovery.real, " frames, ",
                    recovery.wrong, " wrong");
        }
    }
}
#endif
