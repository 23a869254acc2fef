// Two random streams, cut, repeated, overlapping, reordered, lost and held at random: what arrives is known
// all the same.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tcp/flow_table.hpp"
#include "tests/tcp/capture.hpp"

using namespace wsdissect;
using namespace wsdissect::tcp;

namespace {

constexpr std::array kBoth{Direction::client, Direction::server};
/// How far a packet may stray: well within the patience, also where both directions' copies come between.
constexpr std::size_t kStray = 20;

class Round {
  public:
    explicit Round(std::uint64_t seed) : random_(seed) {}

    std::uint32_t any(std::size_t below) { return static_cast<std::uint32_t>(random_() % below); }
    bool chance(std::size_t one_in) { return any(one_in) == 0; }
    std::string text(std::size_t octets) {
        std::string text(octets, ' ');
        for (char& c : text) c = static_cast<char>('a' + any(26));
        return text;
    }
    Script script() {
        const auto isn = [this] { return chance(2) ? 0U - any(600) : static_cast<std::uint32_t>(random_()); };
        Script::Setup setup{.client_isn = isn(), .server_isn = isn()};
        if (chance(2)) std::swap(setup.client, setup.server);
        if (chance(8)) setup.server = setup.client;
        return Script(setup);
    }
    /// Each packet a little earlier or later.
    Sents strayed(const Sents& sents) {
        std::vector<std::pair<std::size_t, std::size_t>> order;
        for (std::size_t i = 0; i < sents.size(); ++i) order.emplace_back(i + any(kStray), i);
        std::sort(order.begin(), order.end());
        Sents strayed;
        for (const auto& [key, i] : order) strayed.push_back(sents[i]);
        return strayed;
    }

  private:
    std::mt19937_64 random_;
};

/// A direction's stream and which octets of it the capture shows.
struct Stream {
    std::string octets;
    std::vector<bool> captured;
    std::uint32_t sent = 0;

    explicit Stream(std::string text) : octets(std::move(text)), captured(octets.size(), false) {}

    /// With `[n]` for what is lost.
    [[nodiscard]] std::string expected() const {
        std::string text;
        std::size_t lost = 0;
        for (std::size_t i = 0; i <= octets.size(); ++i) {
            const bool here = i == octets.size() || captured[i];
            if (here && lost > 0) text += '[' + std::to_string(std::exchange(lost, 0)) + ']';
            if (!here) ++lost;
            if (here && i < octets.size()) text += octets[i];
        }
        return text;
    }
};

/// The streams' segments in order, with repetitions, and with acknowledgements that are always ahead.
class Exchange {
  public:
    Exchange(Round& round, Script script, std::size_t loss_one_in)
        : round_(round),
          script_(std::move(script)),
          loss_one_in_(loss_one_in),
          streams_{Stream(round.text(round.any(700))), Stream(round.text(round.any(700)))} {}

    Sents opening() { return script_.handshake(); }
    Sents segments() {
        Sents sents;
        while (!is_done()) {
            const Direction from = kBoth[round_.any(2)];
            step(sents, from);
            if (round_.chance(4)) again(sents, from);
            if (round_.chance(3)) sents.push_back(acknowledgement(opposite(from)));
        }
        for (const Direction from : kBoth) {
            const auto end = static_cast<std::uint32_t>(stream(from).octets.size());
            sents.push_back(script_.at(from, end, "", TcpFlags::kFin | TcpFlags::kAck));
        }
        return sents;
    }
    [[nodiscard]] Stream& stream(Direction from) { return streams_[index_of(from)]; }

  private:
    [[nodiscard]] bool is_done() const {
        return std::all_of(streams_.begin(), streams_.end(),
                           [](const Stream& stream) { return stream.sent == stream.octets.size(); });
    }
    void step(Sents& sents, Direction from) {
        Stream& all = stream(from);
        const auto rest = static_cast<std::uint32_t>(all.octets.size()) - all.sent;
        const std::uint32_t length = std::min(rest, 1 + round_.any(60));
        if (loss_one_in_ == 0 || !round_.chance(loss_one_in_)) show(sents, from, all.sent, length);
        all.sent += length;
    }
    /// Something sent before, at other borders.
    void again(Sents& sents, Direction from) {
        const std::uint32_t sent = stream(from).sent;
        if (sent == 0 || (loss_one_in_ != 0 && round_.chance(2))) return;
        const std::uint32_t begin = sent - std::min(sent, 1 + round_.any(100));
        show(sents, from, begin, 1 + round_.any(sent - begin));
    }
    void show(Sents& sents, Direction from, std::uint32_t begin, std::uint32_t length) {
        Stream& all = stream(from);
        sents.push_back(script_.at(from, begin, all.octets.substr(begin, length)));
        std::fill_n(all.captured.begin() + begin, length, true);
    }
    Sent acknowledgement(Direction from) {
        const auto end = static_cast<std::uint32_t>(stream(opposite(from)).octets.size());
        Sent ack = script_.at(from, stream(from).sent, "");
        ack.acknowledgment = script_.at(opposite(from), end, "").sequence;
        return ack;
    }

