#pragma once
// A TCP flow that speaks HTTP/2 from its first octet (RFC 9113 section 3.3): finds the streams in it that ask
// for WebSocket, and hands each one's octets to it.
//
// Both directions are read on their own. As in HTTP/1.1, a response is read when its request is there, and
// what a client sends on a stream when that was answered: what comes earlier is held by the TCP layer.
//
// Where octets are missing that the order of later frames depends on, or the state of HPACK, nothing more can
// be known of any stream: all are ended there.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "engine/context.hpp"
#include "engine/flow_owner.hpp"
#include "engine/http2_head.hpp"
#include "engine/http2_stream.hpp"
#include "wsdissect/http2/frame_reader.hpp"
#include "wsdissect/tcp/tracker.hpp"

namespace wsdissect::engine {

class Http2Conversation final : public FlowOwner {
  public:
    /// Open streams that ask for WebSocket; further ones are passed over.
    static constexpr std::size_t kMaxStreams = 1024;

    /// All references outlive it. `client`: the flow's end that is. `of_preface`: octets of the client's
    /// preface that were read before; of the server's none were.
    Http2Conversation(Context& context, tcp::Tracker& tracker, tcp::Flow& flow, tcp::End client,
                      std::size_t of_preface = 0);
    ~Http2Conversation() override;

    [[nodiscard]] std::size_t on_bytes(tcp::End from, Bytes octets, const tcp::Arrival& arrival) override;
    void on_packet(const PacketStamp& packet) override;
    void on_gap(tcp::End from, std::uint64_t octets, const PacketStamp& packet) override;
    void on_hold_expired(tcp::End from) override;
    void on_flow_end(const tcp::Flow& flow, tcp::FlowEnding ending, std::optional<tcp::End> by) override;

  private:
    using Streams = std::map<std::uint32_t, Http2Stream>;

    struct Side {
        explicit Side(Direction sender) : reader(sender) {}

        http2::FrameReader reader;
        std::uint64_t memory = 0;     ///< Octets of the budget that the reader takes.
        tcp::Arrival latest;          ///< Of its octets.
        bool reading = false;         ///< A call that reads them is under way.
        bool before_payload = false;  ///< A frame's header was read, nothing else of it:
        http2::FrameType type = http2::FrameType::data;
        std::uint32_t stream = 0;
    };

    [[nodiscard]] Fate present_fate() const noexcept override { return over_ ? Fate::over : Fate::stays; }
    [[nodiscard]] tcp::End client() const noexcept { return carrier_.client; }
    [[nodiscard]] tcp::End server() const noexcept { return tcp::other(carrier_.client); }
    [[nodiscard]] Direction direction(tcp::End end) const noexcept {
        return end == client() ? Direction::client : Direction::server;
    }
    [[nodiscard]] Side& side(tcp::End end) noexcept { return sides_[index_of(direction(end))]; }
    [[nodiscard]] const Side& side(tcp::End end) const noexcept { return sides_[index_of(direction(end))]; }
    /// Null where that stream is none of WebSocket, or over.
    [[nodiscard]] Http2Stream* find(std::uint32_t stream);

    [[nodiscard]] bool has_to_wait(tcp::End from) const;
    void take(tcp::End from, const http2::Step& step, const tcp::Arrival& arrival);
    void on_request(const http2::Step& step, const tcp::Arrival& arrival);
    void on_response(const http2::Step& step, const tcp::Arrival& arrival);
    void on_data(tcp::End from, const http2::Step& step, const tcp::Arrival& arrival);
    void on_end(tcp::End from, std::uint32_t stream, const tcp::Arrival& arrival);
    void on_reset(tcp::End from, std::uint32_t stream, const tcp::Arrival& arrival);
    void queue_if_watching(std::uint32_t number, Http2Stream& stream);
    void drop_if_over(std::uint32_t stream);
    [[nodiscard]] model::ConnectProtocol connect_protocol(const Http2Stream& stream) const;
    [[nodiscard]] bool is_silent() const;
    [[nodiscard]] bool count_memory(Side& sender);
    void let_other_go_on(tcp::End from);
    void give_up(tcp::End from);
    void end_all(std::optional<model::EndedBy> ending, std::optional<Direction> reset_by, bool silent);

    Context& context_;
    tcp::Tracker& tracker_;
    Http2Carrier carrier_;
    bool over_ = false;
    bool asked_ = false;                ///< For WebSocket, at least once.
    std::uint32_t newest_request_ = 0;  ///< The client's highest stream.
    std::uint32_t given_up_ = 0;        ///< Up to this stream the server's octets do not wait for requests.
    /// Offset behind the SETTINGS frame with SETTINGS_ENABLE_CONNECT_PROTOCOL = 1.
    std::optional<std::uint64_t> enabled_at_;
    std::array<Side, 2> sides_;  ///< Indexed by the sender.
    Http2Head head_;             ///< Of the block under way.
    Streams streams_;
    /// That wait until what they sent up to there is acknowledged; by the sending end, each at most once, in
    /// the order of the offsets.
    struct Watching {
        std::uint64_t sent_to = 0;
        std::uint32_t stream = 0;
    };
    std::array<std::deque<Watching>, 2> watching_;
};

}  // namespace wsdissect::engine
