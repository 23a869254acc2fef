#pragma once
// One WebSocket connection, from its handshake's request to its end.

#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>

#include "engine/connection_state.hpp"
#include "engine/direction_decoder.hpp"
#include "engine/flow_owner.hpp"
#include "engine/handshake_text.hpp"
#include "wsdissect/http/head.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::engine {

/// How TCP's end shows in a connection's end; empty where it does not.
[[nodiscard]] std::optional<model::EndedBy> ended_by(tcp::FlowEnding ending);

/// What the capture holds of a client's requests.
enum class Requested : std::uint8_t {
    not_captured,  ///< No packet of the client at all.
    some_missed,   ///< Some octets are missing.
    all_captured,
};

/// Made by a Conversation, which hands it what belongs to it, or by who knows the flow to be WebSocket
/// without a handshake; owns the flow once only frames can follow.
class Connection final : public FlowOwner {
  public:
    /// Takes the next connection number. `client`: the flow's end that is the client. `start`: time of the
    /// handshake's first packet; of no meaning where there is none.
    [[nodiscard]] static std::unique_ptr<Connection> make(Context& context, tcp::Flow& flow, tcp::End client,
                                                          Timestamp start);
    ~Connection() override;
    /// Its memory is the context's.
    static void operator delete(Connection* connection, std::destroying_delete_t);

    /// Octets of the budget that each takes, what it may still need for frames in pieces included.
    [[nodiscard]] static std::uint64_t memory() noexcept;

    /// Before its handshake is told.
    void set_proxied_client(const std::optional<Endpoint>& client) { state_.info->proxied_client = client; }
    /// Before its handshake is told: its flow is a stream of HTTP/2.
    void set_http2() { state_.info->http2 = true; }
    /// Before the first octet: the handshake was not captured. What it agreed on is not known; which end is
    /// the client is certain or not.
    void begin_unseen(bool roles_known);
    /// Octets of the stream that are a head's.
    void count_head(Direction sender, std::uint64_t octets) { decoder(sender).count_head(octets); }
    /// The final response: tells the handshake. `request`: empty where the capture lacks it.
    void on_response(const std::optional<model::HandshakeRequest>& request, const http::Head& response,
                     const PacketStamp& packet, Requested requested);
    /// Tells the handshake without a response. `last`: the connection's last packet.
    /// `unanswered`: there was none, not even one that the capture could have missed.
    void on_no_response(const std::optional<model::HandshakeRequest>& request, const PacketStamp& last,
                        bool unanswered);
    /// Behind the response, which switches to frames. `end`: of its head.
    void expect_frames(SequenceNumber end) {
        if (state_.context.demand.findings) decoder(Direction::client).expect_first_octets(end);
    }

    /// The client's next frame was sent before the whole response had arrived.
    void note_early() { decoder(Direction::client).note_early(); }

    void on_bytes(Direction sender, Bytes octets, const tcp::Arrival& arrival) {
        decoder(sender).on_bytes(octets, arrival);
    }
    void on_gap(Direction sender, std::uint64_t octets, const PacketStamp& packet) {
        decoder(sender).on_gap(octets, packet);
    }
    /// Of `sender`'s frames the capture may lack the first.
    void doubt_beginning(Direction sender) { decoder(sender).doubt_beginning(); }
    /// What `sender` sends from here on is missing.
    void lose_rest(Direction sender) { decoder(sender).lose_rest(); }
    /// The place in what `sender` sends is not known: it is searched for.
    void lose_place(Direction sender) { decoder(sender).lose_place(); }
    /// Tells what is unfinished and the connection's end; after the handshake. `tcp_ending`: how TCP ended,
    /// if it did. `reset_by`: whose RST that was, where it was one.
    void end(std::optional<model::EndedBy> tcp_ending, const PacketStamp& last,
             std::optional<Direction> reset_by = {});

    // The flow's own, once it is settled.
    [[nodiscard]] std::size_t on_bytes(tcp::End from, Bytes octets, const tcp::Arrival& arrival) override {
        on_bytes(direction(from), octets, arrival);
        return octets.size();
    }
    void on_packet(const PacketStamp& packet) override {
        if (state_.aside)
            state_.aside->watch.on_packet(*state_.flow, client_, *state_.info, packet, state_.context.sink);
    }
    void on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) override {
        on_gap(direction(from), octets, packet);
    }
    void on_hold_expired(tcp::End) override {}
    void on_end_near() const override { state_.prefetch(); }
    void on_flow_end(const tcp::Flow& flow, tcp::FlowEnding ending, std::optional<tcp::End> by) override {
        const bool is_reset = ending == tcp::FlowEnding::rst && by;
        end(ended_by(ending), flow.last(), is_reset ? std::optional(direction(*by)) : std::nullopt);
    }

  private:
    Connection(Context& context, std::unique_ptr<model::ConnectionInfo> info, tcp::Flow& flow,
               tcp::End client);
    static void* operator new(std::size_t, void* memory) noexcept { return memory; }

    [[nodiscard]] Direction direction(tcp::End end) const noexcept {
        return end == client_ ? Direction::client : Direction::server;
    }
    /// What the flow knows of what `sender` sends.
    [[nodiscard]] const tcp::HalfFlow& half(Direction sender) const noexcept {
        return state_.flow->half(sender == Direction::client ? client_ : tcp::other(client_));
    }
    [[nodiscard]] DirectionDecoder& decoder(Direction sender) noexcept { return decoders_[index_of(sender)]; }
    void agree(const http::Head& response);
    /// `response`: null where the capture lacks it.
    void tell_handshake(const std::optional<model::HandshakeRequest>& request,
                        const model::HandshakeResponse* response, const PacketStamp& packet, bool unanswered);
    [[nodiscard]] model::DirectionEnd direction_end(Direction sender,
                                                    std::optional<model::EndedBy> tcp_ending) const;
    /// Neither direction misses frames, nor was left out by the capture.
    [[nodiscard]] bool knows_all_frames() const noexcept;
    [[nodiscard]] model::ConnectionEnd end_event(std::optional<model::EndedBy> tcp_ending,
                                                 const PacketStamp& last);

    // What every segment needs stands in the first cache line.
    tcp::End client_;
    std::optional<model::Verdict> verdict_;  ///< Once the handshake was told.
    ConnectionState state_;
    std::array<DirectionDecoder, 2> decoders_;
};

static_assert(sizeof(Connection) == kConnectionSize, "a line for both directions, one for each");

}  // namespace wsdissect::engine
