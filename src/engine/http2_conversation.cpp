#include "engine/http2_conversation.hpp"

#include <algorithm>
#include <utility>

namespace wsdissect::engine {

using http2::FrameType;
using http2::ReadEvent;

Http2Conversation::Http2Conversation(Context& context, tcp::Tracker& tracker, tcp::Flow& flow,
                                     tcp::End client, std::size_t of_preface)
    : FlowOwner(Fate::stays),
      context_(context),
      tracker_(tracker),
      carrier_{flow, client},
      sides_{Side(Direction::client), Side(Direction::server)} {
    (void)side(client).reader.read(as_bytes(http2::kClientPreface.substr(0, of_preface)));
    context_.budget.count(sizeof(Http2Conversation));
    ++context_.summary.http2_streams;
}

Http2Conversation::~Http2Conversation() {
    for (const Side& each : sides_) context_.budget.give_back(each.memory);
    context_.budget.give_back(sizeof(Http2Conversation));
}

std::size_t Http2Conversation::on_bytes(tcp::End from, Bytes octets, const tcp::Arrival& arrival) {
    const Running running(*this);
    Side& sender = side(from);
    const std::uint64_t offset = carrier_.flow.half(from).next;
    std::size_t taken = 0;
    while (!over_ && !must_wait(from)) {
        const http2::Step step = sender.reader.read(octets.subspan(taken));
        taken += step.consumed;
        carrier_.read_to[index_of(from)] = offset + taken;
        if (step.event == ReadEvent::need_more) break;
        take(from, step, arrival);
        let_other_go_on(from);
    }
    if (!over_ && !count_memory(sender)) give_up(from);
    return over_ ? octets.size() : taken;
}

/// Whether what comes next, a frame's payload, has to be held: asked once its header was read.
bool Http2Conversation::must_wait(tcp::End from) {
    Side& sender = side(from);
    if (!sender.before_payload) return false;
    const bool is_answer = sender.type == FrameType::headers || sender.type == FrameType::data ||
                           sender.type == FrameType::rst_stream;
    if (from == client()) {
        const Http2Stream* const stream = find(sender.stream);
        const bool needs_answer = sender.type == FrameType::data || sender.type == FrameType::rst_stream;
        sender.before_payload = needs_answer && stream != nullptr && stream->waits_for_response();
    } else {
        const bool is_clients = sender.stream % 2 == 1;
        sender.before_payload =
            is_answer && is_clients && sender.stream > newest_request_ && sender.stream > given_up_;
    }
    return sender.before_payload;
}

void Http2Conversation::let_other_go_on(tcp::End from) {
    const tcp::End other = tcp::other(from);
    if (!over_ && carrier_.flow.half(other).held && !must_wait(other)) tracker_.resume(carrier_.flow, other);
}

void Http2Conversation::on_hold_expired(tcp::End from) {
    if (from != client()) {
        given_up_ = std::max(given_up_, side(from).stream);
    } else if (Http2Stream* const stream = find(side(from).stream)) {
        stream->stop_waiting();
    }
}

void Http2Conversation::take(tcp::End from, const http2::Step& step, const tcp::Arrival& arrival) {
    Side& sender = side(from);
    switch (step.event) {
        case ReadEvent::need_more: break;
        case ReadEvent::frame:
            sender.before_payload = true;
            sender.type = step.type;
            sender.stream = step.stream;
            break;
        case ReadEvent::data: on_data(from, step, arrival); break;
        case ReadEvent::headers:
            from == client() ? on_request(step, arrival) : on_response(step, arrival);
            break;
        case ReadEvent::reset: on_reset(from, step.stream, arrival.packet); break;
        case ReadEvent::settings:
            if (from != client() && step.connect_protocol == 1 && !enabled_at_)
                enabled_at_ = carrier_.read_to[index_of(from)];
            break;
        case ReadEvent::broken: give_up(from); break;
    }
}

Http2Stream* Http2Conversation::find(std::uint32_t stream) {
    const auto found = streams_.find(stream);
    return found == streams_.end() ? nullptr : &found->second;
}

/// A header block behind a stream's first one has its trailers.
void Http2Conversation::on_request(const http2::Step& step, const tcp::Arrival& arrival) {
    const bool is_first = step.stream > newest_request_;
    newest_request_ = std::max(newest_request_, step.stream);
    if (is_first) {
        head_.read(side(client()).reader.fields(), http::HeadKind::request);
        if (!head_.asks_for_websocket()) return;
        if (!std::exchange(asked_, true)) --context_.summary.http2_streams;
        if (streams_.size() >= kMaxStreams || !context_.budget.has_room(sizeof(Connection))) return;
        const auto [place, is_new] = streams_.try_emplace(step.stream, context_, carrier_, head_, arrival);
        place->second.count_head(Direction::client, step.block_length);
    }
    if (step.end_stream) on_end(client(), step.stream, arrival.packet);
}

void Http2Conversation::on_response(const http2::Step& step, const tcp::Arrival& arrival) {
    Http2Stream* const stream = find(step.stream);
    if (stream == nullptr) return;
    stream->count_head(Direction::server, step.block_length);
    if (!stream->answered()) {
        constexpr int kFirstFinal = 200;
        head_.read(side(server()).reader.fields(), http::HeadKind::response);
        if (head_.head.status < kFirstFinal) return;
        stream->set_connect_protocol(connect_protocol(*stream));
        stream->on_response(head_.head, carrier_.read_to[index_of(server())], arrival.packet);
        drop_if_over(step.stream);
    }
    if (step.end_stream) on_end(server(), step.stream, arrival.packet);
}

/// What the stream's client had of the setting when it asked. The server's octets were read up to here.
model::ConnectProtocol Http2Conversation::connect_protocol(const Http2Stream& stream) {
    using model::ConnectProtocol;
    const auto received = stream.received();
    if (!received) return ConnectProtocol::unknown;
    if (enabled_at_)
        return tcp::is_before(*received, *enabled_at_) ? ConnectProtocol::not_received
                                                       : ConnectProtocol::received;
    const bool all_read = carrier_.flow.half(server()).start_known &&
                          !tcp::is_before(carrier_.read_to[index_of(server())], *received);
    return all_read ? ConnectProtocol::never_sent : ConnectProtocol::unknown;
}

void Http2Conversation::on_data(tcp::End from, const http2::Step& step, const tcp::Arrival& arrival) {
    Http2Stream* const stream = find(step.stream);
    if (stream == nullptr || (from != client() && !stream->answered())) return;
    stream->on_data(direction(from), step.data, arrival);
    if (step.end_stream) on_end(from, step.stream, arrival.packet);
}

void Http2Conversation::on_end(tcp::End from, std::uint32_t stream, const PacketStamp& packet) {
    Http2Stream* const ended = find(stream);
    if (ended == nullptr) return;
    ended->on_end(direction(from), packet);
    drop_if_over(stream);
}

void Http2Conversation::on_reset(tcp::End from, std::uint32_t stream, const PacketStamp& packet) {
    Http2Stream* const reset = find(stream);
    if (reset == nullptr) return;
    if (!reset->answered()) reset->set_connect_protocol(connect_protocol(*reset));
    reset->on_reset(direction(from), packet, from != client());
    drop_if_over(stream);
}

void Http2Conversation::drop_if_over(std::uint32_t stream) {
    if (const Http2Stream* const present = find(stream); present != nullptr && present->over())
        streams_.erase(stream);
}

void Http2Conversation::on_packet(const PacketStamp& packet) {
    for (const tcp::End end : {tcp::End::lower, tcp::End::higher}) carrier_.flow.half(end).watched = false;
    for (auto& [number, stream] : streams_) {
        stream.on_packet(packet);
        for (const tcp::End end : {tcp::End::lower, tcp::End::higher})
            carrier_.flow.half(end).watched = carrier_.flow.half(end).watched || stream.watches(end);
    }
}

void Http2Conversation::on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) {
    const Running running(*this);
    const auto lost = side(from).reader.skip(octets);
    if (!lost) return give_up(from);
    carrier_.read_to[index_of(from)] = carrier_.flow.half(from).next + octets;
    side(from).before_payload = false;
    Http2Stream* const stream = find(lost->stream);
    if (stream == nullptr) return;
    if (lost->data > 0) stream->on_gap(direction(from), lost->data, packet);
    if (lost->end_stream) on_end(from, lost->stream, packet);
}

