#include "engine/pick_up.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "engine/conversation.hpp"

namespace wsdissect::engine {

namespace {

using websocket::ChainSearch;
using websocket::Opcode;
using Pieces = std::deque<FrameSearch::Piece>;

/// Whatever was agreed in the handshake: RSV1 is in use, the other two are not.
constexpr websocket::DirectionShape kUnseenShape{.masked = {}, .rsv = websocket::kRsv1};

ChainSearch new_search() {
    return {kUnseenShape, ChainSearch::Beginnings::segments, PickUp::kPickUpEvidence};
}

bool starts(const tcp::Flow& flow, tcp::End from) noexcept {
    const tcp::HalfFlow& half = flow.half(from);
    return half.start_known && half.next == 0;
}

}  // namespace

bool PickUp::may_begin(const tcp::Flow& flow, Bytes octets) noexcept {
    const bool considered = flow.packets <= kMaxPickUpPackets && !flow.halves[0].start_known &&
                            !flow.halves[1].start_known && octets.size() >= 2;
    return considered && static_cast<Opcode>(octets[0] & 0xF) != Opcode::continuation &&
           kUnseenShape.fits(octets[0], octets[1]);
}

PickUp::PickUp(Context& context, tcp::Flow& flow)
    : FlowOwner(Fate::stays),
      context_(context),
      flow_(flow),
      searches_{FrameSearch(context.budget, new_search()), FrameSearch(context.budget, new_search())} {}

std::size_t PickUp::on_bytes(tcp::End from, Bytes octets, const tcp::Arrival& arrival) {
    if (begins_as_known_head(octets)) {
        set_fate(Fate::gives_way);
        return 0;
    }
    search(from).on_bytes(octets, arrival);
    conclude();
    return octets.size();
}

void PickUp::on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) {
    search(from).on_gap(octets, packet);
    conclude();
}

void PickUp::conclude() {
    const auto failed = [](const FrameSearch& search) { return search.failed(); };
    const auto has_chains = [](const FrameSearch& search) { return search.has_chains(); };
    const bool hopeless =
        std::ranges::any_of(searches_, failed) || std::ranges::none_of(searches_, has_chains);
    if (hopeless || flow_.packets > kMaxPickUpPackets) return set_fate(Fate::let_go);
    if (!searches_[0].found() || !searches_[1].found()) return;
    if (searches_[0].found_masked() == searches_[1].found_masked()) return set_fate(Fate::let_go);
    begin_connection();
    set_fate(Fate::settled);
}

/// Tells what both directions hold, in the order of the packets.
void PickUp::begin_connection() {
    const tcp::End client = search(tcp::End::lower).found_masked() ? tcp::End::lower : tcp::End::higher;
    connection_ = Connection::make(context_, flow_, client, flow_.last_time);
    connection_->begin_unseen(true);
    std::array<Pieces, 2> pieces = {searches_[0].take_frames(), searches_[1].take_frames()};
    while (!pieces[0].empty() || !pieces[1].empty()) {
        const bool higher =
            pieces[0].empty() || (!pieces[1].empty() && pieces[1].front().arrival.packet.number <
                                                            pieces[0].front().arrival.packet.number);
        Pieces& sent = pieces[higher ? 1 : 0];
        const tcp::End from = higher ? tcp::End::higher : tcp::End::lower;
        const FrameSearch::Piece& piece = sent.front();
        if (piece.lost > 0) {
            connection_->on_gap(from, piece.lost, piece.arrival.packet);
        } else {
            (void)connection_->on_bytes(from, piece.octets, piece.arrival);
        }
        sent.pop_front();
    }
}

std::unique_ptr<Connection> decode_as_websocket(Context& context, tcp::Flow& flow, tcp::End from,
                                                Bytes octets) {
    const auto& ports = context.options.websocket_ports;
    if (ports.empty()) return nullptr;
    const auto is_named = [&](tcp::End end) {
        return std::ranges::count(ports, flow.key.endpoint(end).port) > 0;
    };
    const bool lower = is_named(tcp::End::lower);
    if (!lower && !is_named(tcp::End::higher)) return nullptr;
    const bool masked = starts(flow, from) && octets.size() > 1 && (octets[1] & 0x80) != 0;
    const tcp::End client = masked ? from : lower ? tcp::End::higher : tcp::End::lower;
    auto connection = Connection::make(context, flow, client, flow.last_time);
    connection->begin_unseen(false);
    for (const tcp::End end : {tcp::End::lower, tcp::End::higher})
        if (!starts(flow, end)) connection->lose_place(end == client ? Direction::client : Direction::server);
    return connection;
}

}  // namespace wsdissect::engine
