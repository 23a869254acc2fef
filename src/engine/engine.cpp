#include "wsdissect/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "engine/context.hpp"
#include "engine/conversation.hpp"
#include "wsdissect/http/head.hpp"
#include "wsdissect/tcp/tracker.hpp"

namespace wsdissect::engine {

namespace {

/// Packets whose headers are read before the first of them is looked at further: few enough to stay at hand.
constexpr std::size_t kBatch = 32;

/// Connections' names kept to be used again.
constexpr std::size_t kMaxSpare = 1024;

}  // namespace

class Engine::Impl final : private tcp::StreamConsumer {
  public:
    Impl(const Options& options, model::Sink& sink, std::function<void(const MalformedPacket&)> on_malformed)
        : context_(options, sink),
          on_malformed_(std::move(on_malformed)),
          tracker_(*this, context_.budget, options.hash_seed) {}
    /// An engine may be given up before `finish`.
    ~Impl() override {
        tracker_.release_owners([](void* owner) { delete static_cast<FlowOwner*>(owner); });
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void on_packets(std::span<const capture::Packet> packets);
    void on_packets(const PreparedPackets& packets);
    void finish();
    [[nodiscard]] std::vector<std::unique_ptr<model::ConnectionInfo>> take_retired() {
        return std::exchange(context_.retired, {});
    }
    void reuse(std::vector<std::unique_ptr<model::ConnectionInfo>> retired);
    [[nodiscard]] const model::Summary& summary() const noexcept { return context_.summary; }

  private:
    void on_flow_begin(const tcp::Flow& flow, const PacketStamp& packet) override {
        if (context_.options.watcher != nullptr)
            context_.options.watcher->on_flow_begin(flow.key, packet.number);
    }
    std::size_t on_bytes(tcp::Flow& flow, tcp::End from, Bytes octets, const tcp::Arrival& arrival) override;
    void on_gap(tcp::Flow& flow, tcp::End from, std::uint64_t octets, const PacketStamp& packet) override;
    void on_hold_expired(tcp::Flow& flow, tcp::End from) override;
    void on_direction_end(tcp::Flow& flow, tcp::End from, const PacketStamp& packet) override;
    void on_flow_end(tcp::Flow& flow, tcp::FlowEnding ending, std::optional<tcp::End> by) override;

    void count(const PreparedPackets& packets);
    void note_odd(const capture::Packet& packet, const wire::Reading& reading);
    void report(const capture::Packet& packet, const wire::Error& error);
    /// Every flow that speaks HTTP has one, from its first octets to its end.
    [[nodiscard]] static FlowOwner* owner(const tcp::Flow& flow) {
        return static_cast<FlowOwner*>(flow.owner);
    }
    /// Whether the octets may be HTTP's.
    [[nodiscard]] bool begin_conversation(tcp::Flow& flow, tcp::End from, Bytes octets);
    void change_owner(tcp::Flow& flow);
    void ignore(tcp::Flow& flow);
    void tell_over(const tcp::Flow& flow) {
        if (context_.options.watcher != nullptr) context_.options.watcher->on_flow_over(flow.key);
    }

    Context context_;
    std::function<void(const MalformedPacket&)> on_malformed_;
    tcp::Tracker tracker_;
    PreparedPackets batch_;  ///< Under way, where they were not prepared elsewhere.
};

Engine::Engine(const Options& options, model::Sink& sink,
               std::function<void(const MalformedPacket&)> on_malformed)
    : impl_(std::make_unique<Impl>(options, sink, std::move(on_malformed))) {}
Engine::~Engine() = default;

void Engine::on_packets(std::span<const capture::Packet> packets) { impl_->on_packets(packets); }
void Engine::on_packets(const PreparedPackets& packets) { impl_->on_packets(packets); }

void Engine::finish() { impl_->finish(); }

std::vector<std::unique_ptr<model::ConnectionInfo>> Engine::take_retired() { return impl_->take_retired(); }
void Engine::reuse(std::vector<std::unique_ptr<model::ConnectionInfo>> retired) {
    impl_->reuse(std::move(retired));
}

const model::Summary& Engine::summary() const noexcept { return impl_->summary(); }

void Engine::Impl::on_packets(std::span<const capture::Packet> packets) {
    while (!packets.empty()) {
        const auto batch = packets.first(std::min(packets.size(), kBatch));
        batch_.read(batch, context_.options.wire);
        on_packets(batch_);
        packets = packets.subspan(batch.size());
    }
}

void Engine::Impl::on_packets(const PreparedPackets& packets) {
    count(packets);
    for (const PreparedPackets::Odd& odd : packets.odd()) note_odd(*odd.packet, odd.reading);
    tracker_.on_segments(packets.segments());
    if (!context_.options.keep_retired && !context_.retired.empty()) reuse(take_retired());
}

void Engine::Impl::count(const PreparedPackets& packets) {
    if (packets.packets() == 0) return;
    model::Summary& summary = context_.summary;
    const bool first = summary.packets == 0;
    summary.first_time = first ? packets.first_time() : std::min(summary.first_time, packets.first_time());
    summary.last_time = first ? packets.last_time() : std::max(summary.last_time, packets.last_time());
    summary.packets += packets.packets();
    summary.bytes += packets.bytes();
}

void Engine::Impl::note_odd(const capture::Packet& packet, const wire::Reading& reading) {
    if (reading.outcome == wire::Outcome::malformed) report(packet, reading.error);
    if (reading.outcome == wire::Outcome::fragment) ++context_.summary.ip_fragments;
    if (reading.outcome == wire::Outcome::wrong_checksum) ++context_.summary.wrong_checksums;
}

void Engine::Impl::report(const capture::Packet& packet, const wire::Error& error) {
    ++context_.summary.malformed_packets;
    if (on_malformed_) on_malformed_({packet.stamp, packet.data_offset + error.offset, error});
}

void Engine::Impl::reuse(std::vector<std::unique_ptr<model::ConnectionInfo>> retired) {
    for (auto& info : retired) {
        if (context_.spare.size() == kMaxSpare) break;
        context_.spare.push_back(std::move(info));
    }
}

void Engine::Impl::finish() {
    tracker_.finish();
    context_.summary.tcp_streams = tracker_.streams();
    context_.sink.on_summary(context_.summary);
}

std::size_t Engine::Impl::on_bytes(tcp::Flow& flow, tcp::End from, Bytes octets,
                                   const tcp::Arrival& arrival) {
    if (flow.owner == nullptr && !begin_conversation(flow, from, octets)) return octets.size();
    const std::size_t taken = owner(flow)->on_bytes(from, octets, arrival);
    if (flow.owner != nullptr && owner(flow)->fate() != Fate::stays) change_owner(flow);
    return taken;
}

bool Engine::Impl::begin_conversation(tcp::Flow& flow, tcp::End from, Bytes octets) {
    if (http::may_begin_request(octets) || http::may_begin_response(octets)) {
        flow.owner = static_cast<FlowOwner*>(Conversation::make(context_, tracker_, flow).release());
        return true;
    }
    // The first octets of a direction decide; in the middle of one a head may still come.
    const bool first_octets = flow.half(from).start_known && flow.half(from).next == 0;
    if (first_octets) ignore(flow);
    return false;
}

void Engine::Impl::on_gap(tcp::Flow& flow, tcp::End from, std::uint64_t octets, const PacketStamp& packet) {
    if (flow.owner == nullptr) return;
    owner(flow)->on_gap(from, octets, packet);
    if (flow.owner != nullptr && owner(flow)->fate() != Fate::stays) change_owner(flow);
}

void Engine::Impl::on_hold_expired(tcp::Flow& flow, tcp::End from) {
    if (flow.owner != nullptr) owner(flow)->on_hold_expired(from);
}

void Engine::Impl::on_direction_end(tcp::Flow& flow, tcp::End from, const PacketStamp&) {
    if (flow.owner != nullptr) owner(flow)->on_direction_end(from);
}

void Engine::Impl::on_flow_end(tcp::Flow& flow, tcp::FlowEnding ending, std::optional<tcp::End> by) {
    const std::unique_ptr<FlowOwner> ended(owner(flow));
    flow.owner = nullptr;
    ended->on_flow_end(flow, ending, by);
    tell_over(flow);
}

void Engine::Impl::ignore(tcp::Flow& flow) {
    tracker_.ignore(flow);
    tell_over(flow);
}

/// Only conversations have another fate than to stay.
void Engine::Impl::change_owner(tcp::Flow& flow) {
    const std::unique_ptr<Conversation> done(static_cast<Conversation*>(owner(flow)));
    if (done->fate() == Fate::over) {
        ignore(flow);
    } else {
        flow.owner = static_cast<FlowOwner*>(done->release_connection().release());
    }
}

}  // namespace wsdissect::engine
