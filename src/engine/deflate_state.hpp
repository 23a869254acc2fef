#pragma once
// What a direction knows of permessage-deflate before anything is inflated.

#include <cstdint>

#include "engine/context.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/websocket/deflate.hpp"

namespace wsdissect::engine {

/// Octets of one message as on the wire that are held so that it can be inflated; 0 where that is not wanted.
/// `max_message`: the limit for messages that are not compressed.
[[nodiscard]] std::uint64_t most_compressed(const model::Demand& demand, std::uint64_t max_message) noexcept;

/// Says of each compressed message whether it can be inflated. That is done later, perhaps by another thread,
/// so nothing here depends on how it ends.
class DeflateState {
  public:
    void agree(const websocket::DeflateTerms& terms) noexcept {
        terms_ = terms;
        agreed_ = true;
    }
    [[nodiscard]] bool agreed() const noexcept { return agreed_; }

    /// A compressed message is told, of which `wire` is held: it is due to be inflated, or what comes after
    /// it cannot be.
    void offer(model::Message& message, Bytes wire, Context& context) noexcept;
    /// Octets are missing that later messages may refer to.
    void lose_context() noexcept { lost_ = terms_.context_takeover; }
    /// The direction ends.
    void give_back(MemoryBudget& budget) noexcept;

  private:
    websocket::DeflateTerms terms_;
    bool agreed_ : 1 = false;
    bool lost_ : 1 = false;
    bool window_counted_ : 1 = false;
};

}  // namespace wsdissect::engine
