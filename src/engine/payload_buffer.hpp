#pragma once
// Payload that arrives in several pieces: kept unmasked, up to a limit, as far as memory is granted.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "wsdissect/base/bytes.hpp"
#include "wsdissect/base/memory_budget.hpp"
#include "wsdissect/websocket/frame.hpp"

namespace wsdissect::engine {

/// Where in its frame's payload a piece stands, and how it is masked.
struct PieceMask {
    std::optional<websocket::MaskingKey> key;
    std::uint64_t position = 0;  ///< Octets of the frame's payload before the piece.
};

/// Grows with what arrives, never with what is announced.
class PayloadBuffer {
  public:
    /// Appends as much of `piece` as fits below `limit` octets in all; the rest is dropped. What `budget`
    /// does not grant is dropped with everything behind it, so that the content is always the front of what
    /// came.
    void append(Bytes piece, const PieceMask& mask, std::uint64_t limit, MemoryBudget& budget);
    /// Forgets the content and gives its memory back.
    void clear(MemoryBudget& budget);

    [[nodiscard]] Bytes bytes() const noexcept { return octets_; }
    [[nodiscard]] std::size_t size() const noexcept { return octets_.size(); }

  private:
    std::vector<std::uint8_t> octets_;
    std::uint64_t counted_ = 0;  ///< Octets taken from the budget.
    bool refused_ = false;       ///< The budget did not grant a piece: no other one is taken.
};

}  // namespace wsdissect::engine
