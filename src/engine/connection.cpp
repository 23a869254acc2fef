#include "engine/connection.hpp"

#include <utility>

#include "engine/frame_assembly.hpp"
#include "wsdissect/websocket/accept.hpp"

namespace wsdissect::engine {

namespace {

model::Verdict verdict_of(const model::Handshake& handshake) {
    if (!handshake.request || !handshake.response) return model::Verdict::incomplete;
    return handshake.response->opens() ? model::Verdict::valid : model::Verdict::rejected;
}

/// Member by member: an endpoint that is made and copied at once, as a whole, waits until all that was
/// written before has reached the caches (100 ns).
void assign(Endpoint& to, const Endpoint& from) {
    to.address.octets = from.address.octets;
    to.address.family = from.address.family;
    to.port = from.port;
}

std::unique_ptr<model::ConnectionInfo> new_info(Context& context, const tcp::Flow& flow, tcp::End client,
                                                Timestamp start) {
    std::unique_ptr<model::ConnectionInfo> info;
    if (context.spare.empty()) {
        info = std::make_unique<model::ConnectionInfo>();
    } else {
        info = std::move(context.spare.back());
        context.spare.pop_back();
        if (!context.spare.empty()) prefetch_lines(context.spare.back().get(), sizeof *info);
    }
    info->number = context.next_connection++;
    if (context.options.watcher != nullptr) context.options.watcher->on_websocket(flow.key, info->number);
    assign(info->client, flow.key.endpoint(client));
    assign(info->server, flow.key.endpoint(tcp::other(client)));
    info->tcp_stream = flow.number();
    info->start = start;
    info->proxied_client.reset();
    info->http2 = false;
    if (context.demand.endpoint_text) {
        info->client_text = EndpointText(info->client);
        info->server_text = EndpointText(info->server);
    }
    return info;
}

}  // namespace

std::optional<model::EndedBy> ended_by(tcp::FlowEnding ending) {
    switch (ending) {
        case tcp::FlowEnding::fin: return model::EndedBy::fin;
        case tcp::FlowEnding::rst: return model::EndedBy::rst;
        case tcp::FlowEnding::timeout: return model::EndedBy::timeout;
        case tcp::FlowEnding::capture_end: return model::EndedBy::capture_end;
        case tcp::FlowEnding::replaced: return std::nullopt;
    }
    return std::nullopt;
}

std::unique_ptr<Connection> Connection::make(Context& context, tcp::Flow& flow, tcp::End client,
                                             Timestamp start) {
    auto info = new_info(context, flow, client, start);
    void* const memory = context.connections.take();
    return std::unique_ptr<Connection>(new (memory) Connection(context, std::move(info), flow, client));
}

void Connection::operator delete(Connection* connection, std::destroying_delete_t) {
    Context& context = connection->state_.context;
    connection->~Connection();
    context.connections.give_back(connection);
}

Connection::Connection(Context& context, std::unique_ptr<model::ConnectionInfo> info, tcp::Flow& flow,
                       tcp::End client)
    : FlowOwner(Fate::last),
      client_(client),
      state_{context, std::move(info), &flow},
      decoders_{DirectionDecoder{state_, Direction::client, client},
                DirectionDecoder{state_, Direction::server, tcp::other(client)}} {
    ++context.summary.connections;
    ++context.open_connections;
    context.budget.count(memory());
}

Connection::~Connection() {
    --state_.context.open_connections;
    state_.context.budget.give_back(memory());
    state_.context.retired.push_back(std::move(state_.info));
}

std::uint64_t Connection::memory() noexcept {
    return sizeof(Connection) + sizeof(model::ConnectionInfo) + 2 * sizeof(FrameAssembly);
}

void Connection::begin_unseen(bool roles_known) {
    for (DirectionDecoder& direction : decoders_) direction.begin_unseen(roles_known);
}

void Connection::on_response(const std::optional<model::HandshakeRequest>& request,
                             const http::Head& response, const PacketStamp& packet, Requested requested) {
    state_.prefetch();
    const ResponseText text(response, packet);
    if (text.view().opens()) agree(response);
    // A capture may show the response before its request: the later of the two completes the handshake. Or
    // else what looks like a response is the body of an earlier one, whose request was lost.
    const bool request_is_later = request && request->packet.number > packet.number;
    if (!request) decoder(Direction::client).doubt();
    const bool some_missed = request_is_later && requested == Requested::some_missed;
    const bool may_be_body =
        request ? some_missed && !is_answer_to(*request, response) : requested != Requested::not_captured;
    if (may_be_body) decoder(Direction::server).doubt();
    tell_handshake(request, &text.view(), request_is_later ? request->packet : packet, false);
}

void Connection::agree(const http::Head& response) {
    const AgreedExtensions agreed = agreed_extensions(response);
    for (const Direction sender : {Direction::client, Direction::server}) {
        decoder(sender).set_agreed(agreed.others);
        if (agreed.deflate) decoder(sender).set_deflate_agreed((*agreed.deflate)[index_of(sender)]);
    }
}

void Connection::on_no_response(const std::optional<model::HandshakeRequest>& request,
                                const PacketStamp& last, bool unanswered) {
    tell_handshake(request, nullptr, last, unanswered);
}

void Connection::tell_handshake(const std::optional<model::HandshakeRequest>& request,
                                const model::HandshakeResponse* response, const PacketStamp& packet,
                                bool unanswered) {
    model::Handshake handshake{.connection = state_.info.get(),
                               .packet = packet,
                               .request = request,
                               .response = response != nullptr ? std::optional(*response) : std::nullopt,
                               .accept_valid = std::nullopt,
                               .deflate_agreed = decoder(Direction::server).deflate_agreed(),
                               .unanswered = unanswered,
                               .doubtful = decoder(Direction::server).doubtful()};
    websocket::AcceptValue expected;
    // Over HTTP/2 the key is not processed (RFC 8441 section 5).
    if (handshake.request && handshake.request->key_count == 1 && !handshake.request->http2) {
        expected = websocket::accept_value(*handshake.request->key);
        handshake.accept_expected = expected.text();
        if (response != nullptr && response->accept)
            handshake.accept_valid =
                response->accept_count == 1 && *response->accept == handshake.accept_expected;
    }
    handshake.verdict = verdict_of(handshake);
    verdict_ = handshake.verdict;
    state_.context.sink.on_handshake(handshake);
}

void Connection::end(std::optional<model::EndedBy> tcp_ending, const PacketStamp& last,
                     std::optional<Direction> reset_by) {
    if (reset_by && state_.aside) state_.aside->watch.on_abort(*reset_by);
    std::array<model::DirectionEnd, 2> ends;
    if (state_.context.demand.findings)
        for (const Direction sender : {Direction::client, Direction::server})
            ends[index_of(sender)] = direction_end(sender, tcp_ending);
    for (DirectionDecoder& direction : decoders_) direction.finish(last);
    model::ConnectionEnd event = end_event(tcp_ending, last);
    event.ends = ends;
    event.reset_by = reset_by;
    state_.context.sink.on_connection_end(event);
}

bool Connection::knows_all_frames() const noexcept {
    const auto& client = decoders_[index_of(Direction::client)];
    const auto& server = decoders_[index_of(Direction::server)];
    const bool without_frames = client.frames() == 0 && server.frames() == 0;
    const bool missed = client.misses_frames() || server.misses_frames();
    const bool whole = half(Direction::client).is_all_captured() && half(Direction::server).is_all_captured();
    const bool both_seen = half(Direction::client).seen && half(Direction::server).seen;
    return !missed && whole && both_seen && (without_frames || (client.bytes() > 0 && server.bytes() > 0));
}

model::DirectionEnd Connection::direction_end(Direction sender,
                                              std::optional<model::EndedBy> tcp_ending) const {
    const DirectionDecoder& sent = decoders_[index_of(sender)];
    const bool over = tcp_ending == model::EndedBy::fin || tcp_ending == model::EndedBy::rst;
    const bool all_seen = half(sender).seen && half(sender).is_all_captured();
    const bool known =
        over && all_seen && verdict_ && sent.bytes() > 0 && !sent.misses_frames() && !sent.doubtful();
    const Aside* const aside = state_.aside.get();
    return {.known = known,
            .unanswered = aside != nullptr && aside->watch.close_answerable(sender),
            .unfinished = known && sent.in_message(),
            .close = aside != nullptr ? aside->closes[index_of(sender)] : std::nullopt};
}

model::ConnectionEnd Connection::end_event(std::optional<model::EndedBy> tcp_ending,
                                           const PacketStamp& last) {
    model::ConnectionEnd event;
    event.connection = state_.info.get();
    event.packet = last;
    if (verdict_) event.start = state_.info->start;
    event.ended_by = tcp_ending;
    const bool both_seen = half(Direction::client).seen && half(Direction::server).seen;
    if (const auto ender = state_.flow->first_ender(); ender && both_seen)
        event.tcp_first = direction(*ender);
    event.handshake = verdict_;
    const Closes& closes = state_.closes;
    const bool all_known = knows_all_frames();
    if (closes.both()) {
        event.ended_by = model::EndedBy::close;
    } else if (!all_known && (tcp_ending == model::EndedBy::fin || tcp_ending == model::EndedBy::rst)) {
        event.ended_by.reset();  // what is not known may hold a Close
    }
    if (closes.both() || (all_known && closes.any())) {
        event.close_first = closes.first;
        event.close_code = closes.code;
        event.close_code_lost = closes.code_lost;
        if (state_.aside && state_.aside->close_reason) event.close_reason = *state_.aside->close_reason;
    }
    for (const Direction sender : {Direction::client, Direction::server}) {
        model::DirectionTotals& totals = event.totals[index_of(sender)] = decoder(sender).totals();
        totals.seen = half(sender).seen;
        totals.whole = totals.seen && totals.lost_bytes == 0 && half(sender).is_all_captured();
    }
    return event;
}

}  // namespace wsdissect::engine
