#include "engine/connection_state.hpp"

namespace wsdissect::engine {

void ConnectionState::note_close(const model::Control& close) {
    const bool from_client = close.direction == Direction::client;
    bool& seen = from_client ? closes.by_client : closes.by_server;
    if (seen) return;
    const bool is_first = !closes.any() || close.packet.number < closes.packet;
    seen = true;
    if (!is_first) return;
    closes.first = close.direction;
    closes.packet = close.packet.number;
    closes.code = close.close_code;
    closes.code_lost = !close.close_code && close.payload_length > 1;
    if (aside) aside->close_reason.reset();
    // A longer one is in its control record only: nothing without limit is kept until the connection ends.
    if (close.close_reason && close.close_reason->size() <= websocket::kMaxControlPayload)
        need_aside().close_reason = *close.close_reason;
}

}  // namespace wsdissect::engine
