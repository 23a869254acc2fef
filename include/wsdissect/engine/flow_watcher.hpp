#pragma once
// Which flows are WebSocket, told as it shows itself: for those who keep the packets themselves.

#include <cstdint>

#include "wsdissect/base/flow_key.hpp"

namespace wsdissect::engine {

/// Told within the engine's calls. Flows of equal ends follow each other: what is said of a key is said of
/// the one that began last.
class FlowWatcher {
  public:
    virtual ~FlowWatcher() = default;

    /// `packet`: number of its first.
    virtual void on_flow_begin(const FlowKey& key, std::uint64_t packet) = 0;
    /// A handshake shows in it, also one that is refused later. `connection`: its number, as records have it;
    /// connections of one flow follow each other.
    virtual void on_websocket(const FlowKey& key, std::uint64_t connection) = 0;
    /// It has ended, or nothing more in it can become WebSocket. Not told of flows without payload, nor of
    /// those met in the middle in which nothing looked like HTTP.
    virtual void on_flow_over(const FlowKey& key) = 0;
};

}  // namespace wsdissect::engine
