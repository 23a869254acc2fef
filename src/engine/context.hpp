#pragma once
// What all connections of one engine share.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/slot_pool.hpp"
#include "wsdissect/base/memory_budget.hpp"
#include "wsdissect/engine/options.hpp"
#include "wsdissect/http/head_parser.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::engine {

// What these objects take is not known here.
inline constexpr std::size_t kConnectionSize = 192;
inline constexpr std::size_t kConversationSize = 384;

struct Context {
    Context(const Options& engine_options, model::Sink& event_sink)
        : options(engine_options),
          sink(event_sink),
          demand(event_sink.demand()),
          budget(engine_options.max_memory) {}

    Options options;
    model::Sink& sink;
    model::Demand demand;
    MemoryBudget budget;
    model::Summary summary;
    std::uint64_t next_connection = 0;
    std::uint64_t open_connections = 0;
    http::HeadParser head_parser;       ///< For heads that one packet brings whole.
    std::vector<std::uint8_t> scratch;  ///< For payload that is unmasked and told within one call.
    SlotPool<kConnectionSize> connections;
    SlotPool<kConversationSize> conversations;
    /// Of connections told to their end: events that were recorded may still name them.
    std::vector<std::unique_ptr<model::ConnectionInfo>> retired;
    /// Those that nothing names any more, to be used again.
    std::vector<std::unique_ptr<model::ConnectionInfo>> spare;
};

}  // namespace wsdissect::engine
