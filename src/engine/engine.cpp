#include "wsdissect/engine/engine.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "engine/context.hpp"
#include "engine/conversation.hpp"
#include "engine/http2_conversation.hpp"
#include "engine/other_protocols.hpp"
#include "engine/pick_up.hpp"
#include "wsdissect/http/head_parser.hpp"
#include "wsdissect/http/proxy_header.hpp"
#include "wsdissect/tcp/tracker.hpp"
#include "wsdissect/wire/decoder.hpp"
#include "wsdissect/wire/fragments.hpp"

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
          tracker_(*this, context_.budget, {options.hash_seed, options.idle_timeout}),
          fragments_(context_.budget) {}
    /// An engine may be given up before `finish`.
    ~Impl() override {
        tracker_.release_owners([](void* owner) { delete static_cast<FlowOwner*>(owner); });
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void on_packets(std::span<const capture::Packet> packets);
    void on_packets(const PreparedPackets& packets);
    void on_time(Timestamp now);
    void note_dropped(const model::DroppedPackets& dropped) { context_.summary.dropped = dropped; }
    [[nodiscard]] std::uint64_t open_connections() const noexcept { return context_.open_connections; }
    void finish();
    [[nodiscard]] std::vector<std::unique_ptr<model::ConnectionInfo>> take_retired() {
        return std::exchange(context_.retired, {});
    }
    void reuse(std::span<std::unique_ptr<model::ConnectionInfo>> retired);
    [[nodiscard]] const model::Summary& summary() const noexcept { return context_.summary; }

  private:
    void on_flow_begin(const tcp::Flow& flow, const PacketStamp& packet) override {
        if (context_.options.watcher != nullptr)
            context_.options.watcher->on_flow_begin(flow.key, packet.number);
    }
    std::size_t on_bytes(tcp::Flow& flow, tcp::End from, Bytes octets, const tcp::Arrival& arrival) override;
    void on_packet(tcp::Flow& flow, const PacketStamp& packet) override { owner(flow)->on_packet(packet); }
    void on_gap(tcp::Flow& flow, tcp::End from, std::uint64_t octets, const PacketStamp& packet) override;
    void on_hold_expired(tcp::Flow& flow, tcp::End from) override;
    void on_end_near(const tcp::Flow& flow) override {
        if (flow.owner != nullptr) owner(flow)->on_end_near();
    }
    void on_flow_end(tcp::Flow& flow, tcp::FlowEnding ending, std::optional<tcp::End> by) override;

    void reuse_retired();
    void count(const PreparedPackets& packets);
    void note_odd(const capture::Packet& packet, const wire::Reading& reading);
    void on_fragment(const capture::Packet& packet, std::uint32_t subframe);
    void report(const capture::Packet& packet, const wire::Error& error);
    /// Every flow that speaks HTTP or WebSocket has one, from its first octets to its end.
    [[nodiscard]] static FlowOwner* owner(const tcp::Flow& flow) {
        return static_cast<FlowOwner*>(flow.owner);
    }
    /// Null: the octets are of no interest.
    [[nodiscard]] std::unique_ptr<FlowOwner> new_owner(tcp::Flow& flow, tcp::End from, Bytes octets);
    std::size_t give(tcp::Flow& flow, tcp::End from, Bytes octets, const tcp::Arrival& arrival);
    /// As its owner, if any, says after a call.
    void change_owner(tcp::Flow& flow);
    void ignore(tcp::Flow& flow);
    void tell_over(const tcp::Flow& flow) {
        if (context_.options.watcher != nullptr) context_.options.watcher->on_flow_over(flow.key);
    }

    Context context_;
    std::function<void(const MalformedPacket&)> on_malformed_;
    tcp::Tracker tracker_;
    wire::Fragments fragments_;
    PreparedPackets batch_;  ///< Under way, where they were not prepared elsewhere.
};

Engine::Engine(const Options& options, model::Sink& sink,
               std::function<void(const MalformedPacket&)> on_malformed)
    : impl_(std::make_unique<Impl>(options, sink, std::move(on_malformed))) {}
Engine::~Engine() = default;

void Engine::on_packets(std::span<const capture::Packet> packets) { impl_->on_packets(packets); }
void Engine::on_packets(const PreparedPackets& packets) { impl_->on_packets(packets); }

void Engine::on_time(Timestamp now) { impl_->on_time(now); }
void Engine::note_dropped(const model::DroppedPackets& dropped) { impl_->note_dropped(dropped); }
std::uint64_t Engine::open_connections() const noexcept { return impl_->open_connections(); }

void Engine::finish() { impl_->finish(); }

std::vector<std::unique_ptr<model::ConnectionInfo>> Engine::take_retired() { return impl_->take_retired(); }
void Engine::reuse(std::vector<std::unique_ptr<model::ConnectionInfo>> retired) { impl_->reuse(retired); }

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
    std::size_t given = 0;
    for (const PreparedPackets::Odd& odd : packets.odd()) {
        if (odd.reading.outcome == wire::Outcome::fragment) {
            tracker_.on_segments(packets.segments().subspan(given, odd.segments_before - given));
            given = odd.segments_before;
            on_fragment(*odd.packet, odd.subframe);
        } else {
            note_odd(*odd.packet, odd.reading);
        }
    }
    tracker_.on_segments(packets.segments().subspan(given));
    reuse_retired();
}

