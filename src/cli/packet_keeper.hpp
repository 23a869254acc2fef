#pragma once
// Chooses the packets of WebSocket connections, from the first packet of each on.
//
// Whether a flow is WebSocket shows only after some of its packets. So packets of flows that may become so
// are copied and wait, and those behind them too, since packets leave in the order in which they came. When
// more waits than is allowed, the packets in front are given up: of a flow that turns out to be WebSocket
// after that, the beginning is missing. IP fragments wait until their packet is whole, and are its flow's
// then.
//
// Where only some connections are wanted, all of them wait to be chosen. Of those given up the first packets,
// among them the handshake's, are kept aside, and leave when their connection is chosen: without them nobody
// could read what follows.

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/flow_hash.hpp"
#include "wsdissect/base/memory_budget.hpp"
#include "wsdissect/capture/packet.hpp"
#include "wsdissect/engine/flow_watcher.hpp"
#include "wsdissect/engine/prepared_packets.hpp"
#include "wsdissect/wire/fragments.hpp"

namespace wsdissect::cli {

class PacketKeeper final : public engine::FlowWatcher {
  public:
    using Taker = std::function<void(const capture::Packet&)>;

    /// Octets of packets that may wait, what it costs to keep them included.
    static constexpr std::uint64_t kMaxWaiting = std::uint64_t{64} << 20;

    struct Limits {
        std::uint64_t octets = kMaxWaiting;
        /// Nanoseconds of packet time that a packet may wait.
        std::int64_t time = std::numeric_limits<std::int64_t>::max();
        /// Octets of first packets that are kept aside, of all connections and of one, likewise.
        std::uint64_t aside = kMaxWaiting / 4;
        std::uint64_t aside_of_one = std::uint64_t{32} << 10;
    };
    enum class Wanted : std::uint8_t {
        all,    ///< Connections.
        chosen  ///< Those that are named to `choose`.
    };

    /// `wire` as the engine's, which this watches. Chosen packets go to `take`.
    PacketKeeper(const wire::Options& wire, Taker take, const Limits& limits, Wanted wanted = Wanted::all);
    PacketKeeper(const wire::Options& wire, Taker take);

    void on_flow_begin(const FlowKey& key, std::uint64_t packet) override;
    void on_websocket(const FlowKey& key, std::uint64_t connection) override;
    void on_flow_over(const FlowKey& key) override;
    /// Before its flow is over; what was chosen before stays so.
    void choose(std::uint64_t connection);

    /// Packets that the engine was given since the last call, in their order.
    void on_packets(std::span<const capture::Packet> packets);
    /// No packet of an earlier time comes any more.
    void on_time(Timestamp now);
    /// Nobody wants packets any more: forgets everything, and remembers nothing.
    void stop();
    /// No more packets: what is not known to be WebSocket by now is not.
    void finish();
    /// WebSocket connections of which packets before they were chosen were given up.
    [[nodiscard]] std::uint64_t incomplete() const noexcept { return incomplete_; }

  private:
    enum class Verdict : std::uint8_t { open, chosen, refused };
    /// With octets of its own, the packet's, then its options'. A packet that waits for several flows at once
    /// has them once.
    struct OwnPacket {
        capture::Packet packet;
        std::shared_ptr<const std::vector<std::uint8_t>> octets;
        std::uint64_t cost;  ///< Octets of memory; those shared count where they were copied.
    };
    struct FlowState {
        FlowKey key;
        Verdict verdict = Verdict::open;
        bool beginning_lost = false;
        std::size_t waiting = 0;  ///< Packets.
        /// Its latest, where that may be chosen.
        std::optional<std::uint64_t> connection = {};
        std::vector<OwnPacket> aside = {};  ///< Its first packets, given up; nothing is missing between them.
        std::uint64_t aside_octets = 0;
        /// Of fragments: whose they turned out to be.
        std::shared_ptr<FlowState> same_as = {};
    };
    using State = std::shared_ptr<FlowState>;
    /// Of the flows between two ends.
    struct Slot {
        State present;  ///< Whose packets come now. Null: nobody's who is of interest.
        State newest;   ///< That the engine knows of: it is ahead by what it was given since.
    };
    struct Fragmented {
        Timestamp since;
        wire::FragmentKey key;
        State state;
    };
    struct Begin {
        std::uint64_t packet;
        State state;
    };
    struct Waiting {
        OwnPacket own;
        State state;
    };

    /// Itself, or whose fragments it stands for.
    [[nodiscard]] static FlowState& owner_of(FlowState& state) noexcept;
    [[nodiscard]] OwnPacket own_copy(const capture::Packet& packet) const;
    /// Whose packets between these ends are, from the packet of that number on; null: nobody's of interest.
    [[nodiscard]] State state_of(const FlowKey& key, std::uint64_t packet);
    void on_segment(const capture::Packet& packet, const FlowKey& key);
    void on_fragment(const capture::Packet& packet, std::uint32_t subframe);
    [[nodiscard]] State fragments_of(const wire::FragmentKey& key, Timestamp now);
    void give_up_fragments(Timestamp before);
    void settle_fragments(const wire::FragmentKey& key, State owner);
    void begin_flows(std::uint64_t up_to);
    void keep(const capture::Packet& packet, const State& state);
    void take(const capture::Packet& packet);
    void take(const OwnPacket& own);
    void let_go();
    [[nodiscard]] bool may_wait(const Waiting& front) const noexcept;
    void give_up(Waiting& front);
    [[nodiscard]] bool put_aside(FlowState& owner, OwnPacket& own);
    void drop_aside(FlowState& state) noexcept;
    void choose(FlowState& state);
    void no_longer_awaited(FlowState& state);
    void settle_flows_over();
    void forget(const State& state);

    wire::Options wire_;
    Taker take_;
    std::uint64_t taken_ = 0;  ///< Number of the latest packet that was.
    Limits limits_;
    Wanted wanted_;
    Timestamp now_;  ///< The latest that is known of.
    bool stopped_ = false;
    engine::PreparedPackets prepared_;
    std::unordered_map<FlowKey, Slot, FlowHash> slots_;
    std::unordered_map<std::uint64_t, State> awaited_;  ///< By the connection that may be chosen.
    std::uint64_t aside_octets_ = 0;
    std::deque<Begin> begins_;   ///< Of flows whose first packet was not met here yet.
    std::vector<State> over_;    ///< Since the last packets.
    std::deque<State> late_;     ///< Chosen and over: stragglers are still theirs.
    std::deque<Waiting> queue_;  ///< In the order of the capture.
    MemoryBudget fragment_budget_{wire::kMaxFragmentOctets};
    wire::Fragments fragments_{fragment_budget_};
    std::map<wire::FragmentKey, State> fragmented_;  ///< Packets that are not whole yet.
    std::deque<Fragmented> first_fragments_;         ///< Theirs, and of packets that are whole by now.
    std::uint64_t waiting_octets_ = 0;
    std::uint64_t incomplete_ = 0;
};

}  // namespace wsdissect::cli
