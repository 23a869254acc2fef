#include "engine/deflate_state.hpp"

#include <algorithm>

namespace wsdissect::engine {

namespace {

/// Compressed messages are held up to here even where `--max-message` is less: how long they are when
/// inflated, and what later ones refer to, is known only where all of them is.
constexpr std::uint64_t kLeastLimit = std::uint64_t{1} << 20;

}  // namespace

std::uint64_t most_compressed(const model::Demand& demand, std::uint64_t max_message) noexcept {
    const bool wanted = demand.message_payload > 0 || demand.message_findings;
    return wanted ? std::max(max_message, kLeastLimit) : 0;
}

void DeflateState::offer(model::Message& message, Bytes wire, Context& context) noexcept {
    if (most_compressed(context.demand, context.options.max_message) == 0) return;
    const bool whole = message.complete && wire.size() == message.wire_length;
    if (!whole) lose_context();
    if (!whole || lost_) return;
    message.inflation = model::Inflation::due;
    message.deflate = terms_;
    message.payload = wire;
    const bool keeps_window = terms_.context_takeover && !window_counted_;
    if (!keeps_window) return;
    // Like the connection's own memory: where it is short, the tracker ends what is silent longest.
    context.budget.count(terms_.window());
    window_counted_ = true;
}

void DeflateState::give_back(MemoryBudget& budget) noexcept {
    if (window_counted_) budget.give_back(terms_.window());
    window_counted_ = false;
}

}  // namespace wsdissect::engine
