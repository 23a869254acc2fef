#pragma once
// The pieces of one fragmented packet.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "wsdissect/wire/fragment.hpp"

namespace wsdissect::wire {

class FragmentPieces {
  public:
    /// Adds what `fragment` has of octets that no other brought. False where it is at odds with what others
    /// say: it overlaps one of them without being its copy. Then these remain as they are told first.
    [[nodiscard]] bool add(const Fragment& fragment);

    [[nodiscard]] bool is_whole() const noexcept { return end_ && covered_ == *end_; }
    [[nodiscard]] std::size_t count() const noexcept { return pieces_.size(); }
    /// Octets on the wire of what came so far.
    [[nodiscard]] std::uint32_t covered() const noexcept { return covered_; }
    /// Octets of memory.
    [[nodiscard]] std::uint64_t memory() const noexcept { return pieces_.size() * sizeof(Piece) + held_; }
    /// Of a packet that is whole: what was captured of it, up to the first octet that was not.
    void assemble(std::vector<std::uint8_t>& into) const;
    /// Of a packet that is whole: octets on the wire.
    [[nodiscard]] std::uint32_t length() const noexcept { return *end_; }

  private:
    struct Piece {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::vector<std::uint8_t> octets;  ///< Fewer than from begin to end where the capture cut it.
    };
    /// What the fragment has of the octets from `begin` to `end`, which are counted.
    [[nodiscard]] Piece piece_of(const Fragment& fragment, std::uint32_t begin, std::uint32_t end);

    std::vector<Piece> pieces_;         ///< In order, none overlapping another.
    std::optional<std::uint32_t> end_;  ///< Once the last fragment told.
    std::uint32_t covered_ = 0;         ///< Octets of all pieces, on the wire.
    std::uint64_t held_ = 0;            ///< Octets of all pieces, captured.
};

}  // namespace wsdissect::wire
