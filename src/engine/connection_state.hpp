#pragma once
// What both directions of a WebSocket connection share.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/context.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::engine {

/// The Close frame that came first, and which directions have had one. Small, for every connection has it.
struct Closes {
    std::uint64_t packet = 0;             ///< That completed the first.
    std::unique_ptr<std::string> reason;  ///< Of the first.
    std::optional<std::uint16_t> code;    ///< Likewise.
    Direction first = Direction::client;  ///< Who sent it; meaningful where there was one.
    bool by_client = false;
    bool by_server = false;

    [[nodiscard]] bool any() const noexcept { return by_client || by_server; }
    [[nodiscard]] bool both() const noexcept { return by_client && by_server; }
};

struct ConnectionState {
    Context& context;
    std::unique_ptr<model::ConnectionInfo> info;  ///< Never null.
    Closes closes = {};

    /// Fetches what the connection's end, which is near, tells.
    void prefetch() const noexcept {
        prefetch_lines(info.get(), sizeof *info);
        if (closes.reason) prefetch_lines(closes.reason.get(), sizeof *closes.reason);
    }
    /// Of each direction the first one counts. Packets tell the order: loss and disorder may bring the later
    /// one here first.
    void note_close(const model::Control& close);
};

}  // namespace wsdissect::engine
