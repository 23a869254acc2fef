#pragma once
// One WebSocket connection, from its handshake's request to its end.

#include <array>
#include <cstdint>
#include <optional>

#include "engine/context.hpp"
#include "engine/direction_decoder.hpp"
#include "engine/handshake_text.hpp"
#include "wsdissect/http/head.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::engine {

class Connection {
  public:
    /// Takes the next connection number. `start`: time of the handshake's first packet.
    Connection(Context& context, const Endpoint& client, const Endpoint& server, Timestamp start);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void set_request(const http::Head& request, const PacketStamp& packet);
    /// The final response: tells the handshake.
    void set_response(const http::Head& response, const PacketStamp& packet);
    [[nodiscard]] bool is_answered() const noexcept { return verdict_.has_value(); }

    void on_bytes(Direction sender, Bytes octets, const tcp::Arrival& arrival) {
        decoder(sender).on_bytes(octets, arrival);
    }
    void on_gap(Direction sender, std::uint64_t octets, const PacketStamp& packet) {
        decoder(sender).on_gap(octets, packet);
    }
    /// The place in what `sender` sends is not known: its octets are only counted from now on.
    void lose_place(Direction sender) { decoder(sender).lose_place(); }
    /// `sender` ended its direction of TCP, by FIN or RST.
    void on_tcp_end(Direction sender) {
        if (!tcp_first_) tcp_first_ = sender;
    }
    /// Tells what is unfinished and the connection's end. `tcp_ending`: how TCP ended, if it did.
    void end(std::optional<model::EndedBy> tcp_ending, const PacketStamp& last);

  private:
    [[nodiscard]] DirectionDecoder& decoder(Direction sender) noexcept { return decoders_[index_of(sender)]; }
    void tell_handshake(const std::optional<model::HandshakeResponse>& response, const PacketStamp& packet);
    /// Neither direction was lost, nor left out by the capture.
    [[nodiscard]] bool knows_all_frames() const noexcept;
    [[nodiscard]] model::ConnectionEnd end_event(std::optional<model::EndedBy> tcp_ending,
                                                 const PacketStamp& last);

    Context& context_;
    model::ConnectionInfo info_;
    Timestamp start_;
    std::optional<RequestText> request_;
    std::optional<model::Verdict> verdict_;  ///< Once the handshake was told.
    bool deflate_agreed_ = false;
    std::optional<Direction> tcp_first_;
    std::uint64_t memory_ = sizeof(Connection);  ///< Octets that the budget counts for it.
    std::array<DirectionDecoder, 2> decoders_;
};

}  // namespace wsdissect::engine
