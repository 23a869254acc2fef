#pragma once
// The requests of a conversation that no response has answered yet.

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/connection.hpp"
#include "engine/context.hpp"

namespace wsdissect::engine {

struct Request {
    std::string_view method;                 ///< `HEAD`, `CONNECT`, or empty: any other.
    bool may_switch = false;                 ///< The protocol: what follows it depends on the response.
    std::unique_ptr<Connection> connection;  ///< Where it asks for WebSocket.
};

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

    [[nodiscard]] bool empty() const noexcept { return !oldest_; }
    /// Whether one of them may switch protocols.
    [[nodiscard]] bool may_switch() const noexcept;
    /// Of the newest request; null where that asks for something else.
    [[nodiscard]] Connection* newest_connection() const noexcept;

    /// Beyond kMax the oldest is dropped. `now`: the packet under way.
    void push(Request request, const PacketStamp& now);
    /// The request that the next response answers; an empty one where none waits. A response that switches
    /// protocols answers the first request that may, and those before it are dropped: their responses are not
    /// captured.
    [[nodiscard]] Request take(bool switches, const PacketStamp& now);
    /// Responses were lost, it is not known which: the next one most likely answers the newest request.
    void keep_newest(const PacketStamp& now);

    void on_tcp_end(Direction sender);
    /// Ends all their connections.
    void end_all(std::optional<model::EndedBy> ending, const PacketStamp& last);

  private:
    [[nodiscard]] std::size_t size() const noexcept { return oldest_ ? 1 + later_.size() : 0; }
    /// There has to be one.
    [[nodiscard]] Request remove_oldest();
    void drop_oldest(std::optional<model::EndedBy> ending, const PacketStamp& last);

    Context& context_;
    std::optional<Request> oldest_;  ///< Most often there is no other.
    std::vector<Request> later_;     ///< Empty where there is no oldest one.
};

}  // namespace wsdissect::engine
