#pragma once
// A TCP flow that speaks HTTP/1.x: finds the handshakes in it and hands what follows them to WebSocket.
//
// Both directions are read on their own. What the client's octets after an Upgrade or a CONNECT mean depends
// on the response, so they are held until it is there; what a response means depends on its request, so a
// response that the capture shows before its request is held likewise. The TCP layer keeps what is held and
// says when to stop waiting.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "engine/connection.hpp"
#include "engine/context.hpp"
#include "engine/flow_owner.hpp"
#include "engine/requests.hpp"
#include "wsdissect/http/message_reader.hpp"
#include "wsdissect/http/proxy_header.hpp"
#include "wsdissect/tcp/tracker.hpp"

namespace wsdissect::engine {

/// Whether `octets` begin as only a head does. Many a text begins with a word and a space, as a request with
/// an unheard-of method would.
[[nodiscard]] bool begins_as_known_head(Bytes octets) noexcept;

class Conversation final : public FlowOwner {
  public:
    /// All references outlive it. To be made with the first octets that are not passed over.
    [[nodiscard]] static std::unique_ptr<Conversation> make(Context& context, tcp::Tracker& tracker,
                                                            tcp::Flow& flow);
    ~Conversation() override;
    /// Its memory is the context's.
    static void operator delete(Conversation* conversation, std::destroying_delete_t);

    [[nodiscard]] std::size_t on_bytes(tcp::End from, Bytes octets, const tcp::Arrival& arrival) override;
    void on_packet(const PacketStamp& packet) override {
        if (Connection* const receiver = connection()) receiver->on_packet(packet);
    }
    void on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) override;
    void on_hold_expired(tcp::End from) override;
    void on_flow_end(const tcp::Flow& flow, tcp::FlowEnding ending, std::optional<tcp::End> by) override;

    [[nodiscard]] std::unique_ptr<FlowOwner> successor() override {
        if (http2_) return std::move(http2_);
        return std::move(websocket_);
    }

  private:
    Conversation(Context& context, tcp::Tracker& tracker, tcp::Flow& flow);
    static void* operator new(std::size_t, void* memory) noexcept { return memory; }

    enum class Mode : std::uint8_t {
        http,
        searching,  ///< The place in the stream is lost (or was never known): a head at a packet's start is
                    ///< looked for.
        waiting,    ///< Client: for the response that says what its next octets are.
        proxy_header,  ///< Client: before its first request.
        asking,        ///< Client: it waits, but another request would be read.
        undecided,     ///< Client: nothing says what its next octets are but these themselves.
        websocket,
    };
    struct Loss {
        std::uint64_t octets = 0;
        PacketStamp packet;  ///< Where the latest of these became certain.
    };
    /// What stands before the first request.
    struct Proxied {
        tcp::End client;
        http::ProxyHeaderReader header;
    };
    struct Half {
        std::uint32_t head_memory = 0;  ///< Octets of the budget that the reader's incomplete head takes.
        Mode mode = Mode::http;
        bool whole = true;     ///< No octets were lost among which heads may have been.
        bool certain = false;  ///< Every octet is known to stand where the reader takes it for, since the
                               ///< direction's start or a head's end.
        bool waits_after_message = false;  ///< Client: the request under way may switch protocols.
        bool waited_enough = false;        ///< Server: the next response is taken without its request.
        bool unasked = false;              ///< Server: the latest response was.
        bool awaits_request = false;       ///< A response does that was held back.
        // Of the packet with the first octet of the head under way:
        bool acknowledges = false;    ///< A number other than zero, which is what made-up captures have.
        SequenceNumber acknowledged;  ///< What its sender had of the other end: all before this.
        Timestamp head_start;
        http::MessageReader reader;
    };

    [[nodiscard]] Fate present_fate() const noexcept override;

    /// Octets of the budget that each takes.
    [[nodiscard]] static constexpr std::uint64_t memory() noexcept {
        return sizeof(Conversation) + 2 * sizeof(Loss);
    }
    [[nodiscard]] Half& half(tcp::End end) noexcept { return halves_[tcp::index_of(end)]; }
    [[nodiscard]] std::unique_ptr<Loss>& loss(tcp::End end) noexcept { return losses_[tcp::index_of(end)]; }
    [[nodiscard]] Half& client() noexcept { return half(*client_); }
    [[nodiscard]] Half& server() noexcept { return half(tcp::other(*client_)); }
    [[nodiscard]] bool is_client(tcp::End end) const noexcept { return client_ && *client_ == end; }
    [[nodiscard]] bool is_server(tcp::End end) const noexcept { return client_ && *client_ != end; }
    [[nodiscard]] Direction direction(tcp::End end) const noexcept {
        return is_client(end) ? Direction::client : Direction::server;
    }
    /// Where what follows a handshake goes; also while its response is not seen.
    [[nodiscard]] Connection* connection() const noexcept {
        return websocket_ ? websocket_.get() : requests_.newest_connection();
    }

