// The segments of a conversation in any order of arrival, again and with other limits: the messages are those
// of the clean stream. Eleven octets say who sends it, how it is cut and mixed, then comes what is said.

#include <algorithm>
#include <vector>

#include "tests/engine/event_log.hpp"
#include "tests/engine/speech.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace wsdissect {
namespace {

using test::Tape;
using test::TapePacket;
using Packets = std::vector<TapePacket>;

/// Holes are given up after 64 packets and some time, and these are too few for that.
constexpr std::size_t kMostPackets = 60;
constexpr std::string_view kCompressed = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

Packets segments(Tape tape, Direction sender, Bytes octets, fuzz::Cuts& cuts) {
    const std::size_t before = tape.packets().size();
    cuts.cut(octets, [&](Bytes piece) { tape.send(sender, as_text(piece)); });
    return {tape.packets().begin() + static_cast<std::ptrdiff_t>(before), tape.packets().end()};
}

/// What the octets' messages, frames and Closes are, without the order of the events of the connection's end.
test::Lines told(const Packets& packets) {
    const test::EventLog log = test::run(packets);
    test::Lines lines = log.of("frame");
    for (const char* const kind : {"message", "control", "gap"})
        for (const std::string& line : log.of(kind)) lines.push_back(line);
    return lines;
}

Packets behind(const Packets& front, const Packets& rest) {
    Packets all = front;
    all.insert(all.end(), rest.begin(), rest.end());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i].nanoseconds = static_cast<std::int64_t>(i) * Tape::kMillisecond;
    return all;
}

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::CutChoices choices(data, size);
    fuzz::Cuts second_cuts(choices);
    const std::uint8_t settings = choices.octet();
    const std::size_t stride = 1 + settings % 16;
    const Direction sender = (settings & 16) != 0 ? Direction::server : Direction::client;
    const Bytes octets = choices.rest();
    if (octets.empty()) return 0;

    const Tape begun = test::upgraded((settings & 32) != 0 ? kCompressed : "");
    const Packets& front = begun.packets();
    Packets mixed = segments(begun, sender, octets, choices.cuts());
    const Packets clean = mixed;
    const Packets again = segments(begun, sender, octets, second_cuts);
    mixed.insert(mixed.end(), again.begin(), again.end());
    if (mixed.size() > kMostPackets) return 0;
    // Every `stride`-th one first, then those behind each of them.
    Packets dealt;
    for (std::size_t begin = 0; begin < stride; ++begin)
        for (std::size_t i = begin; i < mixed.size(); i += stride) dealt.push_back(mixed[i]);
    fuzz::require(told(behind(front, dealt)) == told(behind(front, clean)),
                  "messages do not depend on the order of arrival");
    return 0;
}
