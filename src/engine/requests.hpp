#pragma once
// The requests of a conversation that no response has answered yet.

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "engine/connection.hpp"
#include "engine/context.hpp"
#include "engine/handshake_text.hpp"
#include "wsdissect/http/body.hpp"

namespace wsdissect::engine {

struct Request {
    std::unique_ptr<Connection> connection;                     ///< Where it asks for WebSocket.
    http::RequestMethod method = http::RequestMethod::unknown;  ///< Of no request only.
    bool may_switch = false;               ///< The protocol: what follows it depends on the response.
    SequenceNumber begins;                 ///< That of its first octet.
    std::optional<RequestText> text = {};  ///< Where it asks for WebSocket.

    /// Of its text; valid as long as this object is at its place.
    [[nodiscard]] std::optional<model::HandshakeRequest> view() const noexcept {
        return text ? std::optional(text->view()) : std::nullopt;
    }
};

/// What a response tells of the request that it answers.
struct Answer {
    bool switches = false;  ///< The protocol.
    bool whole = true;      ///< No response before it may have been lost.
    /// All before this one of the client's octets had been received when it was sent; where it is not known,
    /// or needs not be asked, absent.
    std::optional<SequenceNumber> received = {};
};

/// How it comes that nothing answers a request.
struct Unanswered {
    std::optional<model::EndedBy> ending = {};  ///< TCP's; absent: responses are missing.
    std::optional<Direction> reset_by = {};     ///< Whose RST that was, where it was one.
    bool certain = false;  ///< There was no response, not even one that was not captured.
};

/// No response that is captured answers it: where it asks for WebSocket, its connection is told to its end.
void tell_dropped(const Request& dropped, const Unanswered& how, const PacketStamp& last);

/// Oldest first, as responses come in the order of their requests (RFC 9112 section 9.3.2). A connection
/// whose request is dropped is told to its end: every handshake has its record.
class Requests {
  public:
    /// Requests that wait beyond which nothing was captured that answers the oldest.
    static constexpr std::size_t kMax = 128;

    explicit Requests(Context& context) : context_(context) {}
    ~Requests();
    Requests(const Requests&) = delete;
    Requests& operator=(const Requests&) = delete;

    [[nodiscard]] bool empty() const noexcept { return oldest_.method == http::RequestMethod::unknown; }
    /// Whether one of them may switch protocols.
    [[nodiscard]] bool may_switch() const noexcept;
    /// Of the newest request; null where that asks for something else.
    [[nodiscard]] Connection* newest_connection() const noexcept;

    /// Of the oldest request, which the next response answers; null as above.
    [[nodiscard]] const Connection* oldest_connection() const noexcept { return oldest_.connection.get(); }

    /// Beyond kMax the oldest is dropped. `now`: the packet under way.
    void push(Request request, const PacketStamp& now);
    /// The request that the next response answers; an empty one where it is not captured. A response that
    /// switches protocols answers the first request that may, and those before it are dropped: their
    /// responses are not captured. Nor are they where some may have been lost, not `whole`, of one that might
    /// have switched and that another request follows: its sender had the response before that.
    [[nodiscard]] Request take(const Answer& answer, const PacketStamp& now);
    /// Responses were lost, it is not known which: the next one most likely answers the newest request.
    void keep_newest(const PacketStamp& now);

    /// Ends all their connections.
    void end_all(const Unanswered& how, const PacketStamp& last);

  private:
    [[nodiscard]] std::size_t size() const noexcept { return empty() ? 0 : 1 + later_.size(); }
    /// Octets of the budget that `request` takes, its connection apart.
    [[nodiscard]] static std::size_t memory_of(const Request& request) noexcept {
        return sizeof(Request) + (request.text ? request.text->memory() : 0);
    }
    /// There has to be one.
    [[nodiscard]] Request remove_oldest();
    void drop_oldest(const Unanswered& how, const PacketStamp& last);

    Request oldest_;              ///< Most often there is no other; of method unknown where there is none.
    std::vector<Request> later_;  ///< Empty where there is no oldest one.
    Context& context_;
};

}  // namespace wsdissect::engine