    // conversation.cpp: octets, gaps and ends, each to where they belong
    // `offset`: of the first of `octets` in the sender's stream. `in_front`: nothing of the segment came
    // before.
    [[nodiscard]] std::size_t take(tcp::End from, Bytes octets, std::uint64_t offset, bool in_front,
                                   const tcp::Arrival& arrival);
    void take_frames(tcp::End from, Bytes octets, const tcp::Arrival& arrival);
    [[nodiscard]] std::size_t read_http(tcp::End from, Bytes octets, std::uint64_t offset, bool in_front,
                                        const tcp::Arrival& arrival);
    enum class Beginning : std::uint8_t {
        read,
        wait,
        leave,  ///< The conversation is over, or the octets are for another mode.
    };
    [[nodiscard]] Beginning begin_message(tcp::End from, Bytes octets, const tcp::Arrival& arrival);
    [[nodiscard]] bool may_begin_proxy_header(tcp::End from, Bytes octets) const noexcept;
    [[nodiscard]] std::size_t read_proxy_header(tcp::End from, Bytes octets, const tcp::Arrival& arrival);
    void read_as_http(tcp::End from, Bytes octets, const tcp::Arrival& arrival);
    [[nodiscard]] bool is_silent(const Half& server) const noexcept;
    /// Whether no head of `end` is missing so far, from its first octet on.
    [[nodiscard]] bool is_whole(tcp::End end) const noexcept;
    void prefetch() const noexcept;
    [[nodiscard]] bool may_begin_head(tcp::End from, Bytes octets) const noexcept;
    [[nodiscard]] bool must_wait_for_request(tcp::End from, Bytes octets) noexcept;
    void let_response_go(tcp::End server);
    void on_message_end(tcp::End from);
    void end_if_bodiless(tcp::End from);
    void on_not_http(tcp::End from);
    void on_request_lost();
    [[nodiscard]] bool count_head_memory(Half& sender);
    void decide(Half& client, Bytes octets);
    void start_over(Half& sender, Mode mode);
    void lose_place(tcp::End from);
    void tell_lost(tcp::End from);
    void end_connections(std::optional<model::EndedBy> ending, std::optional<Direction> reset_by = {});
    void give_up();

    // exchange.cpp: requests and their responses. A head is valid until its message ends or a
    // direction is resumed. `end`: offset of what follows it.
    void on_head(tcp::End from, const http::Head& head, std::uint64_t end, const PacketStamp& packet);
    void on_request(tcp::End from, const http::Head& head, std::uint64_t end, const PacketStamp& packet);
    void on_http2_preface(tcp::End from, const http::Head& head, std::uint64_t end);
    void on_response(tcp::End from, const http::Head& head, std::uint64_t end, const PacketStamp& packet);
    void on_handshake_response(Request request, const http::Head& head, std::uint64_t end,
                               const PacketStamp& packet);
    [[nodiscard]] bool may_miss_requests() const noexcept;
    void enter_tunnel();
    void enter_websocket(std::unique_ptr<Connection> connection);
    void resume_client();
    void look_for_later_requests();
    [[nodiscard]] bool may_be_anothers(const Request& request, const http::Head& head) noexcept;
    [[nodiscard]] std::unique_ptr<Connection> new_connection(Timestamp start);

    // What is asked first stands in the first three cache lines.
    bool heads_seen_ = false;
    bool over_ = false;
    std::optional<tcp::End> client_;  ///< Once a head told.
    Context& context_;
    tcp::Tracker& tracker_;
    tcp::Flow& flow_;
    std::unique_ptr<Connection> websocket_;        ///< Once upgraded.
    std::unique_ptr<FlowOwner> http2_;             ///< Which it turned out to be.
    std::array<Half, 2> halves_;                   ///< Indexed by the sending end.
    Requests requests_;                            ///< Without response.
    std::unique_ptr<Proxied> proxied_;             ///< Where a PROXY protocol header was begun.
    std::array<std::unique_ptr<Loss>, 2> losses_;  ///< Since the last head of each sending end.
};

static_assert(sizeof(Conversation) <= kConversationSize);

}  // namespace wsdissect::engine
