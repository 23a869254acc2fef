#pragma once
// A capture that shows segments to a Tracker one by one, and what the Tracker made of them, as text.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/tcp/script.hpp"
#include "wsdissect/base/memory_budget.hpp"
#include "wsdissect/tcp/tracker.hpp"

namespace wsdissect::tcp {

/// What was told of the connections between two endpoints. In the streams stand the octets, `[5]` for a gap
/// of five, `$` for the direction's end, and for the end of the flow `|fin`, `|timeout`, `|rst by client`...
struct Told {
    std::string client;
    std::string server;
};

/// Who sends from `kServerPort` is the server.
class Recorder final : public StreamConsumer {
  public:
    /// How many of the octets to take; empty: all. May call the Tracker.
    std::function<std::size_t(Flow& flow, Direction from, Bytes octets)> on_octets;
    std::function<void(Flow& flow, Direction from)> on_expiry;
    std::function<void(Flow& flow, Direction from)> on_end;
    bool wants_endings = true;

    /// By the network and the client's port.
    std::map<std::pair<std::uint64_t, std::uint16_t>, Told> told;
    struct Piece {
        std::string octets;
        Arrival arrival;
    };
    std::vector<Piece> pieces;                                  ///< In the order of the calls.
    std::vector<std::pair<std::uint64_t, std::uint64_t>> gaps;  ///< Length, and number of the packet.
    std::vector<std::uint16_t> ended_clients;                   ///< Ports, in the order of the flows' ends.

    std::size_t on_bytes(Flow& flow, End from, Bytes octets, const Arrival& arrival) override;
    void on_gap(Flow& flow, End from, std::uint64_t octets, const PacketStamp& packet) override;
    void on_hold_expired(Flow& flow, End from) override;
    void on_direction_end(Flow& flow, End from, const PacketStamp& packet) override;
    void on_flow_end(Flow& flow, FlowEnding ending, std::optional<End> by) override;

  private:
    [[nodiscard]] Told& told_of(const Flow& flow);
    [[nodiscard]] std::string& stream(const Flow& flow, End from);
};

[[nodiscard]] Direction direction_of(const Flow& flow, End from);
[[nodiscard]] End end_of(const Flow& flow, Direction from);

/// Time stands still between its packets, unless told to pass.
class Capture {
  public:
    explicit Capture(std::uint64_t memory_limit = std::uint64_t{1} << 30, std::int64_t idle_timeout = 0)
        : budget(memory_limit), tracker(recorder, budget, {0x5EED, idle_timeout}) {}

    void see(const Sent& sent);
    void see(const Sents& sents);
    void pass(std::int64_t nanoseconds) { now_.nanoseconds += nanoseconds; }
    /// Lets time pass, and tells the tracker so.
    void tick(std::int64_t nanoseconds) {
        pass(nanoseconds);
        tracker.on_time(now_);
    }
    void finish() { tracker.finish(); }

    [[nodiscard]] Told& told(std::uint16_t client_port = 50000, std::uint64_t network = 0) {
        return recorder.told[{network, client_port}];
    }
    [[nodiscard]] const std::string& client() { return told().client; }
    [[nodiscard]] const std::string& server() { return told().server; }
    [[nodiscard]] std::uint64_t packets() const { return packets_; }

    MemoryBudget budget;
    Recorder recorder;
    Tracker tracker;

  private:
    std::uint64_t packets_ = 0;
    Timestamp now_{1'000'000'000};
};

}  // namespace wsdissect::tcp
