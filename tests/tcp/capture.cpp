#include "tests/tcp/capture.hpp"

namespace wsdissect::tcp {

namespace {

std::string words_of(FlowEnding ending) {
    switch (ending) {
        case FlowEnding::fin: return "|fin";
        case FlowEnding::rst: return "|rst";
        case FlowEnding::timeout: return "|timeout";
        case FlowEnding::replaced: return "|replaced";
        case FlowEnding::capture_end: return "|capture-end";
    }
    return "|?";
}

std::uint16_t client_port_of(const Flow& flow) {
    return flow.key.endpoint(end_of(flow, Direction::client)).port;
}

}  // namespace

Direction direction_of(const Flow& flow, End from) {
    return flow.key.endpoint(from).port == kServerPort ? Direction::server : Direction::client;
}

End end_of(const Flow& flow, Direction from) {
    return direction_of(flow, End::lower) == from ? End::lower : End::higher;
}

Told& Recorder::told_of(const Flow& flow) { return told[{flow.key.network, client_port_of(flow)}]; }

std::string& Recorder::stream(const Flow& flow, End from) {
    Told& both = told_of(flow);
    return direction_of(flow, from) == Direction::client ? both.client : both.server;
}

std::size_t Recorder::on_bytes(Flow& flow, End from, Bytes octets, const Arrival& arrival) {
    if (wants_endings) flow.owner = this;
    const std::size_t taken = on_octets ? on_octets(flow, direction_of(flow, from), octets) : octets.size();
    if (taken == 0) return 0;
    stream(flow, from) += as_text(octets.first(taken));
    pieces.push_back({std::string(as_text(octets.first(taken))), arrival});
    return taken;
}

void Recorder::on_gap(Flow& flow, End from, std::uint64_t octets, const PacketStamp& packet) {
    stream(flow, from) += '[' + std::to_string(octets) + ']';
    gaps.emplace_back(octets, packet.number);
}

void Recorder::on_hold_expired(Flow& flow, End from) {
    if (on_expiry) on_expiry(flow, direction_of(flow, from));
}

void Recorder::on_direction_end(Flow& flow, End from, const PacketStamp&) {
    stream(flow, from) += '$';
    if (on_end) on_end(flow, direction_of(flow, from));
}

void Recorder::on_flow_end(Flow& flow, FlowEnding ending, std::optional<End> by) {
    std::string words = words_of(ending);
    if (by) words.append(" by ").append(name_of(direction_of(flow, *by)));
    Told& both = told_of(flow);
    both.client += words;
    both.server += words;
    ended_clients.push_back(client_port_of(flow));
}

void Capture::see(const Sent& sent) { see(Sents{sent}); }

void Capture::see(const Sents& sents) {
    const Sents packets = sents;  // gone after the call, as their octets are
    std::vector<Segment> segments;
    for (const Sent& packet : packets) segments.push_back(packet.segment({++packets_, now_, 0, 9}));
    tracker.on_segments(segments);
}

}  // namespace wsdissect::tcp
