#include "engine/conversation.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "wsdissect/http/head_parser.hpp"

namespace wsdissect::engine {

namespace {

/// Instead of a number of octets. (As an optional, it would cost 20 ns a call to have written its two parts
/// apart and read them at once.)
constexpr std::size_t kHasToWait = ~std::size_t{0};

}  // namespace

bool begins_as_known_head(Bytes octets) noexcept {
    constexpr std::string_view known[] = {"GET ",     "HEAD ",    "POST ",  "PUT ",   "DELETE ",
                                          "CONNECT ", "OPTIONS ", "TRACE ", "PATCH ", "HTTP/1."};
    const std::string_view text = as_text(octets);
    return std::any_of(std::begin(known), std::end(known),
                       [&](std::string_view front) { return text.starts_with(front); }) &&
           (http::may_begin_request(octets) || http::may_begin_response(octets));
}

std::unique_ptr<Conversation> Conversation::make(Context& context, tcp::Tracker& tracker, tcp::Flow& flow) {
    void* const memory = context.conversations.take();
    return std::unique_ptr<Conversation>(new (memory) Conversation(context, tracker, flow));
}

void Conversation::operator delete(Conversation* conversation, std::destroying_delete_t) {
    Context& context = conversation->context_;
    conversation->~Conversation();
    context.conversations.give_back(conversation);
}

Conversation::Conversation(Context& context, tcp::Tracker& tracker, tcp::Flow& flow)
    : FlowOwner(Fate::stays), context_(context), tracker_(tracker), flow_(flow), requests_(context) {
    for (const tcp::End end : {tcp::End::lower, tcp::End::higher})
        half(end).certain = flow.half(end).start_known && flow.half(end).next == 0;
    context_.budget.count(memory());
}

Conversation::~Conversation() {
    for (const Half& each : halves_) context_.budget.give_back(each.head_memory);
    if (proxied_) context_.budget.give_back(sizeof(Proxied));
    context_.budget.give_back(memory());
}

Fate Conversation::present_fate() const noexcept {
    if (over_) return Fate::over;
    if (http2_) return Fate::gives_way;
    const bool only_frames = websocket_ && requests_.empty() && halves_[0].mode == Mode::websocket &&
                             halves_[1].mode == Mode::websocket;
    return only_frames ? Fate::settled : Fate::stays;
}

std::size_t Conversation::on_bytes(tcp::End from, Bytes octets, const tcp::Arrival& arrival) {
    Half& sender = half(from);
    if (sender.mode == Mode::http && sender.certain && sender.reader.pass(octets.size()))
        return octets.size();
    const Running running(*this);
    std::size_t taken = 0;
    while (taken < octets.size() && !over_ && !http2_) {
        const std::uint64_t offset = flow_.half(from).next + taken;
        const std::size_t more = take(from, octets.subspan(taken), offset, taken == 0, arrival);
        if (more == kHasToWait) return taken;
        taken += more;
    }
    return octets.size();
}

/// How many of `octets` were taken, or kHasToWait; none may mean that they are to be taken in another mode.
/// Each mode takes octets, or waits, or gives way to another one that does.
std::size_t Conversation::take(tcp::End from, Bytes octets, std::uint64_t offset, bool in_front,
                               const tcp::Arrival& arrival) {
    Half& sender = half(from);
    switch (sender.mode) {
        case Mode::waiting: return kHasToWait;
        case Mode::asking:
            if (!http::may_begin_request(octets)) return kHasToWait;
            sender.mode = Mode::http;
            return 0;
        case Mode::undecided: decide(sender, octets); return 0;
        case Mode::searching:
            if (!may_begin_head(from, octets)) return octets.size();
            start_over(sender, Mode::http);
            return 0;
        case Mode::http: return read_http(from, octets, offset, in_front, arrival);
        case Mode::proxy_header: return read_proxy_header(from, octets, arrival);
        case Mode::websocket: take_frames(from, octets, arrival); break;
    }
    return octets.size();
}

void Conversation::take_frames(tcp::End from, Bytes octets, const tcp::Arrival& arrival) {
    if (Connection* const receiver = connection()) receiver->on_bytes(direction(from), octets, arrival);
}

/// What a response needs, which most often comes late enough for the caches to have lost it.
[[gnu::always_inline]] inline void Conversation::prefetch() const noexcept {
    prefetch_lines(this, sizeof *this);
    const Connection* const asked = requests_.oldest_connection();
    if (asked != nullptr) prefetch_lines(asked, sizeof *asked);
}

std::size_t Conversation::read_http(tcp::End from, Bytes octets, std::uint64_t offset, bool in_front,
                                    const tcp::Arrival& arrival) {
    Half& sender = half(from);
    // What follows a head in its own segment is its body: who answers HEAD has nothing more to send yet.
    if (!sender.certain && in_front && begins_as_known_head(octets)) start_over(sender, Mode::http);
    const bool at_start = sender.reader.between_messages();
    if (at_start) {
        const Beginning beginning = begin_message(from, octets, arrival);
        if (beginning != Beginning::read) return beginning == Beginning::wait ? kHasToWait : 0;
    }
    const auto step = sender.reader.read(octets, context_.head_parser);
    if (!count_head_memory(sender)) {
        give_up();
        return octets.size();
    }
    switch (step.event) {
        case http::ReadEvent::need_more: break;
        case http::ReadEvent::head: on_head(from, *step.head, offset + step.consumed, arrival.packet); break;
        case http::ReadEvent::message_end: on_message_end(from); break;
        case http::ReadEvent::not_http:
            on_not_http(from);
            return at_start ? octets.size() : 0;  // what was wrong came before: a head may begin here
    }
    return step.consumed;
}

/// What comes before a message's first octets: what the other direction has to show, or has shown.
Conversation::Beginning Conversation::begin_message(tcp::End from, Bytes octets,
                                                    const tcp::Arrival& arrival) {
    Half& sender = half(from);
    if (may_begin_proxy_header(from, octets)) {
        proxied_ = std::make_unique<Proxied>(Proxied{from, {}});
        context_.budget.count(sizeof(Proxied));
        sender.mode = Mode::proxy_header;
        return Beginning::leave;
    }
    if (must_wait_for_request(from, octets)) return Beginning::wait;
    const tcp::End other = tcp::other(from);
    if (half(other).awaits_request && !http::may_begin_request(octets)) let_response_go(other);
    if (is_server(from) && !is_whole(from)) look_for_later_requests();
    if (over_ || sender.mode != Mode::http) return Beginning::leave;  // by what the other end sent
    sender.head_start = arrival.packet.time;
    sender.acknowledged = arrival.acknowledged.value_or(SequenceNumber{});
    sender.acknowledges = sender.acknowledged != SequenceNumber{};
    if (!is_client(from)) prefetch();
    return Beginning::read;
}

/// Only the first octets of a direction do, and only once.
bool Conversation::may_begin_proxy_header(tcp::End from, Bytes octets) const noexcept {
    return http::may_begin_proxy_header(octets) && !heads_seen_ && !proxied_ &&
           flow_.half(from).start_known && flow_.half(from).next == 0;
}

std::size_t Conversation::read_proxy_header(tcp::End from, Bytes octets, const tcp::Arrival& arrival) {
    const auto step = proxied_->header.read(octets);
    if (step.event != http::ProxyEvent::need_more) half(from).mode = Mode::http;
    if (step.event == http::ProxyEvent::not_one) read_as_http(from, proxied_->header.held(), arrival);
    return step.consumed;
}

/// Octets that were taken for something else.
void Conversation::read_as_http(tcp::End from, Bytes octets, const tcp::Arrival& arrival) {
    half(from).waited_enough = true;  // there is nobody to hold them any more
    while (!octets.empty() && !over_ && half(from).mode == Mode::http)
        octets = octets.subspan(read_http(from, octets, 0, true, arrival));  // nobody asks where it ends
}

bool Conversation::may_begin_head(tcp::End from, Bytes octets) const noexcept {
    const bool request = http::may_begin_request(octets);
    if (!client_) return request || http::may_begin_response(octets);
    return is_client(from) ? request : http::may_begin_response(octets);
}

/// A response whose request was not seen yet: the capture may show it late. Where the client is not known,
/// the first letters of `HTTP/1.1` are taken for those of `HEAD`.
bool Conversation::must_wait_for_request(tcp::End from, Bytes octets) noexcept {
    Half& sender = half(from);
    sender.awaits_request = !is_client(from) && requests_.empty() && !sender.waited_enough &&
                            http::may_begin_response(octets) && (client_ || !http::may_begin_request(octets));
    return sender.awaits_request;
}

/// The request that it waits for does not come.
void Conversation::let_response_go(tcp::End server) {
    half(server).waited_enough = true;
    tracker_.resume(flow_, server);
}

void Conversation::on_message_end(tcp::End from) {
    Half& sender = half(from);
    if (!std::exchange(sender.waits_after_message, false)) return;
    if (websocket_) {
        start_over(sender, Mode::websocket);
    } else {
        sender.mode = Mode::waiting;
    }
}

/// Where the head just told is the whole message, this is its end, though no octet follows that would show
/// it.
void Conversation::end_if_bodiless(tcp::End from) {
    Half& sender = half(from);
    if (sender.reader.read({}, context_.head_parser).event != http::ReadEvent::message_end) return;
    (void)count_head_memory(sender);  // it can only have become less
    on_message_end(from);
}

void Conversation::on_not_http(tcp::End from) {
    if (websocket_) return lose_place(from);
    Half& sender = half(from);
    const bool never_was = !heads_seen_ && sender.certain;
    if (never_was) return give_up();
    sender.certain = sender.waits_after_message = false;
    sender.mode = Mode::searching;
}

/// An incomplete head is a buffer that input grows, so the budget has to grant it.
bool Conversation::count_head_memory(Half& sender) {
    const std::uint64_t held = sender.reader.held();
    if (held > sender.head_memory && !context_.budget.take(held - sender.head_memory)) return false;
    if (held < sender.head_memory) context_.budget.give_back(sender.head_memory - held);
    sender.head_memory = static_cast<std::uint32_t>(held);  // far below: kMaxHead limits it
    return true;
}

/// No response, or no request, tells what the client sends: another request, or frames.
void Conversation::decide(Half& client, Bytes octets) {
    if (http::may_begin_request(octets) || connection() == nullptr) {
        client.mode = Mode::http;
        return;
    }
    start_over(client, Mode::websocket);
    // What the server says meanwhile is not told.
    if (!websocket_) connection()->doubt_beginning(Direction::server);
}

void Conversation::start_over(Half& sender, Mode mode) {
    sender.mode = mode;
    sender.waits_after_message = false;
    sender.reader = {};
    context_.budget.give_back(std::exchange(sender.head_memory, 0U));
}

void Conversation::on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) {
    const Running running(*this);
    Half& sender = half(from);
    if (sender.mode == Mode::http && sender.reader.skip(octets)) return;
    sender.certain = false;
    sender.whole = false;
    if (websocket_ || sender.mode == Mode::websocket) {
        sender.mode = Mode::websocket;
        if (Connection* const receiver = connection()) receiver->on_gap(direction(from), octets, packet);
        return;
    }
    sender.mode = Mode::searching;
    sender.waits_after_message = false;
    if (!loss(from)) loss(from) = std::make_unique<Loss>();
    loss(from)->octets += octets;
    loss(from)->packet = packet;
    if (is_client(from)) {
        on_request_lost();
    } else {
        requests_.keep_newest(flow_.last());
    }
}