void Http2Conversation::on_flow_end(const tcp::Flow&, tcp::FlowEnding ending, std::optional<tcp::End> by) {
    const bool is_reset = ending == tcp::FlowEnding::rst && by;
    const bool is_over = ending == tcp::FlowEnding::fin || ending == tcp::FlowEnding::rst;
    end_all(ended_by(ending), is_reset ? std::optional(direction(*by)) : std::nullopt,
            is_over && is_silent());
}

/// Whether a response would have been seen, had it been sent.
bool Http2Conversation::is_silent() {
    return carrier_.flow.half(server()).seen && !carrier_.has_more(server());
}

void Http2Conversation::end_all(std::optional<model::EndedBy> ending, std::optional<Direction> reset_by,
                                bool silent) {
    for (auto& [number, stream] : streams_) {
        if (!stream.answered()) stream.set_connect_protocol(connect_protocol(stream));
        stream.end(ending, reset_by, silent);
    }
    streams_.clear();
}

/// A buffer that input grows has to be granted by the budget.
bool Http2Conversation::count_memory(Side& sender) {
    const std::uint64_t held = sender.reader.memory();
    if (held > sender.memory && !context_.budget.take(held - sender.memory)) return false;
    if (held < sender.memory) context_.budget.give_back(sender.memory - held);
    sender.memory = held;
    return true;
}

/// Of `from`, what follows cannot be read.
void Http2Conversation::give_up(tcp::End from) {
    over_ = true;
    if (asked_) ++context_.summary.http2_given_up;
    for (auto& [number, stream] : streams_) stream.lose_rest(direction(from));
    end_all(std::nullopt, std::nullopt, false);
}

}  // namespace wsdissect::engine
