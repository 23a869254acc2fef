#pragma once
// What whoever starts an engine can choose.

#include <cstdint>
#include <vector>

#include "wsdissect/engine/flow_watcher.hpp"
#include "wsdissect/wire/reading.hpp"

namespace wsdissect::engine {

struct Options {
    wire::Options wire;
    /// Octets, of all buffers that input can grow together.
    std::uint64_t max_memory = std::uint64_t{1} << 30;
    std::uint64_t max_message = std::uint64_t{64} << 20;  ///< Octets of one message that are kept.
    /// Of TCP: what comes from or goes to them is WebSocket, even where no handshake is seen.
    std::vector<std::uint16_t> websocket_ports;
    /// Whether somebody calls `take_retired`.
    bool keep_retired = false;
    FlowWatcher* watcher = nullptr;  ///< Outlives the engine. Null: nobody.
    std::int64_t idle_timeout = 0;   ///< Nanoseconds of packet time; 0: none.
    /// Something that the captures' authors do not know; never shows in the output.
    std::uint64_t hash_seed = 0;
};

}  // namespace wsdissect::engine