/// The response that waits for its request has most likely lost it, unless an earlier one has.
void Conversation::on_request_lost() {
    if (!std::exchange(server().unasked, false)) let_response_go(tcp::other(*client_));
}

/// `from` sends frames, but where the next one begins is not known.
void Conversation::lose_place(tcp::End from) {
    start_over(half(from), Mode::websocket);
    websocket_->lose_place(direction(from));
    tell_lost(from);
}

/// Octets that went missing at a handshake are its connection's loss.
void Conversation::tell_lost(tcp::End from) {
    Connection* const receiver = connection();
    if (receiver == nullptr || !loss(from)) return;
    const std::unique_ptr<Loss> lost = std::move(loss(from));
    receiver->on_gap(direction(from), lost->octets, lost->packet);
}

void Conversation::on_hold_expired(tcp::End from) {
    Half& sender = half(from);
    sender.waited_enough = true;
    if (sender.mode == Mode::waiting) sender.mode = Mode::undecided;
}

void Conversation::on_flow_end(const tcp::Flow&, tcp::FlowEnding ending, std::optional<tcp::End> by) {
    if (!websocket_ && client_)  // what is missing may be the response, and frames
        for (const tcp::End end : {*client_, tcp::other(*client_)}) tell_lost(end);
    const bool is_reset = ending == tcp::FlowEnding::rst && by && client_;
    end_connections(ended_by(ending), is_reset ? std::optional(direction(*by)) : std::nullopt);
}

void Conversation::end_connections(std::optional<model::EndedBy> ending, std::optional<Direction> reset_by) {
    if (websocket_) websocket_->end(ending, flow_.last(), reset_by);
    websocket_.reset();
    const bool is_over = ending && *ending != model::EndedBy::timeout;
    const bool certain = is_over && client_ && is_silent(server());
    requests_.end_all({.ending = ending, .reset_by = reset_by, .certain = certain}, flow_.last());
}

bool Conversation::is_whole(tcp::End end) const noexcept {
    return halves_[tcp::index_of(end)].whole && flow_.half(end).start_known;
}

/// Whether a response would have been seen, had it been sent.
bool Conversation::is_silent(const Half& server) const noexcept {
    const tcp::HalfFlow& half = flow_.half(tcp::other(*client_));
    const bool all_seen = half.seen && half.is_all_captured();
    return all_seen && server.certain && server.mode == Mode::http && server.reader.between_messages();
}

void Conversation::give_up() {
    over_ = true;
    end_connections(std::nullopt);
}

}  // namespace wsdissect::engine
