#pragma once
// The pipeline: packets in, events out. It introduces the layers to each other and owns every connection's
// state.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "wsdissect/base/packet_stamp.hpp"
#include "wsdissect/capture/packet.hpp"
#include "wsdissect/engine/options.hpp"
#include "wsdissect/engine/prepared_packets.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/model/sink.hpp"
#include "wsdissect/wire/reading.hpp"

namespace wsdissect::engine {

/// A packet whose headers contradict each other. What of it could be used was used.
struct MalformedPacket {
    PacketStamp packet;
    /// Octets from the file's start. Of the wrong header; of an IP packet that came in fragments, of the
    /// packet that completed it.
    std::uint64_t offset = 0;
    wire::Error error;
};

/// One decoding; to be called by one thread at a time.
class Engine {
  public:
    /// `sink` outlives the engine. `on_malformed` may be empty.
    Engine(const Options& options, model::Sink& sink,
           std::function<void(const MalformedPacket&)> on_malformed);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// The packets' octets are needed during the call only. Events go to the sink during the call.
    void on_packets(std::span<const capture::Packet> packets);
    /// The same for packets whose headers were read elsewhere, with `Options::wire`.
    void on_packets(const PreparedPackets& packets);
    /// No packet of an earlier time comes any more. Only for live inputs, where nothing may come for long.
    void on_time(Timestamp now);
    /// What the input itself lost so far, for the summary.
    void note_dropped(const model::DroppedPackets& dropped);
    /// WebSocket connections that have not ended.
    [[nodiscard]] std::uint64_t open_connections() const noexcept;
    /// No more packets: ends every connection and tells the summary. To be called once, last.
    void finish();
    /// For those who keep events beyond the call that brings them (`Options::keep_retired`): what the events
    /// of connections that have ended point at, since the last call. To be kept as long as such events are,
    /// then given back with `reuse`, or dropped.
    [[nodiscard]] std::vector<std::unique_ptr<model::ConnectionInfo>> take_retired();
    void reuse(std::vector<std::unique_ptr<model::ConnectionInfo>> retired);
    /// The totals so far, but for what the rules add. The engine's own: every call changes them.
    [[nodiscard]] const model::Summary& summary() const noexcept;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace wsdissect::engine