    Round& round_;
    Script script_;
    std::size_t loss_one_in_;
    std::array<Stream, 2> streams_;
};

/// Takes some of the octets now and then, and goes on when the other direction does.
void hold_at_random(Round& round, Capture& capture) {
    capture.recorder.on_octets = [&](Flow& flow, Direction from, Bytes octets) -> std::size_t {
        if (round.chance(3)) return round.any(octets.size());
        if (round.chance(2)) capture.tracker.resume(flow, end_of(flow, opposite(from)));
        return octets.size();
    };
    capture.recorder.on_expiry = [&](Flow&, Direction) { capture.recorder.on_octets = nullptr; };
}

/// The text behind the gap that it may begin with, and how long that is.
std::pair<std::string, std::size_t> without_leading_gap(const std::string& text) {
    if (!text.starts_with('[')) return {text, 0};
    return {text.substr(text.find(']') + 1), std::stoul(text.substr(1))};
}

}  // namespace

TEST_CASE("tcp: streams cut, repeated, overlapping, reordered and held at random arrive whole") {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        CAPTURE(seed);
        Round round(seed);
        Exchange exchange(round, round.script(), 0);
        const Sents opening = exchange.opening();
        Sents sents = exchange.segments();
        if (round.chance(4)) {
            sents = round.strayed(sents);  // the connection began before the capture
        } else {
            sents = round.strayed(opening + sents);
        }
        Capture capture;
        if (round.chance(3)) hold_at_random(round, capture);
        capture.see(sents);
        capture.finish();
        const bool silent = exchange.stream(Direction::client).octets.empty() &&
                            exchange.stream(Direction::server).octets.empty();
        if (silent) continue;
        REQUIRE(capture.client() == exchange.stream(Direction::client).octets + "$|fin");
        REQUIRE(capture.server() == exchange.stream(Direction::server).octets + "$|fin");
        REQUIRE(capture.tracker.streams() == 1);
        REQUIRE(capture.budget.used() == FlowTable::kCostPerFlow);
    }
}

TEST_CASE("tcp: what is lost at random is missing in its place and with its length, and nothing else") {
    for (std::uint64_t seed = 10'000; seed < 12'000; ++seed) {
        CAPTURE(seed);
        Round round(seed);
        Exchange exchange(round, round.script(), 4);
        const Sents opening = exchange.opening();
        const bool knows_start = !round.chance(4);
        Sents sents = exchange.segments();
        sents = round.strayed(knows_start ? opening + sents : sents);
        Capture capture;
        capture.see(sents);
        capture.finish();
        for (const Direction from : kBoth) {
            const auto [expected, missing] = without_leading_gap(exchange.stream(from).expected());
            const std::string all = from == Direction::client ? capture.client() : capture.server();
            const auto [told, gap] = without_leading_gap(all.substr(0, all.find_first_of("$|")));
            REQUIRE(told == expected);
            // Of a connection that began before the capture, only what was acknowledged shows that it is.
            REQUIRE((knows_start ? gap == missing : gap <= missing));
        }
        REQUIRE(capture.tracker.streams() == 1);
        REQUIRE(capture.budget.used() == FlowTable::kCostPerFlow);
    }
}

TEST_CASE("tcp: segments that contradict each other and the protocol end in order and cost nothing") {
    for (std::uint64_t seed = 20'000; seed < 21'000; ++seed) {
        CAPTURE(seed);
        Round round(seed);
        Script script = round.script();
        Capture capture(round.chance(2) ? 100'000 : 2'000);
        if (round.chance(2)) hold_at_random(round, capture);
        for (int i = 0; i < 300; ++i) {
            const std::uint32_t far = round.chance(20) ? round.any(std::size_t{1} << 32) : 0;
            Sent sent =
                script.at(kBoth[round.any(2)], far + round.any(400), round.text(round.any(50)),
                          static_cast<std::uint8_t>(round.chance(10) ? round.any(32) : TcpFlags::kAck));
            sent.acknowledgment = sent.acknowledgment + round.any(500);
            sent.cut = round.chance(5) ? round.any(sent.payload.size() + 1) : 0;
            if (round.chance(30)) capture.pass(round.any(200) * kNanosecondsPerMillisecond);
            capture.see(sent);
            REQUIRE(capture.budget.used() <= capture.budget.limit());
        }
        capture.finish();
        REQUIRE(capture.budget.used() == FlowTable::kCostPerFlow);
    }
}
