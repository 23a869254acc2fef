#pragma once
// What both directions of a WebSocket connection share.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/context.hpp"
#include "engine/watch.hpp"
#include "wsdissect/base/direction.hpp"
#include "wsdissect/model/events.hpp"

namespace wsdissect::engine {

/// The Close frame that came first, which directions have had one, and what else of control frames is asked
/// at every frame. Small, for every connection has it.
struct Closes {
    std::uint64_t packet = 0;             ///< That completed the first.
    std::optional<std::uint16_t> code;    ///< Of the first.
    Direction first = Direction::client;  ///< Who sent it; meaningful where there was one.
    bool by_client = false;
    bool by_server = false;
    bool code_lost : 1 = false;          ///< The first has a code, which was not captured.
    std::uint8_t missed : 2 = 0;         ///< By whom there may be frames that were not told: one bit each.
    std::uint8_t waiting_pings : 2 = 0;  ///< Whose latest Ping has no Pong yet, for the rules: likewise.

    void note_missed(Direction sender) noexcept { missed = (missed | 1U << index_of(sender)) & 0x3U; }
    [[nodiscard]] bool has_missed(Direction sender) const noexcept {
        return (missed >> index_of(sender) & 1U) != 0;
    }
    void note_ping(Direction sender, bool waits) noexcept {
        const unsigned bit = 1U << index_of(sender);
        waiting_pings = (waits ? waiting_pings | bit : waiting_pings & ~bit) & 0x3U;
    }
    [[nodiscard]] bool ping_waits(Direction sender) const noexcept {
        return (waiting_pings >> index_of(sender) & 1U) != 0;
    }
    [[nodiscard]] bool any() const noexcept { return by_client || by_server; }
    [[nodiscard]] bool both() const noexcept { return by_client && by_server; }
};

/// What a connection keeps of its Closes, and, for the rules, of Pings and Closes that wait.
struct Aside {
    std::optional<std::string> close_reason;                  ///< Of the first Close.
    std::array<std::optional<model::SentClose>, 2> closes{};  ///< For the rules: the first of each sender.
    Watch watch;
};

struct ConnectionState {
    Context& context;
    std::unique_ptr<model::ConnectionInfo> info;  ///< Never null.
    tcp::Flow* flow = nullptr;                    ///< That carries it.
    std::unique_ptr<Aside> aside = {};
    Closes closes = {};

    /// What is rarely needed, made when it is.
    [[nodiscard]] Aside& need_aside() {
        if (!aside) aside = std::make_unique<Aside>();
        return *aside;
    }

    /// Fetches what is printed of the connection with each of its events.
    [[gnu::always_inline]] void prefetch_names() const noexcept {
        prefetch_lines(info.get(), sizeof info->number + 2 * sizeof(EndpointText));
    }
    /// Fetches what is told of the connection soon.
    [[gnu::always_inline]] void prefetch() const noexcept {
        prefetch_lines(info.get(), sizeof *info);
        if (aside) prefetch_lines(aside.get(), sizeof *aside);
    }
    /// Of each direction the first one counts. Packets tell the order: loss and disorder may bring the later
    /// one here first.
    void note_close(const model::Control& close);
};

}  // namespace wsdissect::engine
