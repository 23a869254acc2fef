#include "engine/http2_stream.hpp"

#include <utility>

namespace wsdissect::engine {

namespace {

/// A flow of which nothing was sent yet: its first octet is number 0.
tcp::Flow flow_of_stream(const tcp::Flow& carrier) {
    tcp::Flow flow;
    flow.key = carrier.key;
    flow.state = tcp::FlowState::live;
    flow.set_number(carrier.number());
    for (tcp::HalfFlow& half : flow.halves) half.based = half.start_known = half.started = true;
    return flow;
}

}  // namespace

bool Http2Carrier::is_acknowledged(tcp::End end, std::uint64_t offset) const noexcept {
    const tcp::HalfFlow& half = flow.half(end);
    return half.is_acknowledged && !tcp::is_before(half.offset_of(half.acknowledged), offset);
}

bool Http2Carrier::has_more(tcp::End end) const noexcept {
    const tcp::HalfFlow& half = flow.half(end);
    const std::uint64_t most = read_to[index_of(end)] + (half.ended ? 1 : 0);
    return half.sent_more || half.pending != 0 ||
           (half.based && half.is_acknowledged && tcp::is_before(most, half.offset_of(half.acknowledged)));
}

Http2Stream::Http2Stream(Context& context, Http2Carrier& carrier, const Http2Head& request,
                         const tcp::Arrival& arrival)
    : context_(context),
      carrier_(carrier),
      flow_(flow_of_stream(carrier.flow)),
      http2_(request.request),
      text_(request.head, arrival.packet, context.demand.handshake_text),
      connection_(Connection::make(context, flow_, carrier.client, arrival.packet.time)) {
    const tcp::HalfFlow& server = carrier.flow.half(tcp::other(carrier.client));
    if (arrival.acknowledged && server.based) received_ = server.offset_of(*arrival.acknowledged);
    connection_->set_http2();
    flow_.note_packet(arrival.packet);
    context_.budget.count(memory());
}

Http2Stream::~Http2Stream() { context_.budget.give_back(memory()); }

model::HandshakeRequest Http2Stream::request() const noexcept {
    model::HandshakeRequest request = text_.view();
    request.http2 = http2_;
    return request;
}

void Http2Stream::stop_waiting() {
    waited_enough_ = true;
    connection_->doubt_beginning(Direction::server);  // what it says meanwhile is not told
}

/// What TCP knows of the octets that the stream's are among. Of a side that has ended the stream all was
/// read.
void Http2Stream::take_over() {
    for (const tcp::End end : {tcp::End::lower, tcp::End::higher}) {
        const std::size_t index = index_of(end);
        const tcp::HalfFlow& carrying = carrier_.flow.half(end);
        tcp::HalfFlow& half = flow_.half(end);
        half.seen = carrying.seen;
        half.sent_more = lost_[index] || (!half.ended && carrier_.has_more(end));
        // Who has ended TCP can answer no more than who may have answered behind a hole.
        half.pending = carrying.ended ? 1 : carrying.pending;
        if (carrier_.is_acknowledged(end, sent_to_[index])) {
            half.note_acknowledged(half.next_sequence());
        } else if (carrying.is_acknowledged && !half.is_acknowledged) {
            half.note_acknowledged(half.base);
        }
    }
}

void Http2Stream::on_response(const http::Head& response, std::uint64_t end, const PacketStamp& packet) {
    answered_ = true;
    response_end_ = end;
    flow_.note_packet(packet);
    take_over();
    connection_->on_response(request(), response, packet, Requested::all_captured);
    const bool opens = response.status == http::kOk;
    if (!opens) tell_end(model::EndedBy::rejected, {}, false);
}

void Http2Stream::on_data(Direction sender, Bytes octets, const tcp::Arrival& arrival) {
    flow_.note_packet(arrival.packet);
    take_over();
    if (octets.empty()) return;
    if (sender == Direction::client && response_end_) note_first_octets(arrival);
    connection_->on_bytes(sender, octets, {arrival.packet, arrival.carried_by});
    hand_on(sender, octets.size());
}

/// The client had no more of the response than what its packet acknowledges.
void Http2Stream::note_first_octets(const tcp::Arrival& arrival) {
    const std::uint64_t end = *std::exchange(response_end_, std::nullopt);
    const tcp::HalfFlow& server = carrier_.flow.half(end_of(Direction::server));
    if (!context_.demand.findings || !arrival.acknowledged) return;
    if (tcp::is_before(server.offset_of(*arrival.acknowledged), end)) connection_->note_early();
}

void Http2Stream::on_gap(Direction sender, std::uint64_t octets, const PacketStamp& packet) {
    flow_.note_packet(packet);
    connection_->on_gap(sender, octets, packet);
    hand_on(sender, octets);
}

void Http2Stream::hand_on(Direction sender, std::uint64_t octets) {
    const tcp::End end = end_of(sender);
    flow_.half(end).hand_on(octets);
    sent_to_[index_of(end)] = carrier_.read_to[index_of(end)];
}

void Http2Stream::on_end(Direction sender, const tcp::Arrival& arrival) {
    flow_.note_packet(arrival.packet);
    flow_.half(end_of(sender)).ended = true;
    note_ender(sender, arrival);
    if (flow_.halves[0].ended && flow_.halves[1].ended) tell_end(model::EndedBy::fin, {}, false);
}

/// Of the two the one who comes first in the capture: what it sent may have waited.
void Http2Stream::note_ender(Direction sender, const tcp::Arrival& arrival) {
    if (first_end_ && first_end_->packet <= arrival.carried_by) return;
    first_end_ = {arrival.carried_by, sender};
}

/// Whether the end of `sender` may have come that the capture lacks.
bool Http2Stream::may_miss_end(Direction sender) const noexcept {
    const tcp::End end = end_of(sender);
    const tcp::HalfFlow& carrier = carrier_.flow.half(end);
    return !flow_.half(end).ended && !(carrier.based && carrier.is_all_captured());
}

void Http2Stream::on_reset(Direction sender, const tcp::Arrival& arrival, bool silent) {
    flow_.note_packet(arrival.packet);
    note_ender(sender, arrival);
    tell_end(model::EndedBy::rst, sender, silent);
}

void Http2Stream::end(std::optional<model::EndedBy> tcp_ending, std::optional<Direction> reset_by,
                      bool silent) {
    const auto ender = carrier_.flow.first_ender();
    if (!tcp_ending) {
        flow_.note_doubtful_ender();  // an end may be among what is missing
    } else if (ender && !first_end_) {
        flow_.note_ender(*ender);
    }
    flow_.note_packet(carrier_.flow.last());
    tell_end(tcp_ending, reset_by, silent);
}

void Http2Stream::lose_rest(Direction sender) {
    if (flow_.half(end_of(sender)).ended) return;
    connection_->lose_rest(sender);
    lost_[index_of(end_of(sender))] = true;
}

void Http2Stream::tell_end(std::optional<model::EndedBy> ending, std::optional<Direction> reset_by,
                           bool silent) {
    take_over();
    if (first_end_ && !may_miss_end(opposite(first_end_->sender))) {
        flow_.note_ender(end_of(first_end_->sender));
    } else if (first_end_) {
        flow_.note_doubtful_ender();
    }
    if (!std::exchange(answered_, true)) connection_->on_no_response(request(), flow_.last(), silent);
    connection_->end(ending, flow_.last(), reset_by);
    connection_.reset();
}

void Http2Stream::on_packet(const PacketStamp& packet) {
    take_over();
    connection_->on_packet(packet);
}

}  // namespace wsdissect::engine