void Engine::Impl::on_time(Timestamp now) {
    tracker_.on_time(now);
    reuse_retired();
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
    if (reading.outcome == wire::Outcome::wrong_checksum) ++context_.summary.wrong_checksums;
}

/// A packet that its fragments completed may be a tunnel's, and what it carries a fragment again.
void Engine::Impl::on_fragment(const capture::Packet& packet, std::uint32_t subframe) {
    const wire::Options& options = context_.options.wire;
    wire::Fragment fragment =
        wire::read_fragment(packet.link_type, packet.data, packet.original_length, options, subframe);
    while (const wire::WholePacket* const whole = fragments_.add(fragment, packet.stamp.time)) {
        Segment segment;
        wire::Reading reading = wire::decode_into(segment, *whole, options);
        if (reading.outcome == wire::Outcome::fragment) {
            fragment = wire::read_fragment(*whole, options);
            continue;
        }
        reading.error.offset = 0;  // It stands in several packets.
        segment.packet = packet.stamp;
        if (reading.usable) tracker_.on_segment(segment);
        return note_odd(packet, reading);
    }
}

void Engine::Impl::report(const capture::Packet& packet, const wire::Error& error) {
    ++context_.summary.malformed_packets;
    if (on_malformed_) on_malformed_({packet.stamp, packet.data_offset + error.offset, error});
}

void Engine::Impl::reuse(std::span<std::unique_ptr<model::ConnectionInfo>> retired) {
    for (auto& info : retired) {
        if (context_.spare.size() == kMaxSpare) break;
        context_.spare.push_back(std::move(info));
    }
}

/// Where nobody keeps events.
void Engine::Impl::reuse_retired() {
    if (context_.options.keep_retired || context_.retired.empty()) return;
    reuse(context_.retired);
    context_.retired.clear();
}

void Engine::Impl::finish() {
    tracker_.finish();
    context_.summary.tcp_streams = tracker_.streams();
    context_.summary.ip_fragments = fragments_.dropped() + fragments_.waiting();
    context_.sink.on_summary(context_.summary);
}

std::size_t Engine::Impl::on_bytes(tcp::Flow& flow, tcp::End from, Bytes octets,
                                   const tcp::Arrival& arrival) {
    FlowOwner* const present = owner(flow);
    if (present == nullptr || present->fate() != Fate::last) return give(flow, from, octets, arrival);
    return present->on_bytes(from, octets, arrival);
}

/// To an owner that may change, or to the first one.
std::size_t Engine::Impl::give(tcp::Flow& flow, tcp::End from, Bytes octets, const tcp::Arrival& arrival) {
    if (flow.owner == nullptr) {
        flow.owner = new_owner(flow, from, octets).release();
        if (flow.owner == nullptr) return octets.size();
    }
    const std::size_t taken = owner(flow)->on_bytes(from, octets, arrival);
    if (flow.owner == nullptr) return taken;  // the flow has ended meanwhile
    const bool gave_way = owner(flow)->fate() == Fate::gives_way;
    change_owner(flow);
    return gave_way ? on_bytes(flow, from, octets, arrival) : taken;
}

std::unique_ptr<FlowOwner> Engine::Impl::new_owner(tcp::Flow& flow, tcp::End from, Bytes octets) {
    // The first octets of a direction decide; in the middle of one a head may still come.
    const bool first_octets = flow.half(from).start_known && flow.half(from).next == 0;
    if (first_octets && begins_as_tls(octets)) {
        // By what a direction begins with: any other octets might be meant to mislead.
        ++context_.summary.tls_streams;
        ignore(flow);
        return nullptr;
    }
    if (first_octets && begins_as_http2_client(octets))
        return std::make_unique<Http2Conversation>(context_, tracker_, flow, from);
    if (first_octets && begins_as_http2_server(octets))
        return std::make_unique<Http2Conversation>(context_, tracker_, flow, tcp::other(from));
    const bool may_be_head = http::may_begin_request(octets) || http::may_begin_response(octets);
    const bool may_be_http = may_be_head && (first_octets || begins_as_known_head(octets));
    if (may_be_http || (first_octets && http::may_begin_proxy_header(octets)))
        return Conversation::make(context_, tracker_, flow);
    if (auto connection = decode_as_websocket(context_, flow, from, octets)) return connection;
    if (PickUp::may_begin(flow, octets)) return std::make_unique<PickUp>(context_, flow);
    if (first_octets) ignore(flow);
    return nullptr;
}

void Engine::Impl::on_gap(tcp::Flow& flow, tcp::End from, std::uint64_t octets, const PacketStamp& packet) {
    if (flow.owner == nullptr) return;
    owner(flow)->on_gap(from, octets, packet);
    change_owner(flow);
}

void Engine::Impl::on_hold_expired(tcp::Flow& flow, tcp::End from) {
    if (flow.owner != nullptr) owner(flow)->on_hold_expired(from);
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

void Engine::Impl::change_owner(tcp::Flow& flow) {
    if (flow.owner == nullptr) return;  // the flow has ended meanwhile
    const Fate fate = owner(flow)->fate();
    if (fate == Fate::stays || fate == Fate::last) return;
    const std::unique_ptr<FlowOwner> done(owner(flow));
    if (fate == Fate::over) return ignore(flow);
    flow.owner = done->successor().release();
}

}  // namespace wsdissect::engine
