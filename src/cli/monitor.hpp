#pragma once
// Who looks on while packets are decoded.

#include <cstdint>

namespace wsdissect::cli {

/// How far the decoding has come.
struct Progression {
    std::uint64_t packets = 0;
    std::uint64_t messages = 0;
    std::uint64_t open_connections = 0;  ///< Of WebSocket.
};

class Monitor {
  public:
    virtual ~Monitor() = default;
    /// The output of one more block has been written. Called by one thread at a time.
    virtual void on_block(const Progression& progression) = 0;
};

}  // namespace wsdissect::cli
