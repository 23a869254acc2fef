#include <utility>

#include "engine/conversation.hpp"
#include "engine/handshake_text.hpp"
#include "engine/http2_conversation.hpp"
#include "wsdissect/http/body.hpp"
#include "wsdissect/http/fields.hpp"
#include "wsdissect/http/status.hpp"

namespace wsdissect::engine {

namespace {

bool is_http2_preface(const http::Head& request) {
    return request.method == "PRI" && request.version == "HTTP/2.0";
}

}  // namespace

void Conversation::on_head(tcp::End from, const http::Head& head, std::uint64_t end,
                           const PacketStamp& packet) {
    const bool is_request = head.is_request();
    const tcp::End client = is_request ? from : tcp::other(from);
    if (heads_seen_ && client != *client_) return on_not_http(from);
    heads_seen_ = true;
    client_ = client;
    half(from).certain = true;
    loss(from).reset();
    if (is_request) {
        on_request(from, head, end, packet);
    } else {
        on_response(from, head, end, packet);
    }
}

void Conversation::on_request(tcp::End from, const http::Head& head, std::uint64_t end,
                              const PacketStamp& packet) {
    Half& sender = half(from);
    if (is_http2_preface(head)) return on_http2_preface(from, head, end);
    sender.reader.begin_body(http::body_of_request(head));
    if (websocket_) {  // the capture shows it long after its response
        sender.waits_after_message = true;
        return end_if_bodiless(from);
    }
    Request request;
    request.method = http::request_method_of(head.method);
    if (is_handshake_request(head)) {
        // Requests without responses are a buffer that input grows: where memory is out, only the latest
        // waits on.
        if (!context_.budget.has_room(sizeof(Connection) + head.text.size()))
            requests_.keep_newest(flow_.last());
        request.connection = new_connection(sender.head_start);
        request.connection->count_head(Direction::client, head.text.size());
        request.text.emplace(head, packet, context_.demand.handshake_text);
    }
    request.begins = flow_.half(from).base + static_cast<std::uint32_t>(end - head.text.size());
    request.may_switch = request.connection || request.method == http::RequestMethod::connect ||
                         head.fields.count(http::FieldName::upgrade) > 0;
    sender.waits_after_message = request.may_switch;
    requests_.push(std::move(request), flow_.last());
    server().waited_enough = false;
    end_if_bodiless(from);
    tracker_.resume(flow_, tcp::other(from));
}

/// In pieces so small that the first could begin any request; or behind other requests, where it is none.
void Conversation::on_http2_preface(tcp::End from, const http::Head& head, std::uint64_t end) {
    const bool is_first = flow_.half(from).start_known && end == head.text.size();
    if (!is_first) return give_up();
    http2_ = std::make_unique<Http2Conversation>(context_, tracker_, flow_, from, flow_.half(from).next);
}

void Conversation::on_response(tcp::End from, const http::Head& head, std::uint64_t end,
                               const PacketStamp& packet) {
    Half& sender = half(from);
    sender.unasked = requests_.empty();
    sender.waited_enough = false;
    const bool switches = head.status == http::kSwitchingProtocols;
    const bool informational = head.status < 200 && !switches;
    if (informational) return sender.reader.begin_body({});
    Answer answer{.switches = switches, .whole = is_whole(from)};
    if (may_miss_requests() && sender.acknowledges) answer.received = sender.acknowledged;
    Request request = requests_.take(answer, flow_.last());
    // Whether it has a body, its request would tell.
    if (request.method == http::RequestMethod::unknown) sender.certain = false;
    if (request.connection || is_handshake_response(head))
        return on_handshake_response(std::move(request), head, end, packet);
    if (switches) return give_up();  // to something else than WebSocket
    if (request.method == http::RequestMethod::connect && head.status < 300) return enter_tunnel();
    sender.reader.begin_body(http::body_of_response(head, request.method));
    if (request.may_switch) resume_client();
}

void Conversation::on_handshake_response(Request request, const http::Head& head, std::uint64_t end,
                                         const PacketStamp& packet) {
    if (may_be_anothers(request, head)) tell_dropped(std::exchange(request, {}), {}, flow_.last());
    std::unique_ptr<Connection> connection = std::move(request.connection);
    if (!connection) connection = new_connection(server().head_start);
    const tcp::HalfFlow& asking = flow_.half(*client_);
    const Requested requested = !asking.seen                           ? Requested::not_captured
                                : asking.start_known && client().whole ? Requested::all_captured
                                                                       : Requested::some_missed;
    connection->count_head(Direction::server, head.text.size());
    connection->on_response(request.view(), head, packet, requested);
    connection->expect_frames(flow_.half(tcp::other(*client_)).base + static_cast<std::uint32_t>(end));
    if (head.status == http::kSwitchingProtocols) return enter_websocket(std::move(connection));
    const bool request_is_later = request.text && request.text->packet().number > packet.number;
    connection->end(model::EndedBy::rejected, request_is_later ? request.text->packet() : packet);
    server().reader.begin_body(http::body_of_response(head, request.method));
    resume_client();
}

/// Whether the capture may lack some whose responses it has.
bool Conversation::may_miss_requests() const noexcept {
    return !is_whole(tcp::End::lower) || !is_whole(tcp::End::higher);
}

/// Octets of the server are missing, an earlier response perhaps among them: then the client waits with a
/// request that this response answers.
void Conversation::look_for_later_requests() {
    while (client().mode == Mode::waiting) {
        client().mode = Mode::asking;
        tracker_.resume(flow_, *client_);
        if (client().mode != Mode::asking) continue;
        client().mode = Mode::waiting;
        return;
    }
}

/// After a loss the response may answer a request that is missing, or another one: the accept value tells.
bool Conversation::may_be_anothers(const Request& request, const http::Head& head) noexcept {
    if ((server().whole && client().whole) || head.status != http::kSwitchingProtocols || !request.text)
        return false;
    return !is_answer_to(request.text->view(), head);
}

std::unique_ptr<Connection> Conversation::new_connection(Timestamp start) {
    auto connection = Connection::make(context_, flow_, *client_, start);
    if (proxied_ && is_client(proxied_->client)) connection->set_proxied_client(proxied_->header.client());
    return connection;
}

void Conversation::enter_websocket(std::unique_ptr<Connection> connection) {
    websocket_ = std::move(connection);
    start_over(server(), Mode::websocket);
    Half& sender = client();
    switch (sender.mode) {
        case Mode::waiting:
        case Mode::asking:
        case Mode::undecided: start_over(sender, Mode::websocket); break;
        case Mode::http:  // at the end of its request it follows; where that was not captured, its octets
                          // tell
            if (!sender.waits_after_message && sender.reader.between_messages())
                sender.mode = Mode::undecided;
            if (!sender.certain) websocket_->doubt_beginning(Direction::client);
            break;
        case Mode::proxy_header:
        case Mode::searching: lose_place(*client_); break;
        case Mode::websocket:  // its frames went to the newest request's connection, which should be this one
            if (!requests_.empty()) lose_place(*client_);
            break;
    }
    tracker_.resume(flow_, *client_);
}

/// Behind a CONNECT (RFC 9110 section 9.3.6) another conversation begins, which may be HTTP again.
void Conversation::enter_tunnel() {
    heads_seen_ = !requests_.empty();
    start_over(server(), Mode::http);
    resume_client();
}

/// The response to what might have switched protocols is there, and did not: HTTP goes on.
void Conversation::resume_client() {
    if (requests_.may_switch()) return;  // it is a later request's response that is waited for
    Half& sender = client();
    sender.waits_after_message = false;
    switch (sender.mode) {
        case Mode::waiting:
        case Mode::asking:
        case Mode::undecided: sender.mode = Mode::http; break;
        case Mode::websocket: sender.mode = Mode::searching; break;  // those were no frames
        case Mode::http:
        case Mode::proxy_header:
        case Mode::searching: break;
    }
    tracker_.resume(flow_, *client_);
}

}  // namespace wsdissect::engine
