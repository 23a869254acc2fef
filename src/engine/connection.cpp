#include "engine/connection.hpp"

#include <string>

#include "wsdissect/websocket/accept.hpp"

namespace wsdissect::engine {

namespace {

model::Verdict verdict_of(const model::Handshake& handshake) {
    if (!handshake.request || !handshake.response) return model::Verdict::incomplete;
    return handshake.response->status == 101 ? model::Verdict::valid : model::Verdict::rejected;
}

}  // namespace

Connection::Connection(Context& context, const Endpoint& client, const Endpoint& server, Timestamp start)
    : context_(context),
      info_{.number = context.next_connection++,
            .client = client,
            .server = server,
            .client_text = to_text(client),
            .server_text = to_text(server)},
      start_(start),
      decoders_{DirectionDecoder{context, info_, Direction::client},
                DirectionDecoder{context, info_, Direction::server}} {
    ++context_.summary.connections;
    context_.budget.count(memory_);
}

Connection::~Connection() { context_.budget.give_back(memory_); }

void Connection::set_request(const http::Head& request, const PacketStamp& packet) {
    request_.emplace(request, packet);
    memory_ += request_->size();
    context_.budget.count(request_->size());
    decoder(Direction::client).totals().bytes += request.length;
}

void Connection::set_response(const http::Head& response, const PacketStamp& packet) {
    decoder(Direction::server).totals().bytes += response.length;
    const ResponseText text(response, packet);
    const model::HandshakeResponse view = text.view();
    deflate_agreed_ = view.status == 101 && names_deflate(response);
    for (DirectionDecoder& direction : decoders_) direction.set_deflate_agreed(deflate_agreed_);
    // A capture may show the response before its request: the later of the two completes the handshake.
    const bool request_is_later = request_ && request_->view().packet.number > packet.number;
    tell_handshake(view, request_is_later ? request_->view().packet : packet);
}

void Connection::tell_handshake(const std::optional<model::HandshakeResponse>& response,
                                const PacketStamp& packet) {
    model::Handshake handshake;
    handshake.connection = &info_;
    handshake.packet = packet;
    handshake.response = response;
    if (request_) handshake.request = request_->view();
    std::string expected;
    if (handshake.request && handshake.request->key_count == 1) {
        expected = websocket::accept_value(*handshake.request->key);
        handshake.accept_expected = expected;
        if (response && response->accept)
            handshake.accept_valid = response->accept_count == 1 && *response->accept == expected;
    }
    handshake.verdict = verdict_of(handshake);
    handshake.deflate_agreed = deflate_agreed_;
    verdict_ = handshake.verdict;
    context_.sink.on_handshake(handshake);
}

void Connection::end(std::optional<model::EndedBy> tcp_ending, const PacketStamp& last) {
    if (!is_answered()) tell_handshake(std::nullopt, last);
    for (DirectionDecoder& direction : decoders_) direction.finish(last);
    context_.sink.on_connection_end(end_event(tcp_ending, last));
}

bool Connection::knows_all_frames() const noexcept {
    const auto& client = decoders_[index_of(Direction::client)];
    const auto& server = decoders_[index_of(Direction::server)];
    const bool without_frames = client.totals().frames == 0 && server.totals().frames == 0;
    const bool lost = client.is_lost() || server.is_lost();
    return !lost && (without_frames || (client.totals().bytes > 0 && server.totals().bytes > 0));
}

model::ConnectionEnd Connection::end_event(std::optional<model::EndedBy> tcp_ending,
                                           const PacketStamp& last) {
    model::ConnectionEnd event;
    event.connection = &info_;
    event.packet = last;
    event.start = start_;
    event.ended_by = tcp_ending;
    event.tcp_first = tcp_first_;
    event.handshake = verdict_;
    const auto& client_close = decoder(Direction::client).close();
    const auto& server_close = decoder(Direction::server).close();
    const bool both_closed = client_close && server_close;
    const bool all_known = knows_all_frames();
    if (both_closed) {
        event.ended_by = model::EndedBy::close;
    } else if (!all_known && (tcp_ending == model::EndedBy::fin || tcp_ending == model::EndedBy::rst)) {
        event.ended_by.reset();  // what is not known may hold a Close
    }
    if (both_closed || (all_known && (client_close || server_close))) {
        const bool client_first =
            client_close && (!server_close || client_close->packet <= server_close->packet);
        const CloseSeen& first = client_first ? *client_close : *server_close;
        event.close_first = client_first ? Direction::client : Direction::server;
        event.close_code = first.code;
        if (first.reason) event.close_reason = *first.reason;
    }
    for (const Direction sender : {Direction::client, Direction::server})
        event.totals[index_of(sender)] = decoder(sender).totals();
    return event;
}

}  // namespace wsdissect::engine
