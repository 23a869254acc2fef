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
    // Where octets were lost before anybody asked for them, nothing is known of those that follow.
    over_ = flow.half(client).next != of_preface || flow.half(server()).next != 0;
    if (over_) set_fate(Fate::over);
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
    sender.latest = arrival;
    sender.reading = true;
    while (!over_ && !has_to_wait(from)) {
        sender.before_payload = false;
        const http2::Step step = sender.reader.read(octets.subspan(taken));
        taken += step.consumed;
        carrier_.read_to[index_of(from)] = offset + taken;
        if (step.event == ReadEvent::need_more) break;
        take(from, step, arrival);
        let_other_go_on(from);
    }
    sender.reading = false;
    if (!over_ && !count_memory(sender)) give_up(from);
    return over_ ? octets.size() : taken;
}

/// Whether what comes next, a frame's payload, has to be held.
bool Http2Conversation::has_to_wait(tcp::End from) const {
    const Side& sender = side(from);
    const bool ends = sender.type == FrameType::data || sender.type == FrameType::rst_stream;
    if (!sender.before_payload || (!ends && sender.type != FrameType::headers)) return false;
    if (from == client()) {
        const auto stream = streams_.find(sender.stream);
        return ends && stream != streams_.end() && stream->second.waits_for_response();
    }
    const bool is_clients = sender.stream % 2 == 1;
    return is_clients && sender.stream > newest_request_ && sender.stream > given_up_;
}

/// A frame without payload waits without an octet that TCP could hold.
void Http2Conversation::let_other_go_on(tcp::End from) {
    const tcp::End other = tcp::other(from);
    if (over_ || side(other).reading || !side(other).before_payload || has_to_wait(other)) return;
    if (carrier_.flow.half(other).held) return tracker_.resume(carrier_.flow, other);
    (void)on_bytes(other, {}, side(other).latest);
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
        case ReadEvent::reset: on_reset(from, step.stream, arrival); break;
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
        if (streams_.size() >= kMaxStreams || !context_.budget.has_room(sizeof(Connection))) {
            ++context_.summary.http2_passed_over;
            return;
        }
        const auto [place, is_new] = streams_.try_emplace(step.stream, context_, carrier_, head_, arrival);
        place->second.count_head(Direction::client, step.block_length);
    }
    if (step.end_stream) on_end(client(), step.stream, arrival);
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
    if (step.end_stream) on_end(server(), step.stream, arrival);
}

/// What the stream's client had of the setting when it asked. The server's octets were read up to here; where
/// it is not known with which they begin, they may have had the setting in front.
model::ConnectProtocol Http2Conversation::connect_protocol(const Http2Stream& stream) const {
    using model::ConnectProtocol;
    const auto received = stream.received();
    if (!received) return ConnectProtocol::unknown;
    if (enabled_at_ && !tcp::is_before(*received, *enabled_at_)) return ConnectProtocol::received;
    const bool all_read = carrier_.flow.half(server()).start_known &&
                          !tcp::is_before(carrier_.read_to[index_of(server())], *received);
    if (!all_read) return ConnectProtocol::unknown;
    return enabled_at_ ? ConnectProtocol::not_received : ConnectProtocol::never_sent;
}

void Http2Conversation::on_data(tcp::End from, const http2::Step& step, const tcp::Arrival& arrival) {
    Http2Stream* const stream = find(step.stream);
    if (stream == nullptr || (from != client() && !stream->answered())) return;
    stream->on_data(direction(from), step.data, arrival);
    queue_if_watching(step.stream, *stream);
    if (step.end_stream) on_end(from, step.stream, arrival);
}

void Http2Conversation::on_end(tcp::End from, std::uint32_t stream, const tcp::Arrival& arrival) {
    Http2Stream* const ended = find(stream);
    if (ended == nullptr) return;
    ended->on_end(direction(from), arrival);
    drop_if_over(stream);
}

void Http2Conversation::on_reset(tcp::End from, std::uint32_t stream, const tcp::Arrival& arrival) {
    Http2Stream* const reset = find(stream);
    if (reset == nullptr) return;
    if (!reset->answered()) reset->set_connect_protocol(connect_protocol(*reset));
    reset->on_reset(direction(from), arrival, from != client() && stream > given_up_);
    drop_if_over(stream);
}

void Http2Conversation::drop_if_over(std::uint32_t stream) {
    if (const Http2Stream* const present = find(stream); present != nullptr && present->over())
        streams_.erase(stream);
}

/// Only those are asked whose octets were acknowledged since: there may be many that wait for long.
void Http2Conversation::on_packet(const PacketStamp& packet) {
    for (const tcp::End end : {tcp::End::lower, tcp::End::higher}) {
        auto& watching = watching_[index_of(end)];
        for (std::size_t left = watching.size();
             left > 0 && carrier_.is_acknowledged(end, watching.front().sent_to); --left) {
            const std::uint32_t number = watching.front().stream;
            watching.pop_front();
            Http2Stream* const stream = find(number);
            if (stream == nullptr) continue;
            stream->on_packet(packet);
            stream->set_queued(end, false);
            queue_if_watching(number, *stream);
        }
        carrier_.flow.half(end).watched = !watching.empty();
    }
}

void Http2Conversation::queue_if_watching(std::uint32_t number, Http2Stream& stream) {
    for (const tcp::End end : {tcp::End::lower, tcp::End::higher}) {
        if (!stream.watches(end) || stream.is_queued(end)) continue;
        stream.set_queued(end, true);
        auto& watching = watching_[index_of(end)];
        if (watching.size() == kMaxStreams) watching.pop_front();  // most likely it is over
        watching.push_back({carrier_.read_to[index_of(end)], number});
        carrier_.flow.half(end).watched = true;
    }
}

void Http2Conversation::on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) {
    const Running running(*this);
    const auto lost = side(from).reader.skip(octets);
    if (!lost) return give_up(from);
    carrier_.read_to[index_of(from)] = carrier_.flow.half(from).next + octets;
    Http2Stream* const stream = find(lost->stream);
    if (stream == nullptr) return;
    if (lost->data > 0) stream->on_gap(direction(from), lost->data, packet);
    if (lost->end_stream) on_end(from, lost->stream, {packet, packet.number});
}

void Http2Conversation::on_flow_end(const tcp::Flow&, tcp::FlowEnding ending, std::optional<tcp::End> by) {
    const bool is_reset = ending == tcp::FlowEnding::rst && by;
    const bool is_over = ending == tcp::FlowEnding::fin || ending == tcp::FlowEnding::rst;
    end_all(ended_by(ending), is_reset ? std::optional(direction(*by)) : std::nullopt,
            is_over && is_silent());
}

/// Whether a response would have been seen, had it been sent.
bool Http2Conversation::is_silent() const {
    return carrier_.flow.half(server()).seen && !carrier_.has_more(server());
}

void Http2Conversation::end_all(std::optional<model::EndedBy> ending, std::optional<Direction> reset_by,
                                bool silent) {
    for (auto& [number, stream] : streams_) {
        if (!stream.answered()) stream.set_connect_protocol(connect_protocol(stream));
        stream.end(ending, reset_by, silent && number > given_up_);
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
