#pragma once
// What a direction knows of permessage-deflate before anything is inflated.

#include <cstdint>

#include "engine/context.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/websocket/deflate.hpp"

namespace wsdissect::engine {

/// Says of each compressed message whether it can be inflated. That is done later, perhaps by another thread,
/// so nothing here depends on how it ends.
class DeflateState {
  public:
    void agree(const websocket::DeflateTerms& terms) noexcept {
        terms_ = terms;
        agreed_ = true;
    }
    [[nodiscard]] bool agreed() const noexcept { return agreed_; }

    /// Octets of a compressed message that its whole wire is wanted of; 0 where nothing is.
    [[nodiscard]] std::uint64_t wanted(const model::Demand& demand) const noexcept;
    /// A compressed message is told, of which `wire` is held: all, or what stands before what is missing. It
    /// is due to be inflated as far as that goes, and what comes after it where it is whole.
    void offer(model::Message& message, Bytes wire, Context& context) noexcept;
    /// A part of one is told before its end.
    void offer_part(model::Message& part, Bytes wire, Context& context) noexcept;
    /// Octets are missing that later messages may refer to.
    void lose_context() noexcept { lost_ = terms_.context_takeover; }
    /// The direction ends.
    void give_back(MemoryBudget& budget) noexcept;

  private:
    void count_window(MemoryBudget& budget) noexcept;

    websocket::DeflateTerms terms_;
    bool agreed_ : 1 = false;
    bool lost_ : 1 = false;
    bool window_counted_ : 1 = false;
};

}  // namespace wsdissect::engine
