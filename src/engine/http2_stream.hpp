#pragma once
// One stream of an HTTP/2 connection that asks for WebSocket (RFC 8441), from its request to its end.
//
// A Connection asks its TCP flow what was captured, acknowledged and ended. Here the stream stands in for TCP
// (section 5): a flow of its own has the octets of its DATA for sequence numbers, END_STREAM for FIN and
// RST_STREAM for RST. What only TCP knows, it takes over from the flow that carries it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/connection.hpp"
#include "engine/context.hpp"
#include "engine/handshake_text.hpp"
#include "engine/http2_head.hpp"

namespace wsdissect::engine {

/// The flow that carries the streams, and how far it was read: a segment that is under way was not handed on
/// yet.
struct Http2Carrier {
    tcp::Flow& flow;
    tcp::End client;
    std::array<std::uint64_t, 2> read_to = {};  ///< Offsets, indexed by the sending end.

    /// Whether what `end` sent up to this offset was acknowledged.
    [[nodiscard]] bool is_acknowledged(tcp::End end, std::uint64_t offset) const noexcept;
    /// Whether `end` has shown to have sent more than what was read.
    [[nodiscard]] bool has_more(tcp::End end) const noexcept;
};

class Http2Stream {
  public:
    /// `carrier` outlives it.
    Http2Stream(Context& context, Http2Carrier& carrier, const Http2Head& request,
                const tcp::Arrival& arrival);
    ~Http2Stream();
    Http2Stream(const Http2Stream&) = delete;
    Http2Stream& operator=(const Http2Stream&) = delete;

    /// The offset in the server's octets before which the client had received all when it asked; absent: not
    /// known.
    [[nodiscard]] std::optional<std::uint64_t> received() const noexcept { return received_; }
    void set_connect_protocol(model::ConnectProtocol known) noexcept { http2_.connect_protocol = known; }

    [[nodiscard]] bool answered() const noexcept { return answered_; }
    /// The client's octets are not to wait for the response any longer.
    void stop_waiting();
    [[nodiscard]] bool waits_for_response() const noexcept { return !answered_ && !waited_enough_; }
    /// Nothing can follow.
    [[nodiscard]] bool over() const noexcept { return connection_ == nullptr; }

    void count_head(Direction sender, std::uint64_t octets) { connection_->count_head(sender, octets); }
    /// The final response, read to `end`, an offset in the server's octets. Where it refuses, the stream is
    /// over.
    void on_response(const http::Head& response, std::uint64_t end, const PacketStamp& packet);
    void on_data(Direction sender, Bytes octets, const tcp::Arrival& arrival);
    void on_gap(Direction sender, std::uint64_t octets, const PacketStamp& packet);
    /// END_STREAM.
    void on_end(Direction sender, const tcp::Arrival& arrival);
    /// `silent`: there was no response, and none can come. So for the next one.
    void on_reset(Direction sender, const tcp::Arrival& arrival, bool silent);
    /// TCP's end, or empty where octets are missing that belong to nobody knows which stream. `reset_by`: as
    /// of Connection::end.
    void end(std::optional<model::EndedBy> tcp_ending, std::optional<Direction> reset_by, bool silent);
    /// What `sender` sends from here on is missing.
    void lose_rest(Direction sender);
    /// As of FlowOwner.
    void on_packet(const PacketStamp& packet);
    /// Whether acknowledgements of what this end sent are waited for.
    [[nodiscard]] bool watches(tcp::End end) const noexcept { return flow_.half(end).watched; }
    /// Whether it stands among those that are told of them.
    [[nodiscard]] bool is_queued(tcp::End end) const noexcept { return queued_[index_of(end)]; }
    void set_queued(tcp::End end, bool queued) noexcept { queued_[index_of(end)] = queued; }

    /// Octets that it takes, its connection apart.
    [[nodiscard]] std::size_t memory() const noexcept { return sizeof(Http2Stream) + text_.memory(); }

  private:
    [[nodiscard]] tcp::End end_of(Direction sender) const noexcept {
        return sender == Direction::client ? carrier_.client : tcp::other(carrier_.client);
    }
    [[nodiscard]] model::HandshakeRequest request() const noexcept;
    void note_ender(Direction sender, const tcp::Arrival& arrival);
    [[nodiscard]] bool may_miss_end(Direction sender) const noexcept;
    void hand_on(Direction sender, std::uint64_t octets);
    void take_over();
    void note_first_octets(const tcp::Arrival& arrival);
    void tell_end(std::optional<model::EndedBy> ending, std::optional<Direction> reset_by, bool silent);

    Context& context_;
    Http2Carrier& carrier_;
    tcp::Flow flow_;
    // By the sending end:
    std::array<bool, 2> queued_ = {};
    std::array<bool, 2> lost_ = {};              ///< What follows.
    std::array<std::uint64_t, 2> sent_to_ = {};  ///< The carrier's offset behind its latest octets.
    struct FirstEnd {
        std::uint64_t packet = 0;
        Direction sender = Direction::client;
    };
    std::optional<FirstEnd> first_end_;  ///< By END_STREAM or RST_STREAM.
    bool answered_ = false;
    bool waited_enough_ = false;
    std::optional<std::uint64_t> received_;
    /// Where the response ends, until the client has sent octets since.
    std::optional<std::uint64_t> response_end_;
    model::Http2Request http2_;
    RequestText text_;
    std::unique_ptr<Connection> connection_;  ///< Until the end was told.
};

}  // namespace wsdissect::engine
