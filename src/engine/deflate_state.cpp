#include "engine/deflate_state.hpp"

namespace wsdissect::engine {

using model::Inflation;

std::uint64_t DeflateState::wanted(const model::Demand& demand) const noexcept {
    const bool inflates = demand.message_payload > 0 || demand.message_findings;
    return inflates && !lost_ ? model::Demand::kAll : 0;
}

void DeflateState::offer(model::Message& message, Bytes wire, Context& context) noexcept {
    if (wanted(context.demand) == 0) return;
    const bool whole = message.complete && message.in_parts + wire.size() == message.wire_length;
    if (!whole) lose_context();
    if (!whole && message.in_parts == 0 && wire.empty()) return;
    message.inflation = whole ? Inflation::due : Inflation::front_due;
    message.deflate = terms_;
    message.payload = wire;
    count_window(context.budget);
}

void DeflateState::offer_part(model::Message& part, Bytes wire, Context& context) noexcept {
    part.inflation = Inflation::part_due;
    part.deflate = terms_;
    part.payload = wire;
    count_window(context.budget);
}

/// Like the connection's own memory: where it is short, the tracker ends what is silent longest.
void DeflateState::count_window(MemoryBudget& budget) noexcept {
    if (!terms_.context_takeover || window_counted_) return;
    budget.count(terms_.window());
    window_counted_ = true;
}

void DeflateState::give_back(MemoryBudget& budget) noexcept {
    if (window_counted_) budget.give_back(terms_.window());
    window_counted_ = false;
}

}  // namespace wsdissect::engine
